using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>PBSZ: the protection buffer size, which is 0 with TLS (RFC 4217 §8).</summary>
internal sealed class Pbsz : IVerb
{
    private static readonly Reply s_zero = Reply.Of(ReplyCode.Ok, "PBSZ set to 0.");

    public static VerbSpec Spec { get; } = new("PBSZ", "0")
    {
        Gates = Gate.Argument,
        Features = options => options.Tls.Enabled ? ["PBSZ"] : [],
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(session.IsSecure ? s_zero : Prot.AuthFirst);
}

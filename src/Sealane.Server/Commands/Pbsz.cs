using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>PBSZ: the protection buffer size, which is 0 with TLS (RFC 4217 §8).</summary>
internal sealed class Pbsz : IVerb
{
    private static readonly Reply s_zero = Reply.Of(ReplyCode.Ok, "PBSZ set to 0.");
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "PBSZ is followed by a number.");

    // RFC 2228 §3: a size that the server reduces is told in this form.
    private static readonly Reply s_reduced = Reply.Of(ReplyCode.Ok, "PBSZ=0");

    public static VerbSpec Spec { get; } = new("PBSZ", "0")
    {
        Gates = Gate.Argument,
        Features = options => options.Tls.Enabled ? ["PBSZ"] : [],
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(
        !session.IsSecure ? Prot.AuthFirst
        : command.Argument.Span.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? s_bad
        : command.Argument.Span.ContainsAnyExcept((byte)'0') ? s_reduced
        : s_zero);
}

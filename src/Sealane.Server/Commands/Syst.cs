using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>SYST: clients choose their listing parser by it (RFC 959 §4.1.3).</summary>
internal sealed class Syst : IVerb
{
    private static readonly Reply s_unix = Reply.Of(ReplyCode.SystemType, "UNIX Type: L8");

    public static VerbSpec Spec { get; } = new("SYST", "") { Gates = Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(s_unix);
}

using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>NOOP: the session is alive (RFC 959 §4.1.3). Answered during transfers too: clients keep NAT tables warm with it.</summary>
internal sealed class Noop : IVerb
{
    private static readonly Reply s_ok = Reply.Of(ReplyCode.Ok, "NOOP ok.");

    public static VerbSpec Spec { get; } = new("NOOP", "") { Gates = Gate.DuringTransfer | Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(s_ok);
}

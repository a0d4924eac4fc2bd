using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>QUIT: a transfer that still runs is finished first (RFC 959 §4.1.1).</summary>
internal sealed class Quit : IVerb
{
    private static readonly Reply s_goodbye = Reply.Of(ReplyCode.Goodbye, "Goodbye.");

    public static VerbSpec Spec { get; } = new("QUIT", "") { Gates = Gate.None };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        session.End(SessionEnd.Quit);
        return new(s_goodbye);
    }
}

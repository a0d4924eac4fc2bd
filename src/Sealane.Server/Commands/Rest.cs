using System.Globalization;
using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>REST: the byte at which the next transfer starts (RFC 3659 §5).</summary>
internal sealed class Rest : IVerb
{
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "REST is followed by a byte offset.");

    public static VerbSpec Spec { get; } = new("REST", "<offset>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Features = _ => ["REST STREAM"],
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!long.TryParse(command.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            return new(s_bad);
        }

        session.State.Restart = offset;
        return new(Reply.Of(ReplyCode.NeedMore, $"Restart position accepted ({offset})."));
    }
}

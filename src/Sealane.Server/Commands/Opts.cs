using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>OPTS: UTF8, which is always on, and MLST, the facts of listings (RFC 2389 §4, RFC 3659 §7.9).</summary>
internal sealed class Opts : IVerb
{
    private static readonly Reply s_utf8 = Reply.Of(ReplyCode.Ok, "Always in UTF8 mode.");
    private static readonly Reply s_notOff = Reply.Of(ReplyCode.BadParameter, "UTF8 cannot be switched off.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadArgument, "Only OPTS UTF8 ON and OPTS MLST are known.");

    public static VerbSpec Spec { get; } = new("OPTS", "UTF8 ON | MLST <facts>") { Gates = Gate.Argument | Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        string[] words = command.Text.Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        switch (words.FirstOrDefault()?.ToUpperInvariant())
        {
            case "UTF8" or "UTF-8":
                return new(words.Length > 1 && words[1].Trim().Equals("OFF", StringComparison.OrdinalIgnoreCase) ? s_notOff : s_utf8);
            case "MLST":
                session.State.Facts = FactNames.Parse(words.Length > 1 ? System.Text.Encoding.ASCII.GetBytes(words[1]) : []);
                return new(Reply.Of(ReplyCode.Ok, FactNames.OptsReply(session.State.Facts)));
            default:
                return new(s_unknown);
        }
    }
}

using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>OPTS: UTF8, which is always on; MLST, the facts of listings; HASH, the function of HASH (RFC 2389 §4, RFC 3659 §7.9, draft-bryan-ftp-hash).</summary>
internal sealed class Opts : IVerb
{
    private static readonly Reply s_utf8 = Reply.Of(ReplyCode.Ok, "Always in UTF8 mode.");
    private static readonly Reply s_notOff = Reply.Of(ReplyCode.BadParameter, "UTF8 cannot be switched off.");
    private static readonly Reply s_noFunction = Reply.Of(ReplyCode.BadParameter, $"HASH knows {string.Join(", ", Hash.Functions)}.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadArgument, "Only OPTS UTF8 ON, OPTS MLST and OPTS HASH are known.");

    public static VerbSpec Spec { get; } = new("OPTS", "UTF8 ON | MLST <facts> | HASH <function>") { Gates = Gate.Argument | Gate.KeepsRestart };

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
            case "HASH" when words.Length == 1:
                return new(Reply.Of(ReplyCode.Ok, session.State.HashFunction));
            case "HASH":
                string? function = Hash.Functions.FirstOrDefault(name => name.Equals(words[1].Trim(), StringComparison.OrdinalIgnoreCase));
                session.State.HashFunction = function ?? session.State.HashFunction;
                return new(function is null ? s_noFunction : Reply.Of(ReplyCode.Ok, function));
            default:
                return new(s_unknown);
        }
    }
}

using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>CLNT: what the client calls itself; kept for the logs (a convention, no RFC).</summary>
internal sealed class Clnt : IVerb
{
    // A name, not a letter.
    private const int MostCharacters = 80;

    private static readonly Reply s_noted = Reply.Of(ReplyCode.Ok, "Noted.");

    public static VerbSpec Spec { get; } = new("CLNT", "<name>") { Gates = Gate.Argument | Gate.KeepsRestart, Features = _ => ["CLNT"] };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        // It ends up in logs, and comes from the client.
        string name = PrintableText.Escape(command.Argument.Span);
        session.State.ClientName = name.Length > MostCharacters ? name[..MostCharacters] : name;
        return new(s_noted);
    }
}

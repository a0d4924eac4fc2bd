using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>HELP: the verbs, or how one is used (RFC 959 §4.1.3). Made from the verbs' own declarations.</summary>
internal sealed class Help : IVerb
{
    private const int Columns = 8;

    private static readonly Lazy<Reply> s_all = new(() => Reply.Lines(
        ReplyCode.Help,
        "The following commands are recognized.",
        VerbTable.All.Select(entry => entry.Spec.Name).Order(StringComparer.Ordinal).Chunk(Columns).Select(row => string.Join(' ', row.Select(name => name.PadRight(4)))),
        "Help OK."));

    public static VerbSpec Spec { get; } = new("HELP", "[<command>]") { Gates = Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!command.HasArgument)
        {
            return new(s_all.Value);
        }

        return new(Verb.TryRead(command.Argument.Span, out Verb verb) && VerbTable.Find(verb) is { } entry
            ? Reply.Of(ReplyCode.Help, $"Syntax: {entry.Spec.Name} {entry.Spec.Usage}".TrimEnd())
            : Reply.Of(ReplyCode.BadParameter, "No such command. HELP alone lists them."));
    }
}

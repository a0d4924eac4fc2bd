using Sealane.Shell.Globbing;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>glob: patterns for commands that take none.</summary>
internal sealed class GlobCommand : ShellCommand
{
    public override string Synopsis => "glob [OPTS] <cmd> <args>";

    public override string Help => """
        Expands patterns, then runs the command with the names.
         -f  plain files (the default)    -d  directories    -a  all
         --exist      no command: succeeds if something matches
         --not-exist  no command: succeeds if nothing matches
        """;

    public override OptionSpec[] Options => [new("f", 'f'), new("d", 'd'), new("a", 'a'), new("exist", '\0', "exist"), new("not-exist", '\0', "not-exist")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        IReadOnlyList<string> words = arguments.Operands;
        bool tests = arguments.Has("exist") || arguments.Has("not-exist");
        if (words.Count == 0)
        {
            throw context.Usage("glob [OPTS] command args...");
        }

        EntryKind? wanted = arguments.Has("a") ? null : arguments.Has("d") ? EntryKind.Directory : EntryKind.File;
        List<string> expanded = tests ? [] : [words[0]];
        foreach (string word in tests ? words : words.Skip(1))
        {
            if (!GlobPattern.IsPattern(word))
            {
                expanded.Add(word);
                continue;
            }

            IReadOnlyList<string> found = Source(context) is { } source ? await Glob.ExpandAsync(word, source, wanted, context.Cancellation).ConfigureAwait(false) : [];
            expanded.AddRange(found.Count == 0 && !tests && !context.Settings.Flag("cmd:nullglob") ? [word] : found);
        }

        return tests
            ? (expanded.Count > 0) == arguments.Has("exist") ? 0 : 1
            : await context.Interpreter.RunNamedAsync([.. expanded], context.Job, context.Streams).ConfigureAwait(false);
    }

    private static NameSource? Source(CommandContext context) => context.Place.Site switch
    {
        { IsLocal: true } local => new LocalNames(local.Directory),
        not null => RemoteNames.Of(context),
        null => null,
    };
}

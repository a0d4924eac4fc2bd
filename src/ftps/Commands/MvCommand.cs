using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>mv: another name, or another directory.</summary>
internal sealed class MvCommand : ShellCommand
{
    public override string Synopsis => "mv <file1> <file2>";

    public override string Help => """
        Renames a file or directory. With several names, or when the last one ends in a slash, moves them into that directory; see mmv.
        """;

    public override OptionSpec[] Options => [];

    public override async Task<int> RunAsync(CommandContext context)
    {
        IReadOnlyList<string> names = context.Arguments;
        if (names.Count != 2 || names.Any(name => name.Length > 1 && name[0] == '-') || names[1].EndsWith('/'))
        {
            return await context.Interpreter.RunNamedAsync(["mmv", .. names], context.Job, context.Streams).ConfigureAwait(false);
        }

        int refused = await RemoteWords.ForEachAsync(context, [names[0]], false, async (client, site, from, cancellation) =>
        {
            string to = RemotePath.ExpandHome(site, names[1]);
            await client.RenameAsync(from, to, cancellation).ConfigureAwait(false);
            context.Changed(site, from);
            context.Changed(site, to);
        }).ConfigureAwait(false);
        if (refused == 0)
        {
            context.Tell("rename successful");
        }

        return refused;
    }
}

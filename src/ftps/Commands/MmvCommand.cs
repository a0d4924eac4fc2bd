using Sealane.Client;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>mmv: files into a directory.</summary>
internal sealed class MmvCommand : ShellCommand
{
    public override string Synopsis => "mmv [OPTS] <files> <target-dir>";

    public override string Help => """
        Moves files into a directory; patterns are expanded.
         -O, -t <dir>  the directory, instead of the last name
         -e            removes a file of the same name there first
        """;

    public override OptionSpec[] Options => [new("O", 'O', "target-directory", OptionArgument.Required), new("O", 't', null, OptionArgument.Required), new("e", 'e', "remove-target-first")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        List<string> words = [.. arguments.Operands];
        string? target = arguments.Value("O");
        if (target is null && words.Count > 1)
        {
            target = words[^1];
            words.RemoveAt(words.Count - 1);
        }

        if (target is null || words.Count == 0)
        {
            throw new UsageException("Usage: mmv [OPTS] <files> <target-dir>\nTry `help mmv' for more information.");
        }

        List<string> names = [];
        foreach (string word in words)
        {
            names.AddRange(await RemoteWords.ExpandAsync(context, word).ConfigureAwait(false));
        }

        int refused = await RemoteWords.ForEachAsync(context, names, false, async (client, site, from, cancellation) =>
        {
            string to = RemotePath.Combine(RemotePath.ExpandHome(site, target), RemotePath.NameOf(from));
            if (arguments.Has("e"))
            {
                await RemoveAsync(client, to, cancellation).ConfigureAwait(false);
            }

            await client.RenameAsync(from.Length > 1 ? from.TrimEnd('/') : from, to, cancellation).ConfigureAwait(false);
            context.Changed(site, from);
            context.Changed(site, to);
        }).ConfigureAwait(false);
        if (refused > 0)
        {
            context.Tell($"mmv: {refused} error{(refused == 1 ? "" : "s")} detected");
        }

        context.Tell($"mmv: {names.Count - refused} file{(names.Count - refused == 1 ? "" : "s")} moved");
        return refused > 0 ? 1 : 0;
    }

    private static async Task RemoveAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        try
        {
            await client.DeleteAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
        {
            // Nothing there, as a rule; what else it may be the rename will say.
        }
    }
}

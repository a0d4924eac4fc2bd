using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>rm and rmdir: files and directories at the site.</summary>
/// <param name="removesDirectories">Whether this is rmdir.</param>
internal sealed class RmCommand(bool removesDirectories) : ShellCommand
{
    private int _done;
    private int _refused;

    public override string Synopsis => removesDirectories ? "rmdir [-f] <dirs>" : "rm [-r] [-f] <files>";

    public override string Help => removesDirectories
        ? "Removes empty directories.\n -f  says nothing when it fails"
        : """
            Removes files.
             -r  removes directories with everything in them; links are removed, not followed
             -f  says nothing when it fails
            """;

    public override OptionSpec[] Options => removesDirectories ? [new("f", 'f')] : [new("r", 'r'), new("f", 'f')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        string usage = removesDirectories ? "rmdir [-f] files..." : "rm [-r] [-f] files...";
        ParsedArguments arguments = ShortUsage.Parse(context, Options, usage);
        if (arguments.Operands.Count == 0)
        {
            throw context.Usage(usage);
        }

        bool quiet = arguments.Has("f"), recursive = arguments.Has("r");
        _refused = await RemoteWords.ForEachAsync(context, arguments.Operands, quiet, async (client, site, name, cancellation) =>
        {
            if (recursive)
            {
                await RemoveAsync(context, client, site, name, quiet, cancellation).ConfigureAwait(false);
            }
            else
            {
                await (removesDirectories ? client.RemoveDirectoryAsync(name, cancellation) : client.DeleteAsync(name, cancellation)).ConfigureAwait(false);
                _done++;
            }

            context.Changed(site, name);
        }).ConfigureAwait(false) + _refused;
        Say(context, quiet, arguments.Operands[0]);
        return _refused > 0 && !quiet ? 1 : 0;
    }

    // Deleting comes first: of a link to a directory it takes the link, while a listing would show what is behind it.
    private async Task RemoveAsync(CommandContext context, FtpsClient client, Site site, string name, bool quiet, CancellationToken cancellation)
    {
        try
        {
            await client.DeleteAsync(name, cancellation).ConfigureAwait(false);
            _done++;
        }
        catch (FtpsException notFile) when (RemoteFault.IsRefusal(notFile))
        {
            Listing listing;
            string path = RemotePath.Absolute(site, name);
            try
            {
                listing = await client.GetListingAsync(path, cancellation).ConfigureAwait(false);
            }
            catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
            {
                // Told here: it is about the absolute path.
                _refused++;
                if (!quiet)
                {
                    context.Error.Write($"{context.Name}: {RemoteFault.Text(fault, path)}\n");
                }

                return;
            }

            await RemoveTreeAsync(context, client, name.TrimEnd('/'), listing, quiet, cancellation).ConfigureAwait(false);
        }
    }

    private async Task RemoveTreeAsync(CommandContext context, FtpsClient client, string directory, Listing listing, bool quiet, CancellationToken cancellation)
    {
        if (listing.UnparsedLines > 0)
        {
            throw new CommandException($"{directory} was not removed: its listing has lines that are not understood (the first: {listing.FirstUnparsed})");
        }

        foreach (RemoteEntry entry in listing.Entries)
        {
            string path = directory + "/" + entry.Name;
            if (entry.Kind != EntryKind.Directory)
            {
                await TryAsync(context, path, quiet, () => client.DeleteAsync(path, cancellation)).ConfigureAwait(false);
                continue;
            }

            Listing? inner = null;
            await TryAsync(context, path, quiet, async () => inner = await client.GetListingAsync(path, cancellation).ConfigureAwait(false), counts: false).ConfigureAwait(false);
            if (inner is not null)
            {
                await RemoveTreeAsync(context, client, path, inner, quiet, cancellation).ConfigureAwait(false);
            }
        }

        await TryAsync(context, directory, quiet, () => client.RemoveDirectoryAsync(directory, cancellation)).ConfigureAwait(false);
    }

    private async Task TryAsync(CommandContext context, string path, bool quiet, Func<Task> action, bool counts = true)
    {
        try
        {
            await action().ConfigureAwait(false);
            _done += counts ? 1 : 0;
        }
        catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
        {
            _refused++;
            if (!quiet)
            {
                context.Error.Write($"{context.Name}: {RemoteFault.Text(fault, path)}\n");
            }
        }
    }

    private void Say(CommandContext context, bool quiet, string first)
    {
        int all = _done + _refused;
        string one = removesDirectories ? "directory" : "file", many = removesDirectories ? "directories" : "files";
        if (_refused == 0)
        {
            context.Tell(all == 1 ? $"{context.Name} ok, `{first}' removed" : $"{context.Name} ok, {all} {many} removed");
        }
        else if (all > 1 && !quiet)
        {
            context.Tell($"{context.Name} failed for {_refused} of {all} {(all == 1 ? one : many)}");
        }
    }
}

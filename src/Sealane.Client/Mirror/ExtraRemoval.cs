using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>
/// Deletes what only the target has. First everything that would go is found and counted; a directory of which not everything is known stays, and if it is more than
/// allowed, everything stays.
/// </summary>
internal sealed class ExtraRemoval(MirrorContext context, MirrorSession session)
{
    private readonly List<(string Path, MirrorEntry Entry)> _files = [];
    private readonly List<string> _directories = [];
    private long _within;

    private MirrorTally Tally => context.Tally;

    internal async Task RunAsync(CancellationToken cancellation)
    {
        foreach ((string path, MirrorEntry entry) in context.Extra)
        {
            if (entry.IsDirectory && context.Options.Recursion == MirrorRecursion.Never)
            {
                // Nobody looks into subdirectories: what is in this one was not asked about, and keeps it.
                _directories.Add(path);
            }
            else if (entry.IsDirectory)
            {
                _ = await ExpandAsync(path, cancellation).ConfigureAwait(false);
            }
            else
            {
                _files.Add((path, entry));
            }
        }

        if (!context.Options.MaxDelete.Allows(_files.Count, context.TargetFiles + _within))
        {
            Tally.Withhold("", $"{_files.Count} of {context.TargetFiles + _within} files would go, and {context.Options.MaxDelete} is the most allowed");
            return;
        }

        await RemoveFilesAsync(cancellation).ConfigureAwait(false);
        await RemoveDirectoriesAsync(cancellation).ConfigureAwait(false);
    }

    // Children before parents. False when something in it is not known: then it stays, with all directories above.
    private async Task<bool> ExpandAsync(string path, CancellationToken cancellation)
    {
        TreeListing listing;
        try
        {
            listing = context.Up
                ? await session.RunAsync(path, (lent, _) => context.Server.ListAsync(lent.Client, path, follow: false, cancellation), cancellation).ConfigureAwait(false)
                : context.Local.List(path);
        }
        catch (FtpsException e)
        {
            context.Fail(path, e, isDirectory: true);
            return false;
        }

        if (listing.Doubt is { } doubt)
        {
            Tally.Withhold(path, doubt);
            return false;
        }

        bool whole = true;
        foreach (MirrorEntry entry in listing.Entries)
        {
            string below = MirrorContext.Join(path, entry.Name);
            if (entry.IsDirectory)
            {
                whole &= await ExpandAsync(below, cancellation).ConfigureAwait(false);
            }
            else
            {
                _files.Add((below, entry));
                _within++;
            }
        }

        if (whole)
        {
            _directories.Add(path);
        }

        return whole;
    }

    private async Task RemoveFilesAsync(CancellationToken cancellation)
    {
        foreach ((string Path, MirrorEntry Entry)[] some in _files.Chunk(ServerTree.Batch))
        {
            ServerReply[] replies = await SendAsync([.. some.Select(one => one.Path)], context.Server.RemoveFilesAsync, cancellation).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                (string path, MirrorEntry entry) = some[i];
                Remove(path, entry.IsLink, false, entry.Length, replies.Length > 0 ? replies[i] : null, context.Local.RemoveFile);
            }
        }
    }

    private async Task RemoveDirectoriesAsync(CancellationToken cancellation)
    {
        foreach (string[] some in _directories.Chunk(ServerTree.Batch))
        {
            ServerReply[] replies = await SendAsync(some, context.Server.RemoveDirectoriesAsync, cancellation).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                Remove(some[i], false, true, null, replies.Length > 0 ? replies[i] : null, context.Local.RemoveEmptyDirectory);
            }
        }
    }

    private async Task<ServerReply[]> SendAsync(string[] paths, Func<FtpsClient, IReadOnlyList<string>, CancellationToken, Task<ServerReply[]>> send, CancellationToken cancellation) =>
        context.Up && !context.Options.DryRun
            ? await session.RunAsync(paths[0], (lent, _) => send(lent.Client, paths, cancellation), cancellation).ConfigureAwait(false)
            : [];

    private void Remove(string path, bool isLink, bool isDirectory, long? length, ServerReply? reply, Action<string> local)
    {
        try
        {
            if (!context.Options.DryRun && !context.Up)
            {
                local(path);
            }
            else if (reply is { Category: not 2 })
            {
                throw FtpsException.Refusal(reply, path);
            }
        }
        catch (FtpsException e)
        {
            context.Fail(path, e, isDirectory);
            return;
        }

        Tally.Tell(
            new MirrorEvent(MirrorEventKind.Removed, path) { IsDirectory = isDirectory, IsLink = isLink, Length = length },
            report => isDirectory ? report with { RemovedDirectories = report.RemovedDirectories + 1 }
                : isLink ? report with { RemovedLinks = report.RemovedLinks + 1 }
                : report with { RemovedFiles = report.RemovedFiles + 1 });
    }
}

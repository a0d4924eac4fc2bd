using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>Removes from the source what the target has, where that was asked for: files at once, or in batches where a server is the source; at the end the directories that are empty then.</summary>
internal sealed class SourceRemoval(MirrorContext context)
{
    private readonly Lock _gate = new();
    private readonly List<string> _files = [];

    private MirrorOptions Options => context.Options;

    private MirrorTally Tally => context.Tally;

    /// <summary>A file that is not needed any more; true when the batch is full.</summary>
    internal async ValueTask<bool> AddAsync(string path, CancellationToken cancellation)
    {
        if (!context.RemovesSource)
        {
            return false;
        }

        if (context.Up && !Options.DryRun)
        {
            if (context.Source is { } source)
            {
                await source.RemoveFileAsync(path, cancellation).ConfigureAwait(false);
            }
            else
            {
                context.Local.RemoveFile(path);
            }
        }

        if (context.Up || Options.DryRun)
        {
            Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, path));
            return false;
        }

        lock (_gate)
        {
            _files.Add(path);
            return _files.Count >= ServerTree.Batch;
        }
    }

    /// <summary>Takes out what waits.</summary>
    internal string[] Take()
    {
        lock (_gate)
        {
            string[] files = [.. _files];
            _files.Clear();
            return files;
        }
    }

    /// <summary>Sends a batch.</summary>
    internal async Task SendAsync(MirrorSession session, string[] files, CancellationToken cancellation)
    {
        if (files.Length == 0)
        {
            return;
        }

        ServerReply[] replies = await session.RunAsync("", (lent, _) => context.Server.RemoveFilesAsync(lent.Client, files, cancellation), cancellation).ConfigureAwait(false);
        for (int i = 0; i < files.Length; i++)
        {
            if (replies[i].Category == 2)
            {
                Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, files[i]));
            }
            else
            {
                context.Fail(files[i], FtpsException.Refusal(replies[i], files[i]));
            }
        }
    }

    /// <summary>The directories in which nothing stays.</summary>
    internal async Task RemoveDirectoriesAsync(MirrorSession session, CancellationToken cancellation)
    {
        string[] empty = [.. context.Directories.Select(job => job.Path).Where(path => !context.Kept.ContainsKey(path) && (path.Length > 0 || Options.RemoveSourceTop)).Reverse()];
        foreach (string[] some in empty.Chunk(ServerTree.Batch))
        {
            ServerReply[] replies = context.Up || Options.DryRun ? []
                : await session.RunAsync(some[0], (lent, _) => context.Server.RemoveDirectoriesAsync(lent.Client, some, cancellation), cancellation).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                try
                {
                    if (context.Up && !Options.DryRun)
                    {
                        if (context.Source is { } source)
                        {
                            await source.RemoveEmptyDirectoryAsync(some[i], cancellation).ConfigureAwait(false);
                        }
                        else
                        {
                            context.Local.RemoveEmptyDirectory(some[i]);
                        }
                    }
                    else if (replies.Length > 0 && replies[i].Category != 2)
                    {
                        throw FtpsException.Refusal(replies[i], some[i]);
                    }

                    Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, some[i]) { IsDirectory = true });
                }
                catch (FtpsException e)
                {
                    // Something came into it meanwhile: it is not ours to delete.
                    Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, some[i]) { Message = e.Message, Error = e, IsDirectory = true });
                }
            }
        }
    }
}

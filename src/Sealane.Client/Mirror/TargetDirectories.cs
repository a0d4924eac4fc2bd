using System.Collections.Concurrent;
using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>The directories of the target: made before anything goes into them, all of one directory in one flight; or, where empty ones are not wanted, each when its first file comes.</summary>
internal sealed class TargetDirectories(MirrorContext context, ModeBatch modes)
{
    private readonly ConcurrentDictionary<string, Task<bool>> _made = new(StringComparer.Ordinal);

    private MirrorOptions Options => context.Options;

    /// <summary>The directory that everything goes into. True when it was there before.</summary>
    internal async Task<bool> MakeTopAsync(MirrorSession session, CancellationToken cancellation)
    {
        if (!context.Up)
        {
            bool there = context.Local.Exists("");
            if (!there && !Options.DryRun)
            {
                _ = context.Local.MakeDirectory("");
            }

            return there;
        }

        if (context.Source is { } source)
        {
            await source.RequireAsync(cancellation).ConfigureAwait(false);
        }
        else if (!Directory.Exists(context.Local.Top))
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{context.Local.Top}: no such directory", connectionUsable: true);
        }

        return await session.RunAsync("", async (lent, _) =>
        {
            // One that is there answers CWD, whatever else it may be called; asked for like this nothing has to be made to find out.
            if (context.Server.Top == "/" || await lent.Client.FindAsync(context.Server.Top, cancellation).ConfigureAwait(false) is not null)
            {
                return true;
            }

            if (!Options.DryRun)
            {
                await lent.Client.CreateDirectoryAsync(context.Server.Top, parents: true, cancellation).ConfigureAwait(false);
            }

            return false;
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes directories in directories that exist; tells each. Gives those that could not be made.</summary>
    internal async Task<HashSet<DirectoryJob>> MakeAsync(MirrorSession session, DirectoryJob[] directories, CancellationToken cancellation)
    {
        HashSet<DirectoryJob> failed = [];
        if (directories.Length == 0)
        {
            return failed;
        }

        ServerReply[] replies = [];
        if (context.Up && !Options.DryRun)
        {
            string[] paths = [.. directories.Select(one => one.TargetPath)];
            replies = await session.RunAsync(paths[0], (lent, _) => context.Server.MakeDirectoriesAsync(lent.Client, paths, cancellation), cancellation).ConfigureAwait(false);
        }

        for (int i = 0; i < directories.Length; i++)
        {
            DirectoryJob one = directories[i];
            try
            {
                if (!Options.DryRun && !context.Up)
                {
                    _ = context.Local.MakeDirectory(one.TargetPath);
                }
                else if (replies.Length > 0 && replies[i].Category != 2 && !await IsThereAsync(session, one.TargetPath, cancellation).ConfigureAwait(false))
                {
                    throw FtpsException.Refusal(replies[i], one.TargetPath);
                }

                TellMade(one.TargetPath, one.Path);
                modes.AddDirectory(one.TargetPath, one.Source?.Mode);
            }
            catch (FtpsException e)
            {
                context.Fail(one.Path, e, isDirectory: true);
                _ = failed.Add(one);
            }
        }

        return failed;
    }

    // Repeated after a lost connection, or made by somebody else meanwhile.
    private Task<bool> IsThereAsync(MirrorSession session, string directory, CancellationToken cancellation) => session.RunAsync(
        directory, async (lent, _) => await lent.Client.FindAsync(context.Server.PathOf(directory), cancellation).ConfigureAwait(false) is { IsDirectory: true }, cancellation);

    private void TellMade(string targetPath, string path) => context.Tally.Tell(
        new MirrorEvent(MirrorEventKind.MakingDirectory, path) { IsDirectory = true, TargetPath = targetPath }, report => report with { NewDirectories = report.NewDirectories + 1 });

    /// <summary>The directory of a file that is about to be transferred, where directories are made only when needed.</summary>
    internal async Task NeedAsync(MirrorSession session, string directory, CancellationToken cancellation)
    {
        if (!Options.NoEmptyDirectories || Options.Flat || directory.Length == 0)
        {
            return;
        }

        await NeedAsync(session, MirrorContext.ParentOf(directory), cancellation).ConfigureAwait(false);
        Task<bool> made = _made.GetOrAdd(directory, one => MakeOneAsync(session, one, cancellation));
        _ = await made.ConfigureAwait(false);
    }

    private async Task<bool> MakeOneAsync(MirrorSession session, string directory, CancellationToken cancellation)
    {
        bool made;
        if (Options.DryRun)
        {
            made = !(context.Up ? await IsThereAsync(session, directory, cancellation).ConfigureAwait(false) : context.Local.Exists(directory));
        }
        else if (context.Up)
        {
            ServerReply[] reply = await session.RunAsync(directory, (lent, _) => context.Server.MakeDirectoriesAsync(lent.Client, [directory], cancellation), cancellation).ConfigureAwait(false);
            made = reply[0].Category == 2;
            if (!made && !await IsThereAsync(session, directory, cancellation).ConfigureAwait(false))
            {
                throw FtpsException.Refusal(reply[0], directory);
            }
        }
        else
        {
            made = context.Local.MakeDirectory(directory);
        }

        if (made)
        {
            TellMade(directory, directory);
        }

        return made;
    }
}

using System.Collections.Concurrent;
using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>
/// What goes around the transfers, in batches: directories before, times, permission bits and removal of sources after. Whoever fills a batch sends it.
/// </summary>
internal sealed class MirrorFinish(MirrorContext context)
{
    private readonly ConcurrentDictionary<string, Task<bool>> _made = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<(string Path, DateTime Utc)> _times = [];
    private readonly List<(string Path, int Mode, bool IsNew)> _modes = [];
    private readonly List<(string Path, int Mode, bool IsNew)> _directoryModes = [];
    private readonly List<string> _sources = [];
    private int? _madeMode;
    private bool _askedMadeMode;
    private bool _noTimes;
    private bool _noModes;

    private MirrorOptions Options => context.Options;

    private MirrorTally Tally => context.Tally;

    /// <summary>Makes directories in directories that exist; tells each. Gives those that could not be made.</summary>
    internal async Task<HashSet<DirectoryJob>> MakeDirectoriesAsync(MirrorSession session, DirectoryJob[] directories, CancellationToken cancellation)
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
                _ = AddMode(one.TargetPath, one.Source?.Mode, null, isDirectory: true);
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

    private void TellMade(string targetPath, string path) => Tally.Tell(
        new MirrorEvent(MirrorEventKind.MakingDirectory, path) { IsDirectory = true, TargetPath = targetPath }, report => report with { NewDirectories = report.NewDirectories + 1 });

    /// <summary>The directory of a file that is about to be transferred, where directories are made only when needed.</summary>
    internal async Task NeedDirectoryAsync(MirrorSession session, string directory, CancellationToken cancellation)
    {
        if (!Options.NoEmptyDirectories || Options.Flat || directory.Length == 0)
        {
            return;
        }

        await NeedDirectoryAsync(session, MirrorContext.ParentOf(directory), cancellation).ConfigureAwait(false);
        Task<bool> made = _made.GetOrAdd(directory, one => MakeAsync(session, one, cancellation));
        _ = await made.ConfigureAwait(false);
    }

    private async Task<bool> MakeAsync(MirrorSession session, string directory, CancellationToken cancellation)
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

    /// <summary>Files that need no transfer may still need permission bits, and their sources to be removed.</summary>
    internal async Task SameAsync(MirrorSession session, DirectoryJob job, DirectoryPlan plan, CancellationToken cancellation)
    {
        foreach (PlannedEntry same in plan.Same)
        {
            string target = Options.Flat ? same.TargetName : MirrorContext.Join(job.TargetPath, same.TargetName);
            if (!same.Source.IsLink)
            {
                await SetModeAsync(session, target, same.Source.Mode, same.Existing!, cancellation).ConfigureAwait(false);
            }

            await RemoveSourceAsync(session, MirrorContext.Join(job.Path, same.Source.Name), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A file has arrived at the server.</summary>
    internal async Task UploadedAsync(MirrorSession session, FileJob job, CancellationToken cancellation)
    {
        bool full = false;
        if (Options.Times && job.Plan.Source.Modified is { } modified && !_noTimes)
        {
            lock (_gate)
            {
                _times.Add((job.TargetPath, modified));
                full = _times.Count >= ServerTree.Batch;
            }
        }

        full |= AddMode(job.TargetPath, job.Plan.Source.Mode, job.Plan.Existing, isDirectory: false);
        if (full)
        {
            await FlushAsync(session, cancellation).ConfigureAwait(false);
        }
    }

    private async Task SetModeAsync(MirrorSession session, string path, int? source, MirrorEntry existing, CancellationToken cancellation)
    {
        if (context.Up)
        {
            if (AddMode(path, source, existing, isDirectory: false))
            {
                await FlushAsync(session, cancellation).ConfigureAwait(false);
            }
        }
        else if (WantedMode(source, existing) is { } wanted)
        {
            try
            {
                TellMode(path, wanted);
                if (!Options.DryRun)
                {
                    context.Local.SetMode(path, wanted);
                }
            }
            catch (FtpsException e)
            {
                Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, path) { Message = e.Message, Error = e });
            }
        }
    }

    private int? WantedMode(int? source, MirrorEntry? existing) =>
        Options.Permissions && source is { } mode && ModeRules.Wanted(mode, Options) is int wanted && existing?.Mode != wanted && (existing is null || existing.Mode is not null) ? wanted : null;

    // True when the batch is full.
    private bool AddMode(string path, int? source, MirrorEntry? existing, bool isDirectory)
    {
        if (!context.Up || _noModes || WantedMode(source, existing) is not { } wanted)
        {
            return false;
        }

        lock (_gate)
        {
            if (isDirectory)
            {
                // At the end: a directory that may not be written could not be filled.
                _directoryModes.Add((path, wanted, IsNew: false));
                return false;
            }

            _modes.Add((path, wanted, IsNew: existing is null));
            return _modes.Count >= ServerTree.Batch;
        }
    }

    private void TellMode(string path, int mode) => Tally.Tell(new MirrorEvent(MirrorEventKind.SettingPermissions, path) { Mode = mode });

    /// <summary>A source file is not needed any more.</summary>
    internal async Task RemoveSourceAsync(MirrorSession session, string path, CancellationToken cancellation)
    {
        if (!context.RemovesSource)
        {
            return;
        }

        if (Options.DryRun)
        {
            Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, path));
        }
        else if (context.Up)
        {
            if (context.Source is { } source)
            {
                await source.RemoveFileAsync(path, cancellation).ConfigureAwait(false);
            }
            else
            {
                context.Local.RemoveFile(path);
            }

            Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, path));
        }
        else
        {
            bool full;
            lock (_gate)
            {
                _sources.Add(path);
                full = _sources.Count >= ServerTree.Batch;
            }

            if (full)
            {
                await FlushAsync(session, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The last batches.</summary>
    internal Task EndAsync(MirrorSession session, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _modes.AddRange(Enumerable.Reverse(_directoryModes));
            _directoryModes.Clear();
        }

        return FlushAsync(session, cancellation);
    }

    /// <summary>Sends everything that waits.</summary>
    private async Task FlushAsync(MirrorSession session, CancellationToken cancellation)
    {
        (string Path, DateTime Utc)[] times;
        (string Path, int Mode, bool IsNew)[] modes;
        string[] sources;
        lock (_gate)
        {
            (times, modes, sources) = ([.. _times], [.. _modes], [.. _sources]);
            _times.Clear();
            _modes.Clear();
            _sources.Clear();
        }

        // Bits first: changing them may change nothing else, but some servers touch the time.
        await FlushModesAsync(session, modes, cancellation).ConfigureAwait(false);
        if (times.Length > 0 && !_noTimes && !Options.DryRun)
        {
            ServerReply[]? replies = await session.RunAsync("", (lent, _) => context.Server.SetTimesAsync(lent.Client, times, cancellation), cancellation).ConfigureAwait(false);
            if (replies is null || Array.TrueForAll(replies, reply => reply.Category != 2))
            {
                _noTimes = true;
                Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, "") { Message = $"the server does not set modification times{(replies is null ? "" : $" ({replies[0]})")}; its files keep the time of their upload" });
            }
        }

        if (sources.Length > 0)
        {
            ServerReply[] replies = await session.RunAsync("", (lent, _) => context.Server.RemoveFilesAsync(lent.Client, sources, cancellation), cancellation).ConfigureAwait(false);
            for (int i = 0; i < sources.Length; i++)
            {
                if (replies[i].Category == 2)
                {
                    Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, sources[i]));
                }
                else
                {
                    context.Fail(sources[i], FtpsException.Refusal(replies[i], sources[i]));
                }
            }
        }
    }

    private async Task FlushModesAsync(MirrorSession session, (string Path, int Mode, bool IsNew)[] modes, CancellationToken cancellation)
    {
        if (modes.Length == 0 || _noModes)
        {
            return;
        }

        if (!Options.DryRun)
        {
            await LearnMadeModeAsync(session, modes, cancellation).ConfigureAwait(false);
        }

        (string Path, int Mode)[] needed = [.. modes.Where(one => !one.IsNew || one.Mode != _madeMode).Select(one => (one.Path, one.Mode))];
        foreach ((string path, int mode) in needed)
        {
            TellMode(path, mode);
        }

        if (needed.Length == 0 || Options.DryRun)
        {
            return;
        }

        ServerReply[] replies = await session.RunAsync("", (lent, _) => context.Server.SetModesAsync(lent.Client, needed, cancellation), cancellation).ConfigureAwait(false);
        if (Array.TrueForAll(replies, reply => reply.Category != 2))
        {
            _noModes = true;
            Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, "") { Message = $"the server does not set permission bits ({replies[0]})" });
        }
    }

    // What the server gives new files of itself needs no command. One listing tells, for the whole mirror.
    private async Task LearnMadeModeAsync(MirrorSession session, (string Path, int Mode, bool IsNew)[] modes, CancellationToken cancellation)
    {
        string[] fresh = [.. modes.Where(one => one.IsNew).Select(one => one.Path)];
        lock (_gate)
        {
            if (_askedMadeMode || fresh.Length < 8)
            {
                return;
            }

            _askedMadeMode = true;
        }

        string directory = MirrorContext.ParentOf(fresh[0]);
        TreeListing listing = await session.RunAsync(directory, (lent, _) => context.Server.ListAsync(lent.Client, directory, follow: false, cancellation), cancellation).ConfigureAwait(false);
        HashSet<string> names = [.. fresh.Where(path => MirrorContext.ParentOf(path) == directory).Select(path => path[(path.LastIndexOf('/') + 1)..])];
        int?[] made = [.. listing.Entries.Where(entry => names.Contains(entry.Name)).Select(entry => entry.Mode).Distinct()];
        _madeMode = made.Length == 1 ? made[0] : null;
    }
}

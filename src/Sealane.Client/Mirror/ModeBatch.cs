using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>Permission bits at the target: at once here, in batches at a server, and at its end those of directories.</summary>
internal sealed class ModeBatch(MirrorContext context)
{
    // As many new files as make a listing worth asking for, to learn what bits the server gives them of itself.
    private const int WorthAsking = 8;

    private readonly Lock _gate = new();
    private readonly List<(string Path, int Mode, bool IsNew)> _modes = [];
    private readonly List<(string Path, int Mode, bool IsNew)> _directories = [];
    private int? _madeMode;
    private bool _askedMadeMode;
    private bool _refused;

    private MirrorOptions Options => context.Options;

    private MirrorTally Tally => context.Tally;

    /// <summary>A file of the server; true when the batch is full.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The bits of its source; null when they are not known.</param>
    /// <param name="existing">The target's file so far; null for a new one.</param>
    internal bool Add(string path, int? source, MirrorEntry? existing)
    {
        if (!context.Up || _refused || Wanted(source, existing) is not { } wanted)
        {
            return false;
        }

        lock (_gate)
        {
            _modes.Add((path, wanted, IsNew: existing is null));
            return _modes.Count >= ServerTree.Batch;
        }
    }

    /// <summary>A new directory of the server. At the end: one that may not be written could not be filled.</summary>
    internal void AddDirectory(string path, int? source)
    {
        if (context.Up && !_refused && Wanted(source, existing: null) is { } wanted)
        {
            lock (_gate)
            {
                _directories.Add((path, wanted, IsNew: false));
            }
        }
    }

    /// <summary>A file that is here.</summary>
    internal void SetHere(string path, int? source, MirrorEntry existing)
    {
        if (Wanted(source, existing) is not { } wanted)
        {
            return;
        }

        try
        {
            Tell(path, wanted);
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

    private int? Wanted(int? source, MirrorEntry? existing) =>
        Options.Permissions && source is { } mode && ModeRules.Wanted(mode, Options) is int wanted && existing?.Mode != wanted && (existing is null || existing.Mode is not null) ? wanted : null;

    private void Tell(string path, int mode) => Tally.Tell(new MirrorEvent(MirrorEventKind.SettingPermissions, path) { Mode = mode });

    /// <summary>The files are through: the next batch has the directories as well, the deepest first.</summary>
    internal void AddLast()
    {
        lock (_gate)
        {
            _modes.AddRange(Enumerable.Reverse(_directories));
            _directories.Clear();
        }
    }

    /// <summary>Takes out what waits.</summary>
    internal (string Path, int Mode, bool IsNew)[] Take()
    {
        lock (_gate)
        {
            (string Path, int Mode, bool IsNew)[] modes = [.. _modes];
            _modes.Clear();
            return modes;
        }
    }

    /// <summary>Sends a batch. A server that refuses all of it is not asked again.</summary>
    internal async Task SendAsync(MirrorSession session, (string Path, int Mode, bool IsNew)[] modes, CancellationToken cancellation)
    {
        if (modes.Length == 0 || _refused)
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
            Tell(path, mode);
        }

        if (needed.Length == 0 || Options.DryRun)
        {
            return;
        }

        ServerReply[] replies = await session.RunAsync("", (lent, _) => context.Server.SetModesAsync(lent.Client, needed, cancellation), cancellation).ConfigureAwait(false);
        if (Array.TrueForAll(replies, reply => reply.Category != 2))
        {
            _refused = true;
            Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, "") { Message = $"the server does not set permission bits ({replies[0]})" });
        }
    }

    // What the server gives new files of itself needs no command. One listing tells, for the whole mirror.
    private async Task LearnMadeModeAsync(MirrorSession session, (string Path, int Mode, bool IsNew)[] modes, CancellationToken cancellation)
    {
        string[] fresh = [.. modes.Where(one => one.IsNew).Select(one => one.Path)];
        lock (_gate)
        {
            if (_askedMadeMode || fresh.Length < WorthAsking)
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

using System.Collections.Concurrent;
using Sealane.Client.Control;

namespace Sealane.Client.Mirroring;

/// <summary>What all parts of one mirror share.</summary>
internal sealed class MirrorContext(FtpsClientPool pool, MirrorOptions options, bool up, LocalTree local, ServerTree server, MirrorTally tally)
{
    internal FtpsClientPool Pool => pool;

    internal MirrorOptions Options => options;

    /// <summary>True towards the server.</summary>
    internal bool Up => up;

    internal LocalTree Local => local;

    /// <summary>The source of a mirror from server to server, whose local tree is nowhere; null for the others.</summary>
    internal SourceServer? Source { get; init; }

    internal ServerTree Server => server;

    internal MirrorTally Tally => tally;

    internal WorkQueue Queue { get; } = new(options.DepthFirst, options.OneDirectoryAtATime);

    internal MirrorPlanner Planner { get; } = new(options, up, ignoresCase: !up && local.IgnoresCase(), up ? name => Obstacle(pool.Options, name) : null);

    /// <summary>Directories compared, parents before children.</summary>
    internal ConcurrentQueue<DirectoryJob> Directories { get; } = new();

    /// <summary>Source directories in which something stays.</summary>
    internal ConcurrentDictionary<string, bool> Kept { get; } = new();

    /// <summary>What only the target has, by path.</summary>
    internal ConcurrentQueue<(string Path, MirrorEntry Entry)> Extra { get; } = new();

    /// <summary>Links to be made at the end: where, and which.</summary>
    internal ConcurrentQueue<(string Path, string SourcePath, PlannedEntry Plan)> Links { get; } = new();

    /// <summary>What has its turn once the extra files are gone, because some of them are in its way.</summary>
    internal ConcurrentQueue<FileJob> LateFiles { get; } = new();

    /// <inheritdoc cref="LateFiles"/>
    internal ConcurrentQueue<DirectoryJob> LateDirectories { get; } = new();

    private long _targetFiles;

    /// <summary>Files that the target's listings showed.</summary>
    internal long TargetFiles => Interlocked.Read(ref _targetFiles);

    internal void CountTargetFiles(long files) => Interlocked.Add(ref _targetFiles, files);

    internal bool RemovesSource => options.RemoveSourceFiles || options.RemoveSourceDirectories;

    /// <summary>Marks a source directory, and those above it, as one that stays.</summary>
    internal void Keep(string directory)
    {
        while (Kept.TryAdd(directory, true) && directory.Length > 0)
        {
            directory = ParentOf(directory);
        }
    }

    internal void Fail(string path, Exception error, bool isDirectory = false)
    {
        tally.Fail(path, error, isDirectory);
        Keep(isDirectory ? path : ParentOf(path));
        if (options.MaxErrors > 0 && tally.Errors >= options.MaxErrors)
        {
            Queue.Stop();
        }
    }

    // Found out before the name gets into a batch with others.
    private static string? Obstacle(FtpsClientOptions site, string name)
    {
        if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal))
        {
            return "the name leads to another directory";
        }

        try
        {
            _ = CommandLine.Of("STOR", site.Charset.Encode(name));
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    internal static string ParentOf(string path) => path.LastIndexOf('/') is > 0 and int slash ? path[..slash] : "";

    internal static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";
}

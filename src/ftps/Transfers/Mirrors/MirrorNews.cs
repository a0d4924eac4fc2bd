using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>What a mirror tells while it runs: lines by -v, messages about failures, the status of its transfers.</summary>
/// <param name="context">The command.</param>
/// <param name="verbosity">How much is said, 0 to 3.</param>
/// <param name="overwrites">Whether files are said to be written over, not removed.</param>
/// <param name="prefix">What paths begin with.</param>
/// <param name="script">Gets the commands; null for none.</param>
internal sealed class MirrorNews(CommandContext context, int verbosity, bool overwrites, string prefix, MirrorScript? script) : IProgress<MirrorEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RunningCopy> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly List<MirrorEvent> _removed = [];
    private readonly Job _slot = new(context.Job.Text, context.Job);
    private long _files;

    public void Report(MirrorEvent value)
    {
        Follow(value);
        if (value.Kind == MirrorEventKind.Transferring && !_begun.Add(value.Path))
        {
            return;
        }

        if (value is { Kind: MirrorEventKind.Removed, Replaces: false })
        {
            _removed.Add(value);
            return;
        }

        // What had to wait until its place was free comes behind what was removed for it.
        if (_removed.Count > 0 && value.Kind is MirrorEventKind.Transferring or MirrorEventKind.MakingDirectory or MirrorEventKind.MakingLink)
        {
            End();
        }

        Tell(value);
    }

    /// <summary>Says what was removed. It waits until all is: a directory that goes, goes with all that is in it, and one line is enough for that.</summary>
    public void End()
    {
        string[] directories = [.. _removed.Where(one => one.IsDirectory).Select(one => one.Path + "/")];
        foreach (MirrorEvent one in _removed.OrderBy(one => one.Path, StringComparer.Ordinal))
        {
            if (!directories.Any(directory => one.Path.StartsWith(directory, StringComparison.Ordinal)))
            {
                Tell(one);
            }
        }

        _removed.Clear();
    }

    private void Tell(MirrorEvent value)
    {
        if (Text(value) is { } text)
        {
            context.Output.Write(text);
        }

        if (value.Kind == MirrorEventKind.Failed)
        {
            string what = value.Error is FtpsException fault ? RemoteFault.Text(fault, prefix + value.Path) : value.Message ?? "failed";
            context.Error.Write(TransferBatch.Message(context.Name, prefix + value.Path, what));
        }
        else if (value.Kind == MirrorEventKind.Warning && !value.IsDirectory && verbosity > 0)
        {
            context.Error.Write($"{context.Name}: {(value.Path.Length > 0 ? prefix + value.Path + ": " : "")}{value.Message}\n");
        }

        if (value.Kind != MirrorEventKind.SourceRemoved || value.IsDirectory || !_begun.Contains(value.Path))
        {
            script?.Add(value);
        }
    }

    /// <summary>The lines of the status: the mirror, then each transfer.</summary>
    public IReadOnlyList<string> Status()
    {
        int width = ScreenOutput.Width();
        lock (_lock)
        {
            double rate = _running.Values.Sum(one => one.Rate);
            string total = $"{Amount.Count(_files, "file", "files")} done{(Amount.TerseRate(rate) is { Length: > 0 } shown ? ", " + shown : "")}";
            return [total, .. _running.Values.Take(10).Select(one => one.Line(width))];
        }
    }

    private string? Text(MirrorEvent one)
    {
        string name = prefix + one.Path;
        return (one.Kind, verbosity) switch
        {
            (MirrorEventKind.MakingDirectory, > 0) when one.Path.Length > 0 => $"Making directory `{name}'\n",
            (MirrorEventKind.Transferring, > 0) => (one.Replaces && one.Offset == 0 ? $"{(overwrites ? "Overwriting" : "Removing")} old file `{name}'\n" : "") + $"Transferring file `{name}'\n",
            (MirrorEventKind.MakingLink, > 0) => $"Making symbolic link `{name}' to `{one.LinkTarget}'\n",
            (MirrorEventKind.Removed, > 0) => $"Removing old {(one.IsDirectory ? "directory" : "file")} `{name}'\n",
            (MirrorEventKind.SourceRemoved, > 0) when one.IsDirectory && one.Path.Length > 0 => $"Removing source directory `{name}'\n",
            (MirrorEventKind.SourceRemoved, > 0) when !one.IsDirectory && !_begun.Contains(one.Path) => $"Removing source file `{name}'\n",
            (MirrorEventKind.Skipped, > 0) when one.Skip == MirrorSkip.Missing => $"Skipping {(one.IsDirectory ? "directory" : one.IsLink ? "symlink" : "file")} `{name}' (only-existing)\n",
            (MirrorEventKind.ToBeRemoved, > 1) => $"Old {(one.IsDirectory ? "directory" : "file")} `{name}' is not removed\n",
            (MirrorEventKind.Retrying, > 1) => $"Trying again{(name.Length > 0 ? $" `{name}'" : "")}: {one.Message}\n",
            (MirrorEventKind.Scanning, > 2) when one.Path.Length > 0 => $"Mirroring directory `{name}'\n",
            (MirrorEventKind.Scanned, > 1) when one.Path.Length > 0 => $"Finished mirror `{name}'\n",
            (MirrorEventKind.Finished, > 1) => $"Finished transfer `{name}'{(Amount.Rate(one.Rate) is { Length: > 0 } rate ? $" ({rate})" : "")}\n",
            _ => null,
        };
    }

    private void Follow(MirrorEvent one)
    {
        lock (_lock)
        {
            switch (one.Kind)
            {
                case MirrorEventKind.Transferring:
                    var running = new RunningCopy(prefix + one.Path, _slot, context) { Size = one.Length };
                    running.Begin(one.Offset);
                    _running[one.Path] = running;
                    break;
                case MirrorEventKind.Progress when _running.TryGetValue(one.Path, out RunningCopy? known):
                    long position = one.Offset + one.Moved;
                    known.MoveTo(position, Math.Max(0, position - known.Position));
                    break;
                case MirrorEventKind.Finished or MirrorEventKind.Failed:
                    _ = _running.Remove(one.Path);
                    _files += one.Kind == MirrorEventKind.Finished ? 1 : 0;
                    break;
            }
        }
    }
}

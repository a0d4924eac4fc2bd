using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>Modification times of files that a server was given, set in batches.</summary>
internal sealed class TimeBatch(MirrorContext context)
{
    private readonly Lock _gate = new();
    private readonly List<(string Path, DateTime Utc)> _times = [];
    private bool _refused;

    /// <summary>A file; true when the batch is full.</summary>
    internal bool Add(string path, DateTime? utc)
    {
        if (!context.Options.Times || utc is not { } modified || _refused)
        {
            return false;
        }

        lock (_gate)
        {
            _times.Add((path, modified));
            return _times.Count >= ServerTree.Batch;
        }
    }

    /// <summary>Takes out what waits.</summary>
    internal (string Path, DateTime Utc)[] Take()
    {
        lock (_gate)
        {
            (string Path, DateTime Utc)[] times = [.. _times];
            _times.Clear();
            return times;
        }
    }

    /// <summary>Sends a batch. A server that refuses all of it is not asked again.</summary>
    internal async Task SendAsync(MirrorSession session, (string Path, DateTime Utc)[] times, CancellationToken cancellation)
    {
        if (times.Length == 0 || _refused || context.Options.DryRun)
        {
            return;
        }

        ServerReply[]? replies = await session.RunAsync("", (lent, _) => context.Server.SetTimesAsync(lent.Client, times, cancellation), cancellation).ConfigureAwait(false);
        if (replies is null || Array.TrueForAll(replies, reply => reply.Category != 2))
        {
            _refused = true;
            context.Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, "") { Message = $"the server does not set modification times{(replies is null ? "" : $" ({replies[0]})")}; its files keep the time of their upload" });
        }
    }
}

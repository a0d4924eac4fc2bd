using Microsoft.Win32.SafeHandles;
using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Transfers;

/// <summary>
/// Fetches one file over several connections into a partial file, with a journal of what is there. The partial's size says nothing: only when every segment has
/// arrived does it become the target, so that what is interrupted is never taken for whole.
/// </summary>
/// <param name="context">The command.</param>
/// <param name="source">The file.</param>
/// <param name="part">The partial file.</param>
/// <param name="journal">Beside it.</param>
internal sealed class SegmentedFetch(CommandContext context, FilePlace source, string part, SegmentJournal journal)
{
    private readonly Lock _lock = new();
    private IReadOnlyList<Segment> _segments = [];
    private long _moved;

    /// <summary>The segments, for the status.</summary>
    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Bytes that have come in this run.</summary>
    public long Moved => Interlocked.Read(ref _moved);

    /// <summary>Fetches what is missing. The journal is gone when it returns; else both files stay.</summary>
    /// <param name="size">The file's size.</param>
    /// <param name="modified">Its time, by which another version of it is recognised.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="continues">Whether to go on with what is there.</param>
    /// <param name="job">The job that the connections belong to.</param>
    /// <exception cref="CommandException">A segment could not be had.</exception>
    /// <exception cref="FtpsException">The server refused.</exception>
    public async Task RunAsync(long size, DateTime? modified, int connections, bool continues, Job job)
    {
        long least = context.Settings.Number("pget:min-chunk-size");
        IReadOnlyList<Segment>? known = continues && File.Exists(part) ? journal.Read(size, modified) : null;
        _segments = known is null ? Segment.Plan(size, connections, least) : Segment.Divide(known, connections, least);
        using FileStream partial = new(part, new FileStreamOptions
        {
            Mode = known is null ? FileMode.Create : FileMode.Open,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,

            // The room is taken at once, so that parts that grow side by side do not lie in pieces, and a disk too small says so before hours of fetching.
            PreallocationSize = known is null && context.Settings.Flag("file:use-fallocate") ? size : 0,
        });
        await LocalLock.TakeAsync(partial, context.Settings, job.Cancellation).ConfigureAwait(false);
        SafeFileHandle file = partial.SafeFileHandle;
        Save(size, modified, file);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation);
        Task saving = SaveOftenAsync(size, modified, file, ended.Token);
        try
        {
            await FetchAsync(size, file, connections, job).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Save(size, modified, file);
        }

        RandomAccess.SetLength(file, size);
        journal.Remove();
    }

    private async Task FetchAsync(long size, SafeFileHandle file, int connections, Job job)
    {
        var waiting = new Queue<Segment>(_segments.Where(one => !one.IsWhole));
        var failed = new Job(job.Text, job);
        Task[] workers = [.. Enumerable.Range(0, Math.Min(connections, waiting.Count)).Select(_ => WorkAsync())];
        await Task.WhenAll(workers).ConfigureAwait(false);

        async Task WorkAsync()
        {
            var slot = new Job(job.Text, failed);
            while (true)
            {
                Segment? next;
                lock (_lock)
                {
                    if (!waiting.TryDequeue(out next))
                    {
                        return;
                    }
                }

                try
                {
                    await FetchAsync(next, size, file, slot).ConfigureAwait(false);
                }
                catch
                {
                    // One that cannot be had ends the others: what they have is kept.
                    failed.Stop();
                    job.Cancellation.ThrowIfCancellationRequested();
                    throw;
                }
            }
        }
    }

    private Task<bool> FetchAsync(Segment segment, long size, SafeFileHandle file, Job slot) => new SiteFiles(context).RunAsync(source, slot, async (client, path, cancellation) =>
    {
        bool isLast = segment.Limit == size;
        var stream = new SegmentStream(file, segment, count => Interlocked.Add(ref _moved, count));
        _ = await client.DownloadAsync(path, stream, new TransferOptions
        {
            Offset = segment.Position,
            Length = isLast ? null : segment.Limit - segment.Position,
            ExpectedLength = isLast ? size : null,
        }, cancellation).ConfigureAwait(false);
        return segment.IsWhole ? true : throw new FtpsException(FtpsFailure.Truncated, $"{path}: the file ends before byte {segment.Limit}, which it should have", client.IsConnected);
    });

    private async Task SaveOftenAsync(long size, DateTime? modified, SafeFileHandle file, CancellationToken cancellation)
    {
        TimeSpan interval = context.Settings.Interval("pget:save-status") is { } often && often > TimeSpan.Zero ? often : TimeSpan.FromSeconds(10);
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            Save(size, modified, file);
        }
    }

    private void Save(long size, DateTime? modified, SafeFileHandle file)
    {
        // Positions first, then the bytes to the disk, then the positions into the journal: it never claims more than is there.
        Segment[] now = [.. _segments.Select(one => new Segment(one.Position, one.Limit))];
        RandomAccess.FlushToDisk(file);
        journal.Write(size, modified, now);
    }
}

using Sealane.Client.Turns;

namespace Sealane.Client.Listings;

/// <summary>
/// A listing that somebody enumerates, and the turn that it holds. It is read as it is asked for; when another operation of the same client wants the turn, the rest is
/// read into memory, and the operation goes on while the enumeration stands still. Without that, whoever deletes what he is just listing would wait for himself.
/// </summary>
internal sealed class ListingFeed : IAsyncDisposable
{
    private readonly ClientCore _core;
    private readonly string _path;
    private readonly IAsyncEnumerator<RemoteEntry> _source;
    private readonly Turn _turn;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _cancellation;

    // Whoever holds it reads from the source: the enumeration, or the one that makes way.
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Queue<RemoteEntry> _ahead = new();
    private Exception? _failure;
    private bool _ended;
    private int _makingWay;

    private ListingFeed(ClientCore core, string path, IAsyncEnumerable<RemoteEntry> entries, Turn turn, CancellationTokenSource stop, CancellationToken cancellation)
    {
        (_core, _path, _turn, _stop, _cancellation) = (core, path, turn, stop, cancellation);
        _source = entries.GetAsyncEnumerator(stop.Token);
    }

    /// <param name="core">The client's.</param>
    /// <param name="path">The directory.</param>
    /// <param name="outcome">Told at the end.</param>
    /// <param name="cancellation">Ends the listing.</param>
    internal static async Task<ListingFeed> OpenAsync(ClientCore core, string path, ListingOutcome outcome, CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            (IAsyncEnumerable<RemoteEntry> entries, Turn turn) =
                await core.BeginAsync(link => new DirectoryReader(link, path).OpenAsync(outcome, stop.Token), stop.Token, anywhere: path.StartsWith('/')).ConfigureAwait(false);
            var feed = new ListingFeed(core, path, entries, turn, stop, cancellation);
            core.Turns.Offer(feed.MakeWay);
            return feed;
        }
        catch
        {
            stop.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>The next entry; null at the end.</summary>
    internal async ValueTask<RemoteEntry?> NextAsync()
    {
        await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_ahead.TryDequeue(out RemoteEntry? entry))
            {
                return await ReadAsync().ConfigureAwait(false);
            }

            _cancellation.ThrowIfCancellationRequested();
            return entry;
        }
        catch (OperationCanceledException)
        {
            // By the token that the caller knows.
            _cancellation.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            _ = _reading.Release();
        }
    }

    /// <summary>Somebody waits for the turn: reads the rest, and gives the turn back. Returns at once.</summary>
    internal void MakeWay()
    {
        if (Interlocked.Exchange(ref _makingWay, 1) == 0)
        {
            _ = Task.Run(DrainAsync);
        }
    }

    private async Task DrainAsync()
    {
        await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            while (await ReadAsync().ConfigureAwait(false) is { } entry)
            {
                if (_ahead.Count == _core.Options.MostEntries)
                {
                    await EndAsync().ConfigureAwait(false);
                    throw TooLong(_core.Options, _path);
                }

                _ahead.Enqueue(entry);
            }
        }
        catch (Exception e)
        {
            // The enumeration's to tell, behind the entries that came before it.
            _failure = e;
        }
        finally
        {
            _ = _reading.Release();
        }
    }

    /// <summary>What a listing is that outgrows <see cref="FtpsClientOptions.MostEntries"/>.</summary>
    internal static FtpsException TooLong(FtpsClientOptions options, string path) => new(FtpsFailure.Protocol,
        $"{(path.Length == 0 ? "the directory" : path)}: the listing of {options.Host} has more than {options.MostEntries:N0} entries and was given up. If there are so many, raise MostEntries, or enumerate without other calls between.",
        connectionUsable: true);

    // One entry of the source, or its end: then the connection is free for others, however long the enumeration goes on.
    private async ValueTask<RemoteEntry?> ReadAsync()
    {
        if (_ended)
        {
            return _failure is null ? null : throw _failure;
        }

        bool more = false;
        try
        {
            more = await _source.MoveNextAsync().ConfigureAwait(false);
            return more ? _source.Current : null;
        }
        finally
        {
            if (!more)
            {
                await EndAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            _core.Turns.Keep();
            try
            {
                await _source.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                _turn.Dispose();
            }
        }
    }

    /// <summary>Leaves the enumeration; what has not come yet is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _makingWay) != 0)
        {
            // It reads what nobody will look at.
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            // One that only now begins to make way finds it done.
            _ = _reading.Release();
        }

        _stop.Dispose();
    }
}

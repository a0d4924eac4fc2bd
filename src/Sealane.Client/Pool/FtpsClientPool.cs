using Sealane.Client.Control;
using Sealane.Client.Profiles;

namespace Sealane.Client;

/// <summary>
/// Signed-in connections to one site, lent and taken back. It learns how many are fastest and how many the server allows; whoever finds none free waits.
/// A borrower never needs a second one for anything, so borrowers cannot wait for each other.
/// </summary>
public sealed class FtpsClientPool : IAsyncDisposable
{
    // A connection that rested for longer is asked whether it still lives before it is lent: routers forget, servers hang up.
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(10);

    private readonly FtpsClientPoolOptions _settings;
    private readonly TlsContexts _contexts = new();
    private readonly HostProfile _profile;
    private readonly SessionTuner _tuner;
    private readonly Lock _gate = new();
    private readonly Stack<(FtpsClient Client, long Since)> _idle = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly ITimer _sweep;
    private readonly long _start;
    private int _open;
    private bool _disposed;

    /// <summary>Makes a pool; nothing is connected before the first client is asked for.</summary>
    /// <param name="options">The site.</param>
    /// <param name="settings">How many connections, how long; null for the custom.</param>
    public FtpsClientPool(FtpsClientOptions options, FtpsClientPoolOptions? settings = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _settings = settings ?? FtpsClientPoolOptions.None;
        _profile = options.Profiles.For(options.Host, options.EffectivePort);
        int allowed = _profile.MostSessions ?? int.MaxValue;
        _tuner = _settings.FixedSessions is { } fixedNumber
            ? new SessionTuner(Math.Min(fixedNumber, allowed), Math.Min(fixedNumber, allowed))
            : new SessionTuner(Math.Min(_profile.BestSessions ?? _settings.FirstSessions, allowed), Math.Min(_settings.MostSessions, allowed));
        _start = options.Time.GetTimestamp();
        _sweep = options.Time.CreateTimer(static pool => ((FtpsClientPool)pool!).Sweep(), this, _settings.IdleTime, _settings.IdleTime / 2);
    }

    /// <summary>The site.</summary>
    public FtpsClientOptions Options { get; }

    /// <summary>How many clients may be out at once at the moment.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return _tuner.Limit;
            }
        }
    }

    /// <summary>Connections that are open or being opened.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>Lends a connected client, or waits for one. Dispose what you get to give it back.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="FtpsException">Connecting failed and no other connection is there to wait for.</exception>
    public async Task<PooledClient> LendAsync(CancellationToken cancellation = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            FtpsClient? idle = await TakeAsync(cancellation).ConfigureAwait(false);
            try
            {
                return new PooledClient(this, idle is null
                    ? await FtpsClient.OpenAsync(Options, _contexts, cancellation).ConfigureAwait(false)
                    : await ReviveAsync(idle, cancellation).ConfigureAwait(false));
            }
            catch (FtpsException e) when (e.IsTransient && attempt < _settings.ConnectAttempts)
            {
                bool others = Forget(e);
                if (!others)
                {
                    await Task.Delay(_settings.ConnectPause * Math.Pow(1.5, attempt - 1), Options.Time, cancellation).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                _ = Forget(e);
                throw;
            }
        }
    }

    /// <summary>Lends a client for one piece of work.</summary>
    /// <exception cref="FtpsException">As <see cref="LendAsync"/>, and whatever the work throws.</exception>
    public async Task<T> RunAsync<T>(Func<FtpsClient, CancellationToken, Task<T>> work, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        PooledClient lent = await LendAsync(cancellation).ConfigureAwait(false);
        await using (lent.ConfigureAwait(false))
        {
            return await work(lent.Client, cancellation).ConfigureAwait(false);
        }
    }

    // Null: a place for a new connection was taken.
    private async ValueTask<FtpsClient?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TaskCompletionSource turn;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_open - _idle.Count < _tuner.Limit)
                {
                    if (_idle.TryPop(out (FtpsClient Client, long Since) rested))
                    {
                        return rested.Client;
                    }

                    _open++;
                    return null;
                }

                turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = _waiting.AddLast(turn);
            }

            try
            {
                await turn.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    if (!_waiting.Remove(turn))
                    {
                        // Called meanwhile: the next one goes instead.
                        Wake();
                    }
                }

                throw;
            }
        }
    }

    private async Task<FtpsClient> ReviveAsync(FtpsClient client, CancellationToken cancellation)
    {
        try
        {
            if (client.IsConnected && Options.Time.GetElapsedTime(client.Core.LastUse) > s_fresh)
            {
                try
                {
                    _ = await client.SendAsync("NOOP", cancellation).ConfigureAwait(false);
                }
                catch (FtpsException)
                {
                    // Dead, as was to be found out.
                }
            }

            if (!client.IsConnected)
            {
                await client.ReconnectAsync(cancellation).ConfigureAwait(false);
            }

            return client;
        }
        catch
        {
            // Nobody has it any more. Its goodbye has a deadline of its own, and whoever gave up is not to wait for that.
            _ = client.DisposeAsync().AsTask();
            throw;
        }
    }

    // A connection came to nothing: its place is free again. Returns whether others are open, one of which will come back.
    private bool Forget(Exception reason)
    {
        lock (_gate)
        {
            _open--;
            if (reason is FtpsException { Failure: FtpsFailure.TooManyConnections } && _open > 0)
            {
                _tuner.Refused(_open);
                _profile.MostSessions = _open;
            }

            Wake();
            return _open > 0;
        }
    }

    internal async ValueTask ReturnAsync(FtpsClient client)
    {
        bool keep;
        lock (_gate)
        {
            // A stream that its borrower forgot to dispose would let the next one wait for ever.
            keep = !_disposed && client is { IsConnected: true, Core.Turns.IsFree: true } && _open <= _tuner.Limit;
            if (keep)
            {
                client.Core.LastUse = Options.Time.GetTimestamp();
                _idle.Push((client, client.Core.LastUse));
            }
            else
            {
                _open--;
            }

            Wake();
        }

        if (!keep)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal void CountTransfer(long bytes)
    {
        lock (_gate)
        {
            if (_settings.FixedSessions is null && _tuner.Moved(Options.Time.GetElapsedTime(_start), bytes, _open - _idle.Count))
            {
                _profile.BestSessions = _tuner.Limit;
                Wake();
            }
        }
    }

    // Whoever is called looks again for itself; held by the gate.
    private void Wake()
    {
        for (int free = _tuner.Limit - (_open - _idle.Count); free > 0 && _waiting.First is { } first; free--)
        {
            _waiting.RemoveFirst();
            first.Value.SetResult();
        }
    }

    private void Sweep()
    {
        List<FtpsClient> old = [];
        lock (_gate)
        {
            (FtpsClient Client, long Since)[] rested = [.. _idle];
            _idle.Clear();
            foreach ((FtpsClient client, long since) in rested.Reverse())
            {
                if (Options.Time.GetElapsedTime(since) < _settings.IdleTime)
                {
                    _idle.Push((client, since));
                }
                else
                {
                    old.Add(client);
                    _open--;
                }
            }
        }

        foreach (FtpsClient client in old)
        {
            // Says goodbye under its own deadline; nobody has to wait for it.
            _ = client.DisposeAsync().AsTask();
        }
    }

    /// <summary>Closes what is idle; a client that is out is closed when it comes back.</summary>
    public async ValueTask DisposeAsync()
    {
        FtpsClient[] idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _idle.Select(one => one.Client)];
            _idle.Clear();
            _open -= idle.Length;
            foreach (TaskCompletionSource turn in _waiting)
            {
                turn.SetResult();
            }

            _waiting.Clear();
        }

        await _sweep.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(idle.Select(client => client.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}

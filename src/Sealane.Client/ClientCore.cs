using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Profiles;
using Sealane.Client.Turns;

namespace Sealane.Client;

/// <summary>What every operation of a client stands on: its turn, the link to work on, and the one automatic repetition. Each of the three has a class of its own.</summary>
internal sealed class ClientCore : IAsyncDisposable
{
    private static long s_count;

    private readonly CurrentLink _current;
    private readonly Repetition _repetition;

    internal ClientCore(FtpsClientOptions options, TlsContexts contexts)
    {
        // A proxy that speaks FTP bears what it bears, whatever the server behind it does.
        HostProfile profile = options.Profiles.For(options.FtpProxy is { } proxy ? $"{options.Host} via {proxy.Host}" : options.Host, options.EffectivePort);
        Options = options;
        _current = new CurrentLink(options, profile, contexts);
        _repetition = new Repetition(_current, options, profile);
        Turns = new TurnQueue(options.Commands.CloseAfterTransfer ? _current.LeaveUsedAsync : null);
    }

    internal FtpsClientOptions Options { get; }

    /// <summary>Another for each client: whoever needs two at once asks for the lower first.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_count);

    internal TurnQueue Turns { get; }

    /// <summary>The current link; null before the first connection.</summary>
    internal ControlLink? Link => _current.Link;

    /// <summary>The directory that the user chose, to be restored after a new connection; null for the one of the login.</summary>
    internal string? Directory
    {
        get => _current.Directory;
        set => _current.Directory = value;
    }

    /// <summary>When a pool took the client back.</summary>
    internal long LastUse { get; set; }

    internal async Task ConnectAsync(CancellationToken cancellation)
    {
        await Turns.TakeAsync(cancellation).ConfigureAwait(false);
        try
        {
            _ = await _current.ConnectAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await Turns.LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs one operation when it is its turn.</summary>
    /// <param name="operation">Must be fit to begin again after a failure in which nothing was moved.</param>
    /// <param name="cancellation">Waiting for the turn and the operation itself.</param>
    /// <param name="anywhere">All its names begin at the root: it does not matter in which directory an operation before it has left the server.</param>
    internal async Task<T> RunAsync<T>(Func<ControlLink, Task<T>> operation, CancellationToken cancellation, bool anywhere = false)
    {
        await Turns.TakeAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await _repetition.RunAsync(operation, anywhere, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await Turns.LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins an operation that goes on after the call: a stream. Dispose the turn that it gives to end it.</summary>
    /// <param name="operation">As of <see cref="RunAsync"/>.</param>
    /// <param name="cancellation">Waiting for the turn and the operation itself, not what goes on after it.</param>
    /// <param name="mark">Says in which flow of control the turn is held; null where nobody could wait for himself.</param>
    /// <param name="anywhere">As of <see cref="RunAsync"/>.</param>
    internal async Task<(T Result, Turn Turn)> BeginAsync<T>(
        Func<ControlLink, Task<T>> operation, CancellationToken cancellation, StreamMark? mark = null, bool anywhere = false)
    {
        await Turns.TakeAsync(cancellation).ConfigureAwait(false);
        var turn = new Turn(Turns, mark);
        try
        {
            T result = await _repetition.RunAsync(operation, anywhere, cancellation).ConfigureAwait(false);
            mark?.Open();
            return (result, turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!await _current.StopAsync().ConfigureAwait(false))
        {
            return;
        }

        // An operation that still runs is ended by this, not waited for.
        bool idle = await Turns.TryTakeAsync().ConfigureAwait(false);
        await _current.CloseAsync(politely: idle).ConfigureAwait(false);
        if (idle)
        {
            // Whoever came meanwhile learns that there is nothing to wait for.
            await Turns.LeaveAsync().ConfigureAwait(false);
        }
    }
}

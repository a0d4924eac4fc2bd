using System.Diagnostics.CodeAnalysis;

namespace Sealane.Client.Turns;

/// <summary>
/// One operation at a time, whoever comes first. Streams hold their turn beyond the call that opened them (<see cref="Turn"/>); a listing that is being enumerated
/// makes way for whoever comes.
/// </summary>
/// <param name="goodbye">Done at the end of each turn, before the next one begins; null for nothing.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to free, and somebody may come after the end.")]
internal sealed class TurnQueue(Func<Task>? goodbye = null)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Action? _makeWay;
    private int _waiting;

    /// <summary>The streams that hold a turn, or are about to.</summary>
    internal OpenStreams Streams { get; } = new();

    /// <summary>Nobody has the turn: no operation runs, and no stream is open that somebody forgot to dispose.</summary>
    internal bool IsFree => _turn.CurrentCount > 0;

    /// <summary>Waits for the turn, which ends with <see cref="LeaveAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The caller himself has a stream open that holds it.</exception>
    internal async ValueTask TakeAsync(CancellationToken cancellation)
    {
        if (await _turn.WaitAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false))
        {
            return;
        }

        Streams.ThrowIfOpenHere();
        _ = Interlocked.Increment(ref _waiting);
        try
        {
            Volatile.Read(ref _makeWay)?.Invoke();
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Takes the turn if nobody has it.</summary>
    internal Task<bool> TryTakeAsync() => _turn.WaitAsync(TimeSpan.Zero);

    /// <summary>Ends a turn.</summary>
    internal async Task LeaveAsync()
    {
        try
        {
            if (goodbye is not null)
            {
                await goodbye().ConfigureAwait(false);
            }
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Whoever has the turn can end it early. Said by the holder, and taken back by <see cref="Keep"/>.</summary>
    /// <param name="makeWay">Called when somebody waits, once for each who comes, by their threads; returns at once.</param>
    internal void Offer(Action makeWay)
    {
        _ = Interlocked.Exchange(ref _makeWay, makeWay);
        if (Volatile.Read(ref _waiting) > 0)
        {
            // Who came between the turn and the offer has found nothing to call.
            makeWay();
        }
    }

    /// <summary>The holder does not make way any more: the turn is nearly over.</summary>
    internal void Keep() => Interlocked.Exchange(ref _makeWay, null);
}

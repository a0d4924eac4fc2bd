namespace Sealane.Transport;

/// <summary>
/// Holds streams of bytes to a rate: a bucket that refills steadily and holds one second's worth, or what it is told to. Any number of transfers may share one; they are served
/// in the order in which they ask, and move pieces of one size, so that each gets its equal share. Thread-safe.
/// </summary>
public sealed class RateLimit
{
    // Below this, what a piece costs beside its bytes is more than what even shares are worth.
    private const long SmallestShare = 1024;

    private readonly Lock _gate = new();
    private readonly long _bytesPerSecond;
    private readonly long _most;
    private readonly TimeProvider _time;
    private double _credit;
    private long _last;
    private int _waiting;

    /// <summary>Starts with one second's worth, or with <paramref name="most"/> if that is less.</summary>
    /// <param name="bytesPerSecond">The rate of all that share it together; more than 0.</param>
    /// <param name="time">The clock.</param>
    /// <param name="most">How many bytes may be saved up while nobody moves any; 0 for one second's worth.</param>
    public RateLimit(long bytesPerSecond, TimeProvider time, long most = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        _bytesPerSecond = bytesPerSecond;
        _most = most > 0 ? most : bytesPerSecond;
        _time = time;
        _credit = Math.Min(bytesPerSecond, _most);
        _last = time.GetTimestamp();
    }

    /// <summary>
    /// Largest piece that keeps the stream smooth: a quarter of a second's worth, divided among those that want some, at most a block.
    /// Ask before each piece: with many transfers a piece must be small, or each of them would stand still for seconds between two.
    /// </summary>
    public int Piece
    {
        get
        {
            long quarter = _bytesPerSecond / 4;
            long share = Math.Max(quarter / (1 + Volatile.Read(ref _waiting)), Math.Min(quarter, SmallestShare));
            return (int)Math.Clamp(share, 1, Block.Size);
        }
    }

    /// <summary>Accounts for bytes that were moved, and waits as long as they were too many.</summary>
    public Task SpendAsync(int bytes)
    {
        double debt;
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            _credit = Math.Min(_most, _credit + (_time.GetElapsedTime(_last, now).TotalSeconds * _bytesPerSecond));
            _last = now;
            _credit -= bytes;
            debt = -_credit;
        }

        // Whoever asks later finds the debt of all before, and waits for it: that is the order.
        return debt <= 0 ? Task.CompletedTask : WaitAsync(TimeSpan.FromSeconds(debt / _bytesPerSecond));
    }

    private async Task WaitAsync(TimeSpan time)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(time, _time).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

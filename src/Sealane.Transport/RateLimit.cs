namespace Sealane.Transport;

/// <summary>Holds one stream of bytes to a rate: a bucket that holds one second's worth and refills steadily.</summary>
public sealed class RateLimit
{
    private readonly long _bytesPerSecond;
    private readonly TimeProvider _time;
    private double _credit;
    private long _last;

    /// <summary>Starts with a full bucket.</summary>
    /// <param name="bytesPerSecond">The rate; more than 0.</param>
    /// <param name="time">The clock.</param>
    public RateLimit(long bytesPerSecond, TimeProvider time)
    {
        _bytesPerSecond = bytesPerSecond;
        _time = time;
        _credit = bytesPerSecond;
        _last = time.GetTimestamp();
    }

    /// <summary>Largest piece that keeps the stream smooth: a quarter of a second's worth, at most a block.</summary>
    public int Piece => (int)Math.Clamp(_bytesPerSecond / 4, 1, Block.Size);

    /// <summary>Accounts for bytes that were moved, and waits as long as they were too many.</summary>
    public Task SpendAsync(int bytes)
    {
        long now = _time.GetTimestamp();
        _credit = Math.Min(_bytesPerSecond, _credit + (_time.GetElapsedTime(_last, now).TotalSeconds * _bytesPerSecond));
        _last = now;
        _credit -= bytes;
        return _credit >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_credit / _bytesPerSecond), _time);
    }
}

namespace Sealane.Transport;

/// <summary>
/// The moment until which one waiting must be over. Whoever waits arms it first; when it passes, the guarded thing is woken once and, if it still
/// has not ended after <see cref="Grace"/>, aborted.
/// </summary>
public sealed class Deadline : IDisposable
{
    /// <summary>How long something that was woken may take to say goodbye before it is aborted.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const long Never = long.MaxValue;

    private readonly Heartbeat _heartbeat;
    private readonly Action _wake;
    private readonly Action _abort;
    private long _due = Never;
    private int _expired;

    /// <summary>Starts being watched, unarmed. Dispose ends it.</summary>
    /// <param name="heartbeat">Who watches.</param>
    /// <param name="wake">Ends the waiting so that its owner can see <see cref="Expired"/>; must not block or throw.</param>
    /// <param name="abort">Ends everything at once; must not block or throw.</param>
    public Deadline(Heartbeat heartbeat, Action wake, Action abort)
    {
        _heartbeat = heartbeat;
        _wake = wake;
        _abort = abort;
        heartbeat.Add(this);
    }

    /// <summary>True once it has passed while armed.</summary>
    public bool Expired => Volatile.Read(ref _expired) != 0;

    /// <summary>True while a moment is set that has not passed.</summary>
    public bool IsArmed => !Expired && Volatile.Read(ref _due) != Never;

    internal int Slot { get; set; } = -1;

    /// <summary>Sets the moment, counted from now; an earlier setting is forgotten. Zero or negative: none.</summary>
    public void Arm(TimeSpan time)
    {
        if (!Expired)
        {
            Volatile.Write(ref _due, time > TimeSpan.Zero ? _heartbeat.Now + (long)time.TotalMilliseconds : Never);
        }
    }

    /// <summary>Takes the moment back.</summary>
    public void Disarm() => Arm(TimeSpan.Zero);

    /// <summary>Treats the moment as passed now: wakes, and aborts after <see cref="Grace"/>.</summary>
    public void ExpireNow() => _ = TryExpire(_heartbeat.Now);

    internal bool IsDue(long now) => now >= Volatile.Read(ref _due);

    internal void Expire(long now)
    {
        if (!TryExpire(now) && IsDue(now))
        {
            Volatile.Write(ref _due, Never);
            _abort();
        }
    }

    // Two threads may find at once that it is over: one wakes, and the other must not take that for the end of the grace.
    private bool TryExpire(long now)
    {
        if (Expired)
        {
            return false;
        }

        Volatile.Write(ref _due, now + (long)Grace.TotalMilliseconds);
        if (Interlocked.Exchange(ref _expired, 1) != 0)
        {
            return false;
        }

        _wake();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _heartbeat.Remove(this);
}

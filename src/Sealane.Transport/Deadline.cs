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
    private volatile bool _expired;

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
    public bool Expired => _expired;

    internal int Slot { get; set; } = -1;

    /// <summary>Sets the moment, counted from now; an earlier setting is forgotten. Zero or negative: none.</summary>
    public void Arm(TimeSpan time)
    {
        if (!_expired)
        {
            Volatile.Write(ref _due, time > TimeSpan.Zero ? _heartbeat.Now + (long)time.TotalMilliseconds : Never);
        }
    }

    /// <summary>Takes the moment back.</summary>
    public void Disarm() => Arm(TimeSpan.Zero);

    /// <summary>Treats the moment as passed now: wakes, and aborts after <see cref="Grace"/>.</summary>
    public void ExpireNow()
    {
        if (!_expired)
        {
            Expire(_heartbeat.Now);
        }
    }

    internal bool IsDue(long now) => now >= Volatile.Read(ref _due);

    internal void Expire(long now)
    {
        if (_expired)
        {
            Volatile.Write(ref _due, Never);
            _abort();
            return;
        }

        _expired = true;
        Volatile.Write(ref _due, now + (long)Grace.TotalMilliseconds);
        _wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _heartbeat.Remove(this);
}

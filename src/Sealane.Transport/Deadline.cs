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
    private const long Aborted = long.MinValue;

    private readonly Heartbeat _heartbeat;
    private readonly Action _wake;
    private readonly Action _abort;

    // One word, so that arming and expiring cannot undo each other: the moment while it has not passed; its abort moment, negated, once it has.
    private long _due = Never;

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
    public bool Expired => Volatile.Read(ref _due) < 0;

    /// <summary>True while a moment is set that has not passed.</summary>
    public bool IsArmed => !Expired && Volatile.Read(ref _due) != Never;

    internal int Slot { get; set; } = -1;

    /// <summary>Sets the moment, counted from now; an earlier setting is forgotten. Zero or negative: none. Once expired it stays so.</summary>
    public void Arm(TimeSpan time)
    {
        long due = time > TimeSpan.Zero ? _heartbeat.Now + (long)time.TotalMilliseconds : Never;
        long current = Volatile.Read(ref _due);
        while (current >= 0)
        {
            long found = Interlocked.CompareExchange(ref _due, due, current);
            if (found == current)
            {
                return;
            }

            current = found;
        }
    }

    /// <summary>Takes the moment back.</summary>
    public void Disarm() => Arm(TimeSpan.Zero);

    /// <summary>Treats the moment as passed now: wakes, and aborts after <see cref="Grace"/>.</summary>
    public void ExpireNow()
    {
        long abortAt = -AbortTime(_heartbeat.Now);
        long current = Volatile.Read(ref _due);
        while (current >= 0)
        {
            long found = Interlocked.CompareExchange(ref _due, abortAt, current);
            if (found == current)
            {
                _wake();
                return;
            }

            current = found;
        }
    }

    internal bool IsDue(long now) => IsDue(Volatile.Read(ref _due), now);

    private static bool IsDue(long due, long now) => due >= 0 ? now >= due : due != Aborted && now >= -due;

    /// <summary>Wakes or aborts if the moment has come and was not moved meanwhile.</summary>
    internal void Expire(long now)
    {
        long due = Volatile.Read(ref _due);
        if (IsDue(due, now) && Interlocked.CompareExchange(ref _due, due < 0 ? Aborted : -AbortTime(now), due) == due)
        {
            (due < 0 ? _abort : _wake)();
        }
    }

    private static long AbortTime(long now) => now + (long)Grace.TotalMilliseconds;

    /// <inheritdoc/>
    public void Dispose()
    {
        // A sweep that is under way may hold it still.
        Disarm();
        _heartbeat.Remove(this);
    }
}

namespace Sealane.Transport;

/// <summary>
/// The one clock behind every deadline: a timer that sweeps them all a few times a second. Arming and disarming a <see cref="Deadline"/> is one
/// exchange, so that twenty thousand idle sessions cost one pass over an array and no timer of their own.
/// </summary>
public sealed class Heartbeat : IDisposable
{
    // Deadlines are seconds long; a quarter of a second late is early enough, and 20,000 of them are swept in well under a millisecond.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Deadline?[] _deadlines = new Deadline?[64];
    private int _count;
    private long _swept;

    /// <summary>Starts sweeping.</summary>
    /// <param name="time">The clock; tests bring their own.</param>
    public Heartbeat(TimeProvider time)
    {
        _time = time;
        _swept = Now;
        _timer = time.CreateTimer(static state => ((Heartbeat)state!).Sweep(), this, s_interval, s_interval);
    }

    /// <summary>Milliseconds on a clock that only moves forward, as <see cref="Deadline"/> counts them.</summary>
    internal long Now => ReferenceEquals(_time, TimeProvider.System)
        ? Environment.TickCount64
        : (long)_time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Number of deadlines being watched; returns to its old value when what they guard has ended.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How long ago the deadlines were last looked at: a fraction of a second while the process is well, more when its threads are all held up.</summary>
    public TimeSpan SinceLastBeat => TimeSpan.FromMilliseconds(Now - Volatile.Read(ref _swept));

    internal void Add(Deadline deadline)
    {
        lock (_gate)
        {
            if (_count == _deadlines.Length)
            {
                Array.Resize(ref _deadlines, _count * 2);
            }

            deadline.Slot = _count;
            _deadlines[_count++] = deadline;
        }
    }

    internal void Remove(Deadline deadline)
    {
        lock (_gate)
        {
            if (deadline.Slot < 0)
            {
                return;
            }

            Deadline last = _deadlines[--_count]!;
            _deadlines[deadline.Slot] = last;
            last.Slot = deadline.Slot;
            _deadlines[_count] = null;
            deadline.Slot = -1;
        }
    }

    private void Sweep()
    {
        long now = Now;
        List<Deadline>? due = null;
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_deadlines[i]!.IsDue(now))
                {
                    (due ??= []).Add(_deadlines[i]!);
                }
            }
        }

        // Outside the lock: what expires may end a session, which removes its deadlines.
        foreach (Deadline deadline in due ?? [])
        {
            deadline.Expire(now);
        }

        Volatile.Write(ref _swept, now);
    }

    /// <summary>Stops sweeping; deadlines that are still armed never expire.</summary>
    public void Dispose() => _timer.Dispose();
}

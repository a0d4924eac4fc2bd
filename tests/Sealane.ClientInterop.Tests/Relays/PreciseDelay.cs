using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>
/// Waits of milliseconds that are milliseconds: the runtime's timers are coarse (up to a millisecond and a half late, which of a 20 ms round trip is a lot).
/// One thread sleeps until the next is due.
/// </summary>
internal static class PreciseDelay
{
    private static readonly PriorityQueue<TaskCompletionSource, long> s_waiting = new();
    private static readonly Lock s_gate = new();
    private static readonly AutoResetEvent s_changed = new(false);

    static PreciseDelay() => new Thread(Run) { IsBackground = true, Name = "relay clock", Priority = ThreadPriority.Highest }.Start();

    public static async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (s_gate)
        {
            s_waiting.Enqueue(done, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
        }

        s_changed.Set();
        await done.Task.WaitAsync(cancellation);
    }

    private static void Run()
    {
        while (true)
        {
            TimeSpan next = Timeout.InfiniteTimeSpan;
            lock (s_gate)
            {
                while (s_waiting.TryPeek(out TaskCompletionSource? first, out long due))
                {
                    TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                    if (left > TimeSpan.FromMicroseconds(300))
                    {
                        next = left;
                        break;
                    }

                    s_waiting.Dequeue();
                    first.TrySetResult();
                }
            }

            if (next == Timeout.InfiniteTimeSpan)
            {
                s_changed.WaitOne();
            }
            else
            {
                // Rounded down to whole milliseconds by the system; the rest is what is forgiven above or another turn.
                s_changed.WaitOne(TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(next.TotalMilliseconds))));
            }
        }
    }
}

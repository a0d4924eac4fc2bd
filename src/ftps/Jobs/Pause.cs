using Sealane.Shell.Screen;

namespace Sealane.Shell.Jobs;

/// <summary>Waiting for a time, with the rest of it in the job's status.</summary>
internal static class Pause
{
    // Timers count to 49 days; longer waits are made of several.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    // What has only just begun shows its whole time.
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits; null waits until the job is ended.</summary>
    public static async Task ForAsync(TimeSpan? time, Job job)
    {
        long start = Environment.TickCount64;
        TimeSpan Left() => time is null ? TimeSpan.MaxValue : time.Value - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
        Func<IReadOnlyList<string>>? before = job.Status;
        job.Status = () => [.. before?.Invoke() ?? [], .. Left() >= TimeSpan.FromSeconds(1) && time is not null ? [$"Sleep time left: {Amount.Duration(Left() + s_rounding, terse: false)}"] : Array.Empty<string>()];
        try
        {
            while (Left() is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left < s_longest ? left : s_longest, job.Cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            job.Status = before;
        }
    }
}

using System.Runtime.InteropServices;

namespace Sealane.Daemon;

/// <summary>
/// Gives memory back once a busy time is over: what a storm of logins or transfers leaves behind as garbage would otherwise stay resident until the next storm.
/// Runs only after a second in which next to nothing was allocated, so that nobody waits for it.
/// </summary>
internal static partial class IdleMemory
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    // What timers and a few keep-alive commands allocate in a second.
    private const long QuietBytes = 128 * 1024;

    // Less garbage than this is not worth a collection.
    private const long WorthwhileBytes = 512 * 1024;

    internal static async Task KeepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(s_interval);
        long last = GC.GetTotalAllocatedBytes();
        long cleaned = last;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                long now = GC.GetTotalAllocatedBytes();
                if (now - last < QuietBytes && now - cleaned > WorthwhileBytes)
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    Trim();
                    cleaned = now = GC.GetTotalAllocatedBytes();
                }

                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = TrimMalloc(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimMalloc(nuint pad);
}

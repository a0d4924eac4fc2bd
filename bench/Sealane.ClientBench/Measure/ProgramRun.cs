using System.Diagnostics;
using System.Globalization;

namespace Sealane.ClientBench.Measure;

/// <summary>One run of a client from start to end.</summary>
/// <param name="Seconds">Wall clock.</param>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakMiB">The largest resident set that was seen.</param>
/// <param name="Failure">What went wrong; null when it ended with exit code 0.</param>
internal sealed record ProgramRun(double Seconds, double CpuSeconds, double PeakMiB, string? Failure)
{
    /// <summary>Runs a command and measures it.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">All variables it gets.</param>
    /// <param name="directory">Its working directory; its output goes to files in there.</param>
    /// <param name="limit">It is ended when it takes longer.</param>
    /// <param name="watchMemory">Look at its memory while it runs: a small disturbance, left out of short runs.</param>
    internal static ProgramRun Measure(string[] command, IReadOnlyDictionary<string, string> environment, string directory, TimeSpan limit, bool watchMemory)
    {
        string output = Path.Combine(directory, ".output"), error = Path.Combine(directory, ".errors");
        long start = Stopwatch.GetTimestamp();
        int pid = Spawn.Start(command, environment, directory, output, error);
        double peak = 0;
        using var ended = new ManualResetEventSlim();
        bool timedOut = false;
        var watch = new Thread(() =>
        {
            // The kernel's own high-water mark (VmHWM) is gone with the process, and rusage's counts the memory of the process that started it.
            while (!ended.Wait(watchMemory ? 25 : 1000))
            {
                peak = watchMemory ? Math.Max(peak, HighWater(pid)) : 0;
                if (Stopwatch.GetElapsedTime(start) > limit && !timedOut)
                {
                    timedOut = true;
                    _ = Spawn.kill(pid, 9);
                }
            }
        });
        watch.Start();
        (int status, double cpu) = Spawn.Wait(pid);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ended.Set();
        watch.Join();
        string? failure = timedOut ? $"not done after {limit.TotalSeconds:0} s"
            : status == 0 ? null
            : (status & 0x7f) == 0 ? $"exit code {status >> 8}: {Tail(error)}"
            : $"ended by signal {status & 0x7f}: {Tail(error)}";
        return new ProgramRun(seconds, cpu, peak, failure);
    }

    private static string Tail(string path) => string.Join(" | ", File.ReadLines(path).TakeLast(2));

    private static double HighWater(int pid)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : int.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }
}

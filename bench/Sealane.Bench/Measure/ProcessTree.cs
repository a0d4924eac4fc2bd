using System.Globalization;
using Sealane.Bench.Load;

namespace Sealane.Bench.Measure;

/// <summary>A server's processes: the one that was started and all its descendants.</summary>
internal sealed class ProcessTree(int root)
{
    // Fields of /proc/PID/stat after the name, counted from the state (proc(5) fields 4 and 14 to 17).
    private const int Parent = 1;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int WaitedForUserTicks = 13;
    private const int WaitedForSystemTicks = 14;
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of the living, and of the dead that were waited for.</summary>
    internal double CpuSeconds()
    {
        double seconds = 0;
        foreach ((int pid, string[] fields) in Members())
        {
            // Ticks of 10 ms are cut off for each process, which hides most of what thousands of short-lived or idle ones did; the
            // scheduler's own clock does not, but it forgets threads that have ended. The larger of the two is nearer the truth.
            double own = (Ticks(fields, UserTicks) + Ticks(fields, SystemTicks)) / TicksPerSecond;
            double waitedFor = (Ticks(fields, WaitedForUserTicks) + Ticks(fields, WaitedForSystemTicks)) / TicksPerSecond;
            seconds += Math.Max(own, ScheduledSeconds(pid)) + waitedFor;
        }

        return seconds;
    }

    /// <summary>
    /// Proportional set size in KiB: private memory in full, shared memory divided by those who map it, so that pages which forked
    /// processes still share are counted once.
    /// </summary>
    internal long MemoryKiB()
    {
        long total = 0;
        foreach (int pid in Members().Keys)
        {
            try
            {
                foreach (string line in File.ReadLines($"/proc/{pid}/smaps_rollup"))
                {
                    if (line.StartsWith("Pss:", StringComparison.Ordinal))
                    {
                        total += long.Parse(line.AsSpan(4, line.Length - 6), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
                        break;
                    }
                }
            }
            catch (IOException)
            {
                // The process ended between being listed and being read.
            }
        }

        return total;
    }

    internal int Count => Members().Count;

    internal bool Running => Members().ContainsKey(root);

    /// <summary>Ends the server: asks its first process, then takes down what is left of the tree, each by its id.</summary>
    internal async Task StopAsync()
    {
        Dictionary<int, string[]> before = Members();
        LibC.kill(root, LibC.SigTerm);
        for (int i = 0; i < 50 && Survivors(before).Count > 0; i++)
        {
            await Task.Delay(100);
        }

        foreach (int pid in Survivors(before))
        {
            LibC.kill(pid, LibC.SigKill);
        }
    }

    /// <summary>Those of the given processes that still run: same id and same start time.</summary>
    private static List<int> Survivors(Dictionary<int, string[]> before)
    {
        const int StartTime = 19;
        List<int> alive = [];
        foreach ((int pid, string[] fields) in before)
        {
            string[]? now = Stat(pid);
            if (now is not null && now[StartTime] == fields[StartTime] && now[0] != "Z")
            {
                alive.Add(pid);
            }
        }

        return alive;
    }

    private Dictionary<int, string[]> Members()
    {
        Dictionary<int, string[]> all = [];
        Dictionary<int, List<int>> children = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out int pid) || Stat(pid) is not { } fields)
            {
                continue;
            }

            all[pid] = fields;
            int parent = int.Parse(fields[Parent], CultureInfo.InvariantCulture);
            if (!children.TryGetValue(parent, out List<int>? siblings))
            {
                children[parent] = siblings = [];
            }

            siblings.Add(pid);
        }

        Dictionary<int, string[]> members = [];
        Stack<int> next = new([root]);
        while (next.TryPop(out int pid))
        {
            if (all.TryGetValue(pid, out string[]? fields) && members.TryAdd(pid, fields) && children.TryGetValue(pid, out List<int>? offspring))
            {
                offspring.ForEach(next.Push);
            }
        }

        return members;
    }

    private static long Ticks(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);

    private static double ScheduledSeconds(int pid)
    {
        double seconds = 0;
        try
        {
            foreach (string task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                string text = File.ReadAllText($"{task}/schedstat");
                seconds += long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture) / 1e9;
            }
        }
        catch (IOException)
        {
            // The process or one of its threads ended meanwhile; the ticks still count.
        }

        return seconds;
    }

    private static string[]? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}

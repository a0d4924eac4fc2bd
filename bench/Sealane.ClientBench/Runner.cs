using Sealane.ClientBench.Clients;
using Sealane.ClientBench.Measure;
using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench;

/// <summary>Runs the clients of a row in turn, round after round, so that a change of weather hits all alike.</summary>
internal sealed class Runner(Bed bed, int rounds, CancellationToken stop)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(6);

    internal void Run(Row row)
    {
        int last = Math.Min(rounds, row.MostRounds);
        for (int round = 1; round <= last; round++)
        {
            for (int repeat = 0; repeat < row.Repeats; repeat++)
            {
                // Another one begins each time: who follows whom counts a little, with caches and ports that are still busy.
                for (int i = 0; i < row.Entrants.Count && !stop.IsCancellationRequested; i++)
                {
                    Entrant entrant = row.Entrants[(i + round + repeat) % row.Entrants.Count];
                    if (entrant.Failure is null)
                    {
                        RunOnce(row, entrant, quiet: repeat > 0, $"{round}/{last}");
                    }
                }
            }
        }

        bed.Clear();
    }

    /// <summary>Starts every program once and counts nothing: from here on they are in the kernel's caches.</summary>
    internal void WarmUp(IEnumerable<Client> clients, Site site)
    {
        foreach (Client client in clients)
        {
            bed.Clear();
            _ = ProgramRun.Measure(client.Command(new Work(WorkKind.List, site, 0, null)), client.Environment, bed.Local, s_limit, watchMemory: false);
        }
    }

    private void RunOnce(Row row, Entrant entrant, bool quiet, string round)
    {
        bed.Clear();
        ProgramRun run = ProgramRun.Measure(
            entrant.Client.Command(entrant.Work), entrant.Client.Environment, bed.Local, s_limit, watchMemory: row.Figure != Figure.Milliseconds);
        entrant.Failure = run.Failure ?? Verification.Check(bed, entrant.Work);
        if (entrant.Failure is { } failure)
        {
            Console.Error.WriteLine($"{row.Id,-16} {round} {entrant.Label,-20} FAILED: {failure}");
            return;
        }

        entrant.Add(run);
        if (!quiet)
        {
            Console.Error.WriteLine($"{row.Id,-16} {round} {entrant.Label,-20} {row.Value(entrant, run.Seconds),10:n2} {row.Unit,-8} {run.CpuSeconds,7:n3} CPU s {run.PeakMiB,5:n0} MiB ({run.Seconds:n2} s)");
        }
    }
}

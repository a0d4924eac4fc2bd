using System.Diagnostics;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;
using Sealane.Bench.Scenarios;

namespace Sealane.Bench;

/// <summary>Runs each scenario on every server in turn, round after round, so that a change of weather hits all alike.</summary>
internal sealed class Runner(IReadOnlyList<ServerUnderTest> servers, IReadOnlyList<Scenario> scenarios, ClientTls? tls, int rounds, CancellationToken stop)
{
    internal async Task<List<Cell>> RunAsync()
    {
        try
        {
            List<Cell> cells = [];
            await StartAllAsync();
            foreach (Scenario scenario in scenarios)
            {
                List<Cell> row = [.. servers.Select(server => new Cell(scenario, server))];
                cells.AddRange(row);
                int last = Math.Min(rounds, scenario.MaxRounds);
                for (int round = 0; round <= last && !stop.IsCancellationRequested; round++)
                {
                    foreach (Cell cell in row.Where(cell => cell.Failure is null && !stop.IsCancellationRequested))
                    {
                        await RunAsync(cell, round);
                    }
                }
            }

            return cells;
        }
        finally
        {
            foreach (ServerUnderTest server in servers)
            {
                await server.StopAsync();
            }
        }
    }

    private async Task StartAllAsync()
    {
        foreach (ServerUnderTest server in servers.Where(server => server.Unavailable is null))
        {
            try
            {
                await server.StartAsync(tls);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // Each of its cells will fail and say so; the others are measured all the same.
                Console.Error.WriteLine($"{server.Name} did not start: {e.Message}; {server.LogTail}");
            }
        }
    }

    private async Task RunAsync(Cell cell, int round)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            if (round == 0)
            {
                cell.Scenario.Verify(cell.Server, tls);
                return;
            }

            if (cell.Scenario.NeedsFreshServer)
            {
                await cell.Server.StopAsync();
                await cell.Server.StartAsync(tls);
            }

            Sample sample = cell.Scenario.Measure(cell.Server, tls);
            cell.Samples.Add(sample);
            Console.Error.WriteLine($"{cell.Scenario.Id,-9} {round}/{rounds} {cell.Server.Name,-10} {sample.Value,10:n1} {cell.Scenario.Unit,-11} {sample.Cpu,8:n2} {cell.Scenario.CpuUnit} ({Stopwatch.GetElapsedTime(started).TotalSeconds:n1} s)");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
        {
            if (stop.IsCancellationRequested)
            {
                return; // The signal that ended the run reached the servers too; that is no fault of theirs.
            }

            cell.Failure = $"failed in round {round}: {e.Message}";
            Console.Error.WriteLine($"{cell.Scenario.Id,-9} {round}/{rounds} {cell.Server.Name,-10} {cell.Failure}; {cell.Server.LogTail}");
        }
    }
}

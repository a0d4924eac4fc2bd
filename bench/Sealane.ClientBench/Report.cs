using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sealane.ClientBench.Clients;

namespace Sealane.ClientBench;

/// <summary>The tables for people and the samples for machines.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static string s_loadAtStart = "";

    /// <summary>Remembers how busy the machine is before the run makes it so.</summary>
    internal static void NoteLoad() => s_loadAtStart = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>The ratios first, then one table for each row.</summary>
    internal static string Tables(IReadOnlyList<Row> rows, IReadOnlyList<Client> clients, string conditions)
    {
        StringBuilder text = new($"{Machine()} {conditions}\n\n## Beside lftp and curl\n\n| Work | ftps | Peer | Ratio | Goal | CPU, ftps | CPU, peer |\n|---|---|---|---|---|---|---|\n");
        foreach (Row row in rows)
        {
            foreach (Goal goal in row.Goals)
            {
                AppendRatio(text, row, goal);
            }
        }

        foreach (Row row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n### {row.Name}\n\n| Client | {row.Unit}, median | least–most | CPU {row.CpuUnit} | Peak MiB | Runs |\n|---|---|---|---|---|---|");
            foreach (Entrant entrant in row.Entrants)
            {
                text.AppendLine(entrant.Measured
                    ? string.Create(CultureInfo.InvariantCulture, $"| {entrant.Label} | {Number(row.Value(entrant, entrant.Seconds))} | {Extremes(row, entrant)} | {Number(row.Cpu(entrant))} | {Peak(row, entrant)} | {Runs(row, entrant)} |")
                    : $"| {entrant.Label} | not measured | | | | {entrant.Failure ?? "interrupted"} |");
            }
        }

        text.AppendLine("\nClients:");
        foreach (Client client in clients)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {client.Version}: {client.Remark}");
        }

        return text.ToString();
    }

    internal static string Json(IReadOnlyList<Row> rows)
    {
        JsonArray all = [];
        foreach (Row row in rows)
        {
            foreach (Entrant entrant in row.Entrants)
            {
                JsonArray runs = [.. entrant.Runs.Select(run => (JsonNode)new JsonObject { ["seconds"] = run.Seconds, ["cpuSeconds"] = run.CpuSeconds, ["peakMiB"] = run.PeakMiB })];
                all.Add((JsonNode)new JsonObject
                {
                    ["row"] = row.Id,
                    ["client"] = entrant.Client.Name,
                    ["parallel"] = entrant.Work.Parallel,
                    ["files"] = entrant.Work.Files,
                    ["failure"] = entrant.Failure,
                    ["runs"] = runs,
                });
            }
        }

        return all.ToJsonString(s_indented);
    }

    private static void AppendRatio(StringBuilder text, Row row, Goal goal)
    {
        Entrant? ours = row.Entrants.FirstOrDefault(entrant => entrant.Is("ftps", goal.Ours)), peer = row.Entrants.FirstOrDefault(entrant => entrant.Is(goal.Peer, goal.Theirs));
        if (ours is null || peer is null)
        {
            return;
        }

        string ratio = "";
        if (ours.Measured && peer.Measured)
        {
            double value = goal.Cpu ? row.Cpu(peer) / row.Cpu(ours)
                : row.Figure == Figure.MegabytesPerSecond ? row.Value(ours, ours.Seconds) / row.Value(peer, peer.Seconds)
                : row.Value(peer, peer.Seconds) / row.Value(ours, ours.Seconds);
            ratio = string.Create(CultureInfo.InvariantCulture, $"{value:0.00}{(goal.Least is { } least && value < least ? " (missed)" : "")}");
        }

        text.AppendLine(CultureInfo.InvariantCulture,
            $"| {row.Name}{(goal.Cpu ? ", processor time" : "")} | {Side(row, ours)} | {Side(row, peer)} | {ratio} | {goal.Least?.ToString("0.0", CultureInfo.InvariantCulture)} | {Cpu(row, ours)} | {Cpu(row, peer)} |");
    }

    private static string Side(Row row, Entrant entrant) =>
        $"{entrant.Label}: {(entrant.Measured ? $"{Number(row.Value(entrant, entrant.Seconds))} {row.Unit}" : "not measured")}";

    private static string Cpu(Row row, Entrant entrant) => entrant.Measured ? $"{Number(row.Cpu(entrant))} {row.CpuUnit}" : "";

    private static string Extremes(Row row, Entrant entrant)
    {
        double[] values = [.. entrant.Runs.Select(run => row.Value(entrant, run.Seconds)).Order()];
        return $"{Number(values[0])}–{Number(values[^1])}";
    }

    private static string Peak(Row row, Entrant entrant) =>
        row.Figure == Figure.Milliseconds ? "" : entrant.Median(run => run.PeakMiB).ToString("n0", CultureInfo.InvariantCulture);

    private static string Runs(Row row, Entrant entrant) =>
        row.Figure == Figure.MillisecondsPerFile ? string.Create(CultureInfo.InvariantCulture, $"{entrant.Runs.Count} × {entrant.Work.Files} files") : entrant.Runs.Count.ToString(CultureInfo.InvariantCulture);

    private static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
        return $"{Environment.ProcessorCount} × {model}; Linux {Environment.OSVersion.Version}; load average before the run {s_loadAtStart}.";
    }

    private static string Number(double value) => value.ToString(value < 10 ? "n2" : value < 100 ? "n1" : "n0", CultureInfo.InvariantCulture);
}

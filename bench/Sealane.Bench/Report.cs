using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;
using Sealane.Bench.Scenarios;

namespace Sealane.Bench;

/// <summary>The tables for people and the samples for machines.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static string s_loadAtStart = "";

    /// <summary>Remembers how busy the machine is before the run makes it so.</summary>
    internal static void NoteLoad() => s_loadAtStart = File.ReadAllText("/proc/loadavg");

    /// <summary>One Markdown table per scenario, then our ratio to the best peer in each.</summary>
    internal static string Tables(IReadOnlyList<Cell> cells)
    {
        StringBuilder text = new(Machine() + "\n");
        StringBuilder ratios = new("\n## Sealane against the best peer\n\n| Scenario | Best peer | Sealane | Ratio | Goal | Server CPU, that peer | Server CPU, Sealane |\n|---|---|---|---|---|---|---|\n");
        foreach (IGrouping<string, Cell> row in cells.GroupBy(cell => cell.Scenario.Name))
        {
            Append(text, row.Key, [.. row]);
            AppendRatio(ratios, row.Key, [.. row]);
        }

        text.Append(ratios);
        text.AppendLine("\nSet-up:");
        foreach (ServerUnderTest server in cells.Select(cell => cell.Server).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {server.Name}: {server.Unavailable ?? server.Remark}");
        }

        return text.ToString();
    }

    internal static string Json(IReadOnlyList<Cell> cells)
    {
        JsonArray all = [];
        foreach (Cell cell in cells)
        {
            JsonArray samples = [];
            foreach (Sample sample in cell.Samples)
            {
                samples.Add((JsonNode)new JsonObject
                {
                    ["value"] = sample.Value,
                    ["cpu"] = sample.Cpu,
                    ["memoryMiB"] = sample.MemoryMiB,
                    ["loadCpuSeconds"] = sample.LoadCpuSeconds,
                    ["note"] = sample.Note,
                });
            }

            all.Add((JsonNode)new JsonObject
            {
                ["scenario"] = cell.Scenario.Id,
                ["server"] = cell.Server.Name,
                ["unit"] = cell.Scenario.Unit,
                ["cpuUnit"] = cell.Scenario.CpuUnit,
                ["failure"] = cell.Failure,
                ["samples"] = samples,
            });
        }

        return all.ToJsonString(s_indented);
    }

    private static void Append(StringBuilder text, string name, Cell[] row)
    {
        string unit = row[0].Scenario.Unit;
        text.AppendLine(CultureInfo.InvariantCulture, $"\n## {name}\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"| Server | {unit}, median | least–most | Server CPU {row[0].Scenario.CpuUnit} | Memory MiB | Notes |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (Cell cell in row)
        {
            text.AppendLine(cell.Measured
                ? string.Create(CultureInfo.InvariantCulture, $"| {cell.Server.Name} | {Number(cell.Median)} | {Number(cell.Least)}–{Number(cell.Most)} | {cell.MedianOf(s => s.Cpu):0.00#} | {cell.MedianOf(s => s.MemoryMiB):n0} | {cell.Samples[^1].Note} |")
                : $"| {cell.Server.Name} | not measured | | | | {cell.Failure ?? "interrupted"} |");
        }
    }

    private static void AppendRatio(StringBuilder text, string name, Cell[] row)
    {
        Cell? ours = row.FirstOrDefault(cell => cell.Server is SealaneServer && cell.Measured);
        bool lower = row[0].Scenario.LowerIsBetter;
        IEnumerable<Cell> peers = row.Where(cell => cell.Server is not SealaneServer && cell.Measured);
        Cell? best = lower ? peers.MinBy(cell => cell.Median) : peers.MaxBy(cell => cell.Median);
        string unit = row[0].Scenario.Unit;
        string theirs = best is null ? "none" : $"{best.Server.Name}: {Number(best.Median)} {unit}";
        string own = ours is null ? "not measured" : $"{Number(ours.Median)} {unit}";
        Scenario scenario = row[0].Scenario;
        string ratio = "";
        if (ours is not null && best is not null)
        {
            double value = lower ? best.Median / ours.Median : ours.Median / best.Median;
            bool reached = value >= scenario.Goal && ours.Median <= scenario.Ceiling;
            ratio = string.Create(CultureInfo.InvariantCulture, $"{value:0.00}{(reached ? "" : " (missed)")}");
        }

        string ceiling = double.IsFinite(scenario.Ceiling) ? $", at most {Number(scenario.Ceiling)} {unit}" : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {theirs} | {own} | {ratio} | {scenario.Goal:0.0}{ceiling} | {Cpu(best)} | {Cpu(ours)} |");
    }

    private static string Cpu(Cell? cell) =>
        cell is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{cell.MedianOf(sample => sample.Cpu):0.00#} {cell.Scenario.CpuUnit}");

    /// <summary>What was measured on, and whether it had anything else to do: figures of a busy machine compare, but do not stand alone.</summary>
    private static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
        string load = s_loadAtStart.Split(' ')[0];
        return $"{Environment.ProcessorCount} × {model}; Linux {Environment.OSVersion.Version}; load average before the run {load}.";
    }

    private static string Number(double value) => value.ToString(value < 100 ? "n1" : "n0", CultureInfo.InvariantCulture);
}

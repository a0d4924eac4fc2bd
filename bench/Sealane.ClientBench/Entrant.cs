using System.Globalization;
using Sealane.ClientBench.Clients;
using Sealane.ClientBench.Measure;

namespace Sealane.ClientBench;

/// <summary>One client in one row, and what its runs gave.</summary>
/// <param name="client">The program.</param>
/// <param name="work">What it does.</param>
internal sealed class Entrant(Client client, Work work)
{
    private readonly List<ProgramRun> _runs = [];

    internal Client Client { get; } = client;

    internal Work Work { get; } = work;

    internal IReadOnlyList<ProgramRun> Runs => _runs;

    internal string Label => Client.Name + (Work.Parallel is { } number ? string.Create(CultureInfo.InvariantCulture, $", {number} sessions") : Work.Kind is WorkKind.MirrorUp or WorkKind.MirrorDown ? ", default" : "");

    /// <summary>Why there is no figure; null as long as nothing went wrong.</summary>
    internal string? Failure { get; set; }

    internal bool Measured => Failure is null && Runs.Count > 0;

    /// <summary>Same program and sessions: how a ratio names its sides.</summary>
    internal bool Is(string client, int? parallel) => Client.Name == client && Work.Parallel == parallel;

    internal void Add(ProgramRun run) => _runs.Add(run);

    internal double Seconds => Median(run => run.Seconds);

    internal double Median(Func<ProgramRun, double> part)
    {
        double[] sorted = [.. Runs.Select(part).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

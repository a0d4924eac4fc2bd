using Sealane.Bench.Peers;
using Sealane.Bench.Scenarios;

namespace Sealane.Bench.Measure;

/// <summary>All rounds of one scenario on one server.</summary>
internal sealed class Cell(Scenario scenario, ServerUnderTest server)
{
    internal Scenario Scenario { get; } = scenario;

    internal ServerUnderTest Server { get; } = server;

    internal List<Sample> Samples { get; } = [];

    /// <summary>Why there is no figure; null as long as nothing went wrong.</summary>
    internal string? Failure { get; set; } = server.Unavailable ?? scenario.NotFor(server);

    internal bool Measured => Failure is null && Samples.Count > 0;

    internal double Median => MedianOf(sample => sample.Value);

    internal double Least => Samples.Min(sample => sample.Value);

    internal double Most => Samples.Max(sample => sample.Value);

    internal double MedianOf(Func<Sample, double> part)
    {
        double[] sorted = [.. Samples.Select(part).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

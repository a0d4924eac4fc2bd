using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

/// <summary>One row of the comparison.</summary>
internal abstract class Scenario
{
    protected const double Gibibyte = 1L << 30;

    internal abstract string Name { get; }

    /// <summary>The name for <c>--only</c>.</summary>
    internal abstract string Id { get; }

    internal abstract string Unit { get; }

    /// <summary>What the CPU column counts, for example "s/GiB".</summary>
    internal abstract string CpuUnit { get; }

    internal virtual bool LowerIsBetter => false;

    /// <summary>More rounds than this tell nothing new.</summary>
    internal virtual int MaxRounds => int.MaxValue;

    /// <summary>Whether the server is started anew for each round.</summary>
    internal virtual bool NeedsFreshServer => false;

    /// <summary>What we owe: our value over the best peer's (its inverse where lower is better).</summary>
    internal virtual double Goal => 1;

    /// <summary>The most our own value may be, whatever the peers need; infinite where only the comparison counts.</summary>
    internal virtual double Ceiling => double.PositiveInfinity;

    internal virtual string? NotFor(ServerUnderTest server) => null;

    /// <summary>The unmeasured first round: every byte is checked, and the server gets warm.</summary>
    internal abstract void Verify(ServerUnderTest server, ClientTls? tls);

    internal abstract Sample Measure(ServerUnderTest server, ClientTls? tls);

    protected static string Describe(params ReadOnlySpan<LoadClient> clients)
    {
        long connections = 0;
        long resumed = 0;
        long unclean = 0;
        foreach (LoadClient client in clients)
        {
            connections += client.DataConnections;
            resumed += client.Resumed;
            unclean += client.UncleanEnds;
        }

        string resumption = connections > 0 ? $", {100 * resumed / connections} % of data connections resumed" : "";
        string truncation = unclean > 0 ? $", {unclean} of {connections} ended without close_notify" : "";
        return clients[0].Parameters + resumption + truncation;
    }

    protected static void Require(bool condition, string failure)
    {
        if (!condition)
        {
            throw new InvalidDataException(failure);
        }
    }

    protected static double MemoryMiB(ServerUnderTest server) => server.Processes.MemoryKiB() / 1024.0;
}

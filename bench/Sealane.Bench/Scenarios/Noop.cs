using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

internal sealed class Noop(int commands) : Scenario
{
    internal override string Name => "NOOP";

    internal override string Id => "noop";

    internal override string Unit => "commands/s";

    internal override string CpuUnit => "s/1000 commands";

    internal override void Verify(ServerUnderTest server, ClientTls? tls) => Measure(server, tls);

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        Stopwatches watches = new(server);
        for (int i = 0; i < commands; i++)
        {
            client.Noop();
        }

        (double wall, double cpu, double own) = watches.Stop();
        double memory = MemoryMiB(server);
        string note = Describe(client);
        client.Quit();
        return new Sample(commands / wall, cpu * 1000 / commands, memory, own, note);
    }
}

using System.Text;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

/// <summary>LIST or MLSD of a directory of 10,000 files, again and again.</summary>
internal sealed class Listing(string command, int listings) : Scenario
{
    private readonly Dictionary<string, long> _verifiedSize = [];

    internal override string Name => $"{command} of {TestBed.ManyFiles:n0} files";

    internal override string Id => command.ToLowerInvariant();

    internal override string Unit => "listings/s";

    internal override string CpuUnit => "s/1000 listings";

    internal override string? NotFor(ServerUnderTest server) => command == "MLSD" && !server.HasMlsd ? "has no MLSD" : null;

    internal override void Verify(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = Enter(server, tls);
        using MemoryStream text = new();
        client.Receive(command, sink: text);
        string[] lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        HashSet<string> names = [.. lines.Select(line => line[(line.LastIndexOf(' ') + 1)..])];
        for (int i = 0; i < TestBed.ManyFiles; i++)
        {
            Require(names.Contains(TestBed.ManyName(i)), $"{command} does not show {TestBed.ManyName(i)} ({lines.Length} lines)");
        }

        _verifiedSize[server.Id] = text.Length;
        client.Quit();
    }

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = Enter(server, tls);
        long expected = _verifiedSize[server.Id];
        Stopwatches watches = new(server);
        for (int i = 0; i < listings; i++)
        {
            long received = client.Receive(command);
            Require(received == expected, $"{received} bytes came instead of the {expected} of the first listing");
        }

        (double wall, double cpu, double own) = watches.Stop();
        double memory = MemoryMiB(server);
        string note = $"{expected} bytes each, {Describe(client)}";
        client.Quit();
        return new Sample(listings / wall, cpu * 1000 / listings, memory, own, note);
    }

    private static LoadClient Enter(ServerUnderTest server, ClientTls? tls)
    {
        LoadClient client = new(server.Endpoint, tls);
        client.ChangeDirectory("many");
        return client;
    }
}

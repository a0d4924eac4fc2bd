using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

/// <summary>4 KiB files, each on a data connection with a TLS handshake of its own, fetched by one session or by several at once.</summary>
internal sealed class SmallFileDownloads(int sessions, int filesEach) : Scenario
{
    internal override string Name => sessions == 1 ? "4 KiB files, one session" : $"4 KiB files, {sessions} sessions";

    internal override string Id => $"small{sessions}";

    internal override string Unit => "files/s";

    internal override string CpuUnit => "s/1000 files";

    internal override double Goal => sessions == 1 ? 1 : 1.5;

    internal override void Verify(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        for (int i = 0; i < TestBed.SmallFiles; i++)
        {
            using MemoryStream content = new(TestBed.SmallSize);
            client.Receive($"RETR {TestBed.SmallName(i)}", sink: content);
            Require(content.ToArray().AsSpan().SequenceEqual(TestBed.SmallContent(i)), $"{TestBed.SmallName(i)} differs from the file on disk");
        }

        client.Quit();
    }

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        LoadClient[] clients = new LoadClient[sessions];
        try
        {
            for (int i = 0; i < sessions; i++)
            {
                clients[i] = new LoadClient(server.Endpoint, tls);
                Fetch(clients[i], i);
            }

            Stopwatches watches = new(server);
            Crowd.Run(sessions, index =>
            {
                for (int i = 0; i < filesEach; i++)
                {
                    Fetch(clients[index], (index * 61) + i);
                }
            });
            (double wall, double cpu, double own) = watches.Stop();
            double memory = MemoryMiB(server);
            double files = (double)sessions * filesEach;
            return new Sample(files / wall, cpu * 1000 / files, memory, own, Describe(clients));
        }
        finally
        {
            foreach (LoadClient? client in clients)
            {
                client?.Dispose();
            }
        }
    }

    private static void Fetch(LoadClient client, int index)
    {
        string name = TestBed.SmallName(index);
        long size = client.Receive($"RETR {name}");
        Require(size == TestBed.SmallSize, $"{name}: {size} bytes came instead of {TestBed.SmallSize}");
    }
}

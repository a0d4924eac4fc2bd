using System.Security.Cryptography;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

internal sealed class Upload : Scenario
{
    internal override string Name => "one large file up";

    internal override string Id => "upload";

    internal override string Unit => "MB/s";

    internal override string CpuUnit => "s/GiB";

    internal override void Verify(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        string file = FileOf(server);
        client.Store(RemoteName(server), server.Bed.BigSize);
        using (FileStream stored = File.OpenRead(file))
        {
            // An upload sends what the file to download holds.
            Require(SHA256.HashData(stored).AsSpan().SequenceEqual(server.Bed.BigHash), "the uploaded file differs from what was sent");
        }

        File.Delete(file);
        client.Quit();
    }

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        string file = FileOf(server);
        long size = server.Bed.BigSize;
        Stopwatches watches = new(server);
        client.Store(RemoteName(server), size);
        (double wall, double cpu, double own) = watches.Stop();
        long stored = new FileInfo(file).Length;
        Require(stored == size, $"{stored} bytes are on disk instead of {size}");
        double memory = MemoryMiB(server);
        string note = Describe(client);
        File.Delete(file);
        client.Quit();
        return new Sample(size / wall / 1e6, cpu * Gibibyte / size, memory, own, note);
    }

    private static string RemoteName(ServerUnderTest server) => $"up/{server.Id}.dat";

    private static string FileOf(ServerUnderTest server)
    {
        string file = Path.Combine(server.Bed.Uploads, $"{server.Id}.dat");
        File.Delete(file);
        return file;
    }
}

using System.Security.Cryptography;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;

namespace Sealane.Bench.Scenarios;

internal sealed class Download : Scenario
{
    internal override string Name => "one large file down";

    internal override string Id => "download";

    internal override string Unit => "MB/s";

    internal override string CpuUnit => "s/GiB";

    internal override void Verify(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        client.Receive("RETR big.dat", hash);
        Require(hash.GetHashAndReset().AsSpan().SequenceEqual(server.Bed.BigHash), "the downloaded file differs from the one on disk");
        client.Quit();
    }

    internal override Sample Measure(ServerUnderTest server, ClientTls? tls)
    {
        using LoadClient client = new(server.Endpoint, tls);
        Stopwatches watches = new(server);
        long received = client.Receive("RETR big.dat");
        (double wall, double cpu, double own) = watches.Stop();
        Require(received == server.Bed.BigSize, $"{received} bytes came instead of {server.Bed.BigSize}");
        double memory = MemoryMiB(server);
        string note = Describe(client);
        client.Quit();
        return new Sample(received / wall / 1e6, cpu * Gibibyte / received, memory, own, note);
    }
}

using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests;

/// <summary>What an idle connection holds. It counts the memory of the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class IdleMemoryTests : IDisposable
{
    private readonly Heartbeat _heartbeat = new(new ManualTime());
    private readonly ForeignTlsClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _heartbeat.Dispose();
    }

    [Fact]
    public async Task Two_hundred_idle_connections_stay_small()
    {
        const int count = 200;
        ServerTls server = ServerCertificates.Server();
        using (TlsPair first = await TlsPair.StartAsync(server, new Lineage(), data: false, _client, heartbeat: _heartbeat))
        {
            // What is made once is made.
        }

        long managed = GC.GetTotalMemory(forceFullCollection: true);
        var pairs = new List<TlsPair>();
        for (int i = 0; i < count; i++)
        {
            TlsPair pair = await TlsPair.StartAsync(server, new Lineage(), data: false, _client, heartbeat: _heartbeat);
            pairs.Add(pair);
            _ = await pair.SessionsAsync(_client);
            _ = pair.Server.WaitForDataAsync().AsTask();
            _ = pair.Client.WaitForDataAsync().AsTask();
        }

        // Both ends of each are here: sockets, engines, waiting tasks. One forgotten block alone would be 256 KiB.
        long each = (GC.GetTotalMemory(forceFullCollection: true) - managed) / count;
        pairs.ForEach(pair => pair.Dispose());
        Assert.InRange(each, long.MinValue, 24 * 1024);
        Assert.Equal(0, _heartbeat.Count);
    }
}

/// <summary>For tests that look at the process as a whole.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

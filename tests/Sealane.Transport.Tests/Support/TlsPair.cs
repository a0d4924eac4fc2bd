using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Support;

/// <summary>A client and a server whose handshake is done, with everything that a test may want to break.</summary>
internal sealed class TlsPair : IDisposable
{
    public required Connection Client { get; init; }

    public required Connection Server { get; init; }

    public required Socket ClientSocket { get; init; }

    public required TlsEngine Engine { get; init; }

    public LineageProof Proof => Server.Tls!.Proof;

    public static async Task<TlsPair> StartAsync(ServerTls tls, Lineage lineage, bool data, ForeignTlsClient client, nint session = 0, Heartbeat? heartbeat = null, bool gently = false)
    {
        heartbeat ??= new Heartbeat(new ManualTime());
        (Socket near, Socket far) = await Wire.PairAsync();
        TlsEngine engine = client.Engine(session);
        var pair = new TlsPair
        {
            Client = new Connection(near, heartbeat, wakeGently: false),
            Server = new Connection(far, heartbeat, gently),
            ClientSocket = near,
            Engine = engine,
        };
        try
        {
            Task accepting = pair.Server.AcceptTlsAsync(tls, lineage, data).Soon();
            Task connecting = pair.Client.ConnectTlsAsync(engine).Soon();
            await Task.WhenAll(accepting, connecting);
        }
        catch
        {
            pair.Dispose();
            throw;
        }

        return pair;
    }

    public static Task<TlsPair> StartAsync(ForeignTlsClient client, Heartbeat? heartbeat = null) =>
        StartAsync(ServerCertificates.Server(), new Lineage(), data: true, client, heartbeat: heartbeat);

    /// <summary>Lets one byte go to the client, which meets the tickets before it on the way.</summary>
    /// <returns>The sessions that the client holds now.</returns>
    public async Task<nint[]> SessionsAsync(ForeignTlsClient client)
    {
        await Server.SendAsync(new byte[1]).Soon();
        Assert.Single(await Client.ReadAsync(most: 1));
        return client.SessionsOf(Engine);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}

using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Support;

/// <summary>One control connection of the real client and its server's side, from which data connections are made.</summary>
internal sealed class ClientSide : IDisposable
{
    private readonly Heartbeat _heartbeat = new(new ManualTime());

    public required ClientTls Tls { get; init; }

    public required ServerTls ServerTls { get; init; }

    public ClientSessions Sessions { get; } = new();

    public Lineage Lineage { get; } = new();

    public Connection Client { get; private set; } = null!;

    public Connection Server { get; private set; } = null!;

    public TlsEngine Engine { get; private set; } = null!;

    public static async Task<ClientSide> StartAsync(ClientTls tls, ServerTls server, string host = "ftp.example.org")
    {
        var side = new ClientSide { Tls = tls, ServerTls = server };
        (Socket near, Socket far) = await Wire.PairAsync();
        side.Client = new Connection(near, side._heartbeat, wakeGently: true);
        side.Server = new Connection(far, side._heartbeat, wakeGently: true);
        side.Engine = tls.ControlEngine(side.Sessions, host);
        await Task.WhenAll(
            side.Server.AcceptTlsAsync(server, side.Lineage, data: false).Soon(),
            side.Client.ConnectTlsAsync(side.Engine).Soon());
        return side;
    }

    /// <summary>A reply on the control connection, which the client reads, and with it the tickets before it.</summary>
    public async Task ReplyAsync(bool withTicket)
    {
        await Server.SendAsync("227 \r\n"u8.ToArray(), withTicket).Soon();
        Assert.Equal(6, (await Client.ReadAsync(most: 6)).Length);
    }

    /// <summary>A data connection with its handshake done.</summary>
    public async Task<(Connection Client, Connection Server)> DataAsync(ServerTls? server = null)
    {
        (Connection client, Connection far) = await Wire.ConnectionsAsync(_heartbeat);
        await Task.WhenAll(
            far.AcceptTlsAsync(server ?? ServerTls, Lineage, data: true).Soon(),
            client.StartTlsAsync(Tls, Sessions, "ftp.example.org", data: true).Soon());
        return (client, far);
    }

    /// <summary>What a data connection made now would offer.</summary>
    public byte[] NextOffer()
    {
        using TlsEngine engine = Tls.DataEngine(Sessions, null);
        return TicketOf(OpenSsl.SSL_get_session(engine.Handle));
    }

    /// <summary>The ticket that arrived last on the control connection.</summary>
    public byte[] NewestControlTicket() => TicketOf(OpenSsl.SSL_get_session(Engine.Handle));

    private static unsafe byte[] TicketOf(nint session)
    {
        if (session == 0)
        {
            return [];
        }

        byte* ticket;
        nuint length;
        ClientCalls.SSL_SESSION_get0_ticket(session, &ticket, &length);
        return new ReadOnlySpan<byte>(ticket, (int)length).ToArray();
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Sessions.Dispose();
        _heartbeat.Dispose();
    }
}

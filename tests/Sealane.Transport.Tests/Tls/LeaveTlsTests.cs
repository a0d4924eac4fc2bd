using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

/// <summary>TLS that ends while the connection goes on (CCC).</summary>
public sealed class LeaveTlsTests
{
    private static ClientTls Client(bool tls13) => ClientTls.Create(new ClientTlsSettings { AllowTls12 = !tls13, AllowTls13 = tls13 });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_sides_go_on_in_the_clear_and_data_connections_resume_what_ended(bool tls13)
    {
        using ClientSide side = await ClientSide.StartAsync(Client(tls13), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        await LeaveAsync(side);
        Assert.Null(side.Client.Tls);
        await side.Client.SendAsync("NOOP\r\n"u8.ToArray()).Soon();
        Assert.Equal("NOOP\r\n"u8.ToArray(), await side.Server.ReadAsync(most: 6));
        await side.Server.SendAsync("200 \r\n"u8.ToArray()).Soon();
        Assert.Equal("200 \r\n"u8.ToArray(), await side.Client.ReadAsync(most: 6));
        (Connection client, Connection server) = await side.DataAsync();
        Assert.True(client.Tls!.Resumed);
        Assert.Equal(LineageProof.Own, server.Tls!.Proof);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Not_before_the_peer_has_ended_its_side()
    {
        using ClientSide side = await ClientSide.StartAsync(Client(true), ServerCertificates.Server());
        await side.Client.CloseOutputAsync(halfClose: false).Soon();
        Assert.Throws<TlsException>(side.Client.LeaveTls);
        Assert.NotNull(side.Client.Tls);
    }

    [Fact]
    public async Task Not_over_what_came_in_the_clear_behind_the_goodbye()
    {
        using ClientSide side = await ClientSide.StartAsync(Client(true), ServerCertificates.Server());
        await side.Client.CloseOutputAsync(halfClose: false).Soon();
        Assert.Equal(0, await side.Server.ReceiveAsync(new byte[1]).AsTask().Soon());
        await side.Server.CloseOutputAsync(halfClose: false).Soon();
        side.Server.LeaveTls();
        await side.Server.SendAsync("230 forged\r\n"u8.ToArray()).Soon();
        await side.Server.CloseOutputAsync(halfClose: true).Soon();

        // On loopback all of it is there once sending has returned, and one receive gets it.
        Assert.Equal(0, await side.Client.ReceiveAsync(new byte[1]).AsTask().Soon());
        Assert.Contains("behind", Assert.Throws<TlsException>(side.Client.LeaveTls).Message, StringComparison.Ordinal);
    }

    private static async Task LeaveAsync(ClientSide side)
    {
        await side.Client.CloseOutputAsync(halfClose: false).Soon();
        Assert.Equal(0, await side.Server.ReceiveAsync(new byte[1]).AsTask().Soon());
        await side.Server.CloseOutputAsync(halfClose: false).Soon();
        side.Server.LeaveTls();
        Assert.Equal(0, await side.Client.ReceiveAsync(new byte[1]).AsTask().Soon());
        side.Client.LeaveTls();
    }
}

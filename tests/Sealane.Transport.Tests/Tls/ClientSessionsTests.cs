using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

/// <summary>Which session the client's data connections resume.</summary>
public sealed class ClientSessionsTests
{
    private static ClientTls Tls(bool tls13) => ClientTls.Create(new ClientTlsSettings { AllowTls12 = !tls13, AllowTls13 = tls13 });

    private static void AssertResumed(Connection client, Connection server)
    {
        Assert.True(client.Tls!.Resumed);
        Assert.Equal(LineageProof.Own, server.Tls!.Proof);
        Assert.Equal([ServerCertificates.Ecdsa.Certificate], client.PeerCertificates);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hundreds_of_downloads_and_uploads_all_resume(bool tls13)
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        byte[] file = Wire.Pattern(3000);
        for (int i = 0; i < 300; i++)
        {
            (Connection client, Connection server) = await side.DataAsync();
            using (client)
            using (server)
            {
                AssertResumed(client, server);
                (Connection from, Connection to) = i % 2 == 0 ? (server, client) : (client, server);
                await from.SendLastAsync(file).Soon();
                Wire.AssertSame(file, await to.ReadAsync());
                await to.CloseOutputAsync(halfClose: true).Soon();
                Assert.Equal(PeerClose.Orderly, await from.DrainAsync().Soon());
            }
        }

        Assert.True(side.Sessions.FreshCount > 0);
        Assert.InRange(side.Sessions.Count, 1, 16);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sessions_of_control_connections_to_one_host_never_mix(bool tls13)
    {
        ClientTls tls = Tls(tls13);
        ServerTls server = ServerCertificates.Server();
        ClientSide[] sides = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ClientSide.StartAsync(tls, server)));
        await Task.WhenAll(sides.Select(async side =>
        {
            await side.ReplyAsync(withTicket: false);
            for (int round = 0; round < 20; round++)
            {
                // Several in the making at once share what there is.
                (Connection, Connection)[] pairs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => side.DataAsync())));
                foreach ((Connection client, Connection far) in pairs)
                {
                    AssertResumed(client, far);
                    await far.SendLastAsync(new byte[10]).Soon();
                    Assert.Equal(10, (await client.ReadAsync()).Length);
                    client.Dispose();
                    far.Dispose();
                }
            }
        }));
        foreach (ClientSide side in sides)
        {
            side.Dispose();
        }
    }

    [Fact]
    public async Task A_ticket_that_came_just_before_the_reply_is_offered_before_older_ones()
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13: true), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        byte[] old = side.NewestControlTicket();
        (Connection client, Connection server) = await side.DataAsync();
        await server.SendLastAsync(new byte[1]).Soon();
        await client.ReadAsync();
        client.Dispose();
        server.Dispose();
        await side.ReplyAsync(withTicket: true);

        byte[] fresh = side.NewestControlTicket();
        Assert.NotEqual(old, fresh);
        Assert.Equal(fresh, side.NextOffer());
        Assert.NotEqual(fresh, side.NextOffer());
    }

    [Fact]
    public async Task A_ticket_that_an_upload_s_end_brings_is_kept()
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13: true), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        for (int i = side.Sessions.FreshCount; i > 0; i--)
        {
            side.NextOffer();
        }

        Assert.Equal(0, side.Sessions.FreshCount);
        (Connection client, Connection server) = await side.DataAsync();
        using (client)
        using (server)
        {
            await client.SendLastAsync(new byte[100]).Soon();
            await server.ReadAsync();
            await server.CloseOutputAsync(halfClose: true).Soon();
            Assert.Equal(0, side.Sessions.FreshCount);
            await client.DrainAsync().Soon();
            Assert.True(side.Sessions.FreshCount > 0);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_no_ticket_comes_any_more_the_last_one_is_used_again(bool tls13)
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        int count = side.Sessions.Count;
        for (int i = 0; i < 30; i++)
        {
            // Nothing is read here, so that no ticket is found.
            (Connection client, Connection server) = await side.DataAsync();
            AssertResumed(client, server);
            client.Dispose();
            server.Dispose();
        }

        Assert.Equal(count, side.Sessions.Count);
        if (tls13)
        {
            Assert.Equal(0, side.Sessions.FreshCount);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_data_connection_that_resumed_nothing_brings_no_sessions(bool tls13)
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13), ServerCertificates.Server());
        await side.ReplyAsync(withTicket: false);
        byte[] newest = side.NewestControlTicket();

        (Connection client, Connection server) = await side.DataAsync(ServerCertificates.Server(rsa: true));
        using (client)
        using (server)
        {
            Assert.False(client.Tls!.Resumed);
            Assert.Equal([ServerCertificates.Rsa.Certificate], client.PeerCertificates);
            await server.SendLastAsync(new byte[1]).Soon();
            Assert.Single(await client.ReadAsync());
        }

        (client, server) = await side.DataAsync();
        using (client)
        using (server)
        {
            AssertResumed(client, server);
        }
    }

    [Fact]
    public async Task At_most_16_are_kept_and_the_newest_stay()
    {
        using ClientSide side = await ClientSide.StartAsync(Tls(tls13: true), ServerCertificates.Server());
        for (int i = 0; i < 40; i++)
        {
            await side.ReplyAsync(withTicket: true);
        }

        Assert.Equal(16, side.Sessions.Count);
        Assert.Equal(side.NewestControlTicket(), side.NextOffer());
    }

    [Fact]
    public async Task Sessions_belong_to_one_control_connection_and_end_with_it()
    {
        ClientTls tls = Tls(tls13: true);
        using ClientSide side = await ClientSide.StartAsync(tls, ServerCertificates.Server());
        Assert.Throws<InvalidOperationException>(() => tls.ControlEngine(side.Sessions, null));
        Assert.Throws<InvalidOperationException>(() => Tls(tls13: true).DataEngine(side.Sessions, null));
        using var unused = new ClientSessions();
        Assert.Throws<InvalidOperationException>(() => tls.DataEngine(unused, null));

        side.Sessions.Dispose();
        await side.ReplyAsync(withTicket: true);
        Assert.Equal(0, side.Sessions.Count);
        Assert.Throws<ObjectDisposedException>(() => tls.DataEngine(side.Sessions, null));
    }
}

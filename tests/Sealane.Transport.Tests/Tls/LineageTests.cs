using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

/// <summary>Which data connection belongs to which control connection (design D2).</summary>
public sealed class LineageTests
{
    public enum Kind
    {
        Tls12Ticket,
        Tls12Id,
        Tls13,
    }

    public enum Origin
    {
        OwnControl,
        OwnData,
        OtherControl,
        Nothing,
    }

    private static ForeignTlsClient Client(Kind kind) => new(kind == Kind.Tls13 ? OpenSsl.Tls13 : OpenSsl.Tls12, tickets: kind != Kind.Tls12Id);

    [Theory]
    [InlineData(Kind.Tls12Ticket, Origin.OwnControl, LineageProof.Own)]
    [InlineData(Kind.Tls12Ticket, Origin.OwnData, LineageProof.Own)]
    [InlineData(Kind.Tls12Ticket, Origin.OtherControl, LineageProof.Foreign)]
    [InlineData(Kind.Tls12Ticket, Origin.Nothing, LineageProof.None)]
    [InlineData(Kind.Tls12Id, Origin.OwnControl, LineageProof.Own)]
    [InlineData(Kind.Tls12Id, Origin.OwnData, LineageProof.Own)]
    // Another control connection's session id is not even found: ids live in the context of their control connection.
    [InlineData(Kind.Tls12Id, Origin.OtherControl, LineageProof.None)]
    [InlineData(Kind.Tls12Id, Origin.Nothing, LineageProof.None)]
    [InlineData(Kind.Tls13, Origin.OwnControl, LineageProof.Own)]
    [InlineData(Kind.Tls13, Origin.OwnData, LineageProof.Own)]
    [InlineData(Kind.Tls13, Origin.OtherControl, LineageProof.Foreign)]
    [InlineData(Kind.Tls13, Origin.Nothing, LineageProof.None)]
    public async Task A_data_connection_proves_whose_session_it_resumed(Kind kind, Origin origin, LineageProof expected)
    {
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using ForeignTlsClient client = Client(kind);
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, client);
        using TlsPair other = await TlsPair.StartAsync(server, new Lineage(), data: false, client);
        using TlsPair earlier = await TlsPair.StartAsync(server, lineage, data: true, client);
        nint session = origin switch
        {
            Origin.OwnControl => (await control.SessionsAsync(client))[^1],
            Origin.OwnData => (await earlier.SessionsAsync(client))[^1],
            Origin.OtherControl => (await other.SessionsAsync(client))[^1],
            _ => 0,
        };
        if (session != 0)
        {
            Assert.Equal(kind == Kind.Tls12Id ? 0 : 1, ClientCalls.SSL_SESSION_has_ticket(session));
        }

        using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, client, session);

        Assert.Equal(expected, data.Proof);
        Assert.Equal(expected == LineageProof.Own, data.Server.Tls!.Resumed);

        // Resumed or not, it carries data: a foreign session is a full handshake and no failure.
        await data.Client.SendAsync("hello"u8.ToArray()).Soon();
        Assert.Equal("hello"u8.ToArray(), await data.Server.ReadAsync(most: 5));
    }

    [Theory]
    [InlineData(Kind.Tls12Ticket)]
    [InlineData(Kind.Tls13)]
    public async Task Each_of_200_data_connections_gets_a_fresh_ticket(Kind kind)
    {
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using ForeignTlsClient client = Client(kind);
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, client);
        nint session = (await control.SessionsAsync(client))[^1];
        for (int i = 0; i < 200; i++)
        {
            using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, client, session);
            Assert.Equal(LineageProof.Own, data.Proof);
            nint[] fresh = await data.SessionsAsync(client);
            Assert.NotEmpty(fresh);
            Assert.NotEqual(session, fresh[^1]);
            session = fresh[^1];
        }
    }

    [Theory]
    [InlineData(Kind.Tls12Ticket)]
    [InlineData(Kind.Tls12Id)]
    [InlineData(Kind.Tls13)]
    public async Task One_session_may_be_used_again_and_again(Kind kind)
    {
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using ForeignTlsClient client = Client(kind);
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, client);
        nint session = (await control.SessionsAsync(client))[^1];
        for (int i = 0; i < 3; i++)
        {
            using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, client, session);
            Assert.Equal(LineageProof.Own, data.Proof);
        }
    }

    [Theory]
    [InlineData(Kind.Tls12Ticket)]
    [InlineData(Kind.Tls12Id)]
    [InlineData(Kind.Tls13)]
    public async Task A_control_connection_never_begins_with_an_earlier_one_s_session_and_its_data_is_its_own(Kind kind)
    {
        ServerTls server = ServerCertificates.Server();
        using ForeignTlsClient client = Client(kind);
        using TlsPair before = await TlsPair.StartAsync(server, new Lineage(), data: false, client);
        nint session = (await before.SessionsAsync(client))[^1];

        var lineage = new Lineage();
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, client, session);
        nint[] fresh = await control.SessionsAsync(client);
        using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, client, fresh[^1]);

        Assert.False(control.Server.Tls!.Resumed);
        Assert.Equal(LineageProof.None, control.Proof);
        Assert.Equal(LineageProof.Own, data.Proof);
    }

    [Fact]
    public async Task A_ticket_that_was_seen_on_the_wire_proves_nothing_without_its_keys()
    {
        // The hello offers the victim's ticket and only a suite of another hash: the server reads the ticket, cannot resume, and shakes hands in full.
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using var victim = new ForeignTlsClient(OpenSsl.Tls13, suites: "TLS_AES_128_GCM_SHA256");
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, victim);
        nint session = (await control.SessionsAsync(victim))[^1];

        using var thief = new ForeignTlsClient(OpenSsl.Tls13, suites: "TLS_AES_256_GCM_SHA384");
        using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, thief, session);

        Assert.False(data.Server.Tls!.Resumed);
        Assert.Equal(LineageProof.None, data.Proof);
    }

    [Fact]
    public async Task Renewing_the_certificate_leaves_running_sessions_their_data_connections()
    {
        ServerTls old = ServerCertificates.Server();
        var lineage = new Lineage();
        using var client = new ForeignTlsClient();
        using TlsPair control = await TlsPair.StartAsync(old, lineage, data: false, client);
        nint session = (await control.SessionsAsync(client))[^1];
        ServerTls renewed = ServerCertificates.Server();
        using TlsPair later = await TlsPair.StartAsync(renewed, new Lineage(), data: false, client);

        using TlsPair data = await TlsPair.StartAsync(old, lineage, data: true, client, session);
        using TlsPair wrong = await TlsPair.StartAsync(renewed, lineage, data: true, client, session);

        Assert.Equal(LineageProof.Own, data.Proof);
        Assert.Equal(LineageProof.None, wrong.Proof);
    }

    [Fact]
    public async Task A_client_that_never_reads_its_tickets_is_served()
    {
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using var client = new ForeignTlsClient(OpenSsl.Tls13);
        for (int i = 0; i < 5; i++)
        {
            using TlsPair data = await TlsPair.StartAsync(server, lineage, data: true, client);
            await data.Client.SendAsync(Wire.Pattern(100_000)).Soon();
            await data.Client.CloseOutputAsync(halfClose: true).Soon();
            Assert.Equal(Wire.Pattern(100_000), await data.Server.ReadAsync());
            Assert.Equal(PeerClose.Orderly, data.Server.PeerClose);
        }
    }

    [Fact]
    public async Task One_cached_session_resumed_by_many_at_once_stays_whole()
    {
        // A session id together with an empty ticket extension asks for a ticket made from a session that all of them share.
        ServerTls server = ServerCertificates.Server();
        var lineage = new Lineage();
        using var plain = new ForeignTlsClient(OpenSsl.Tls12, tickets: false);
        using var asking = new ForeignTlsClient(OpenSsl.Tls12);
        using TlsPair control = await TlsPair.StartAsync(server, lineage, data: false, plain);
        nint session = (await control.SessionsAsync(plain))[^1];

        TlsPair[] data = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => TlsPair.StartAsync(server, lineage, data: true, asking, session))));

        foreach (TlsPair pair in data)
        {
            using (pair)
            {
                Assert.Equal(LineageProof.Own, pair.Proof);
            }
        }
    }

    [Fact]
    public async Task A_session_id_of_another_control_connection_cannot_be_laundered_through_a_new_ticket()
    {
        ServerTls server = ServerCertificates.Server();
        using var plain = new ForeignTlsClient(OpenSsl.Tls12, tickets: false);
        using var asking = new ForeignTlsClient(OpenSsl.Tls12);
        using TlsPair other = await TlsPair.StartAsync(server, new Lineage(), data: false, plain);
        nint session = (await other.SessionsAsync(plain))[^1];

        using TlsPair data = await TlsPair.StartAsync(server, new Lineage(), data: true, asking, session);

        Assert.NotEqual(LineageProof.Own, data.Proof);
    }
}

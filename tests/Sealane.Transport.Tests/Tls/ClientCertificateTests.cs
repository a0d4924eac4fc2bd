using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

/// <summary>What a server does about its clients' certificates, and about the host that they ask for. The clients are our own.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly Heartbeat _heartbeat = new(new ManualTime());

    public void Dispose() => _heartbeat.Dispose();

    private static readonly X509Certificate2 s_authority = Authority("CN=clients");
    private static readonly X509Certificate2 s_stranger = Authority("CN=strangers");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_an_authority_vouches_for_is_known_on_control_and_data_connections(bool tls13)
    {
        ServerTls server = Server(require: true, validate: true);
        using ClientSide side = await ClientSide.StartAsync(Client(tls13, Issue(s_authority, "CN=alice")), server);
        PeerCertificate shown = Assert.IsType<PeerCertificate>(side.Server.Tls!.ClientCertificate);
        Assert.Equal("CN=alice", shown.Subject);
        Assert.True(shown.Validated);
        await side.ReplyAsync(withTicket: false);

        // A resumed connection has the identity of the handshake that it descends from.
        (Connection client, Connection data) = await side.DataAsync();
        Assert.True(data.Tls!.Resumed);
        Assert.Equal(LineageProof.Own, data.Tls.Proof);
        Assert.Equal(shown.Sha256, data.Tls.ClientCertificate!.Sha256);
        client.Dispose();
        data.Dispose();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_data_connection_that_resumes_nothing_shows_it_only_where_it_may(bool tls13, bool may)
    {
        ServerTls server = Server(require: false, validate: true);
        using ClientSide side = await ClientSide.StartAsync(Client(tls13, Issue(s_authority, "CN=alice"), may), server);
        Assert.NotNull(side.Server.Tls!.ClientCertificate);

        // Another context knows none of the first one's sessions.
        (Connection client, Connection data) = await side.DataAsync(Server(require: false, validate: true));
        Assert.False(data.Tls!.Resumed);
        Assert.Equal(may ? "CN=alice" : null, data.Tls.ClientCertificate?.Subject);
        client.Dispose();
        data.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stranger_s_certificate_is_refused_with_its_name_and_the_reason(bool tls13)
    {
        TlsException refused = await RefusedAsync(Server(require: false, validate: true), Client(tls13, Issue(s_stranger, "CN=mallory")));
        Assert.True(refused.Refused);
        Assert.Contains("CN=mallory, SHA-256 ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("unable to get local issuer certificate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-20, -10, false, "certificate has expired")]
    [InlineData(10, 20, false, "certificate is not yet valid")]
    [InlineData(-1, 1, true, "unsuitable certificate purpose")]
    public async Task So_are_those_out_of_their_time_and_those_of_servers(int from, int to, bool forServers, string why)
    {
        (byte[], byte[]) certificate = Issue(s_authority, "CN=alice", from, to, forServers ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2");
        Assert.Contains(why, (await RefusedAsync(Server(require: false, validate: true), Client(tls13: true, certificate))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_without_one_is_refused_only_where_it_is_required(bool tls13)
    {
        using ClientSide side = await ClientSide.StartAsync(Client(tls13), Server(require: false, validate: true));
        Assert.Null(side.Server.Tls!.ClientCertificate);

        Assert.Contains("showed no certificate", (await RefusedAsync(Server(require: true, validate: false), Client(tls13))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_validation_any_certificate_will_do()
    {
        using ClientSide side = await ClientSide.StartAsync(Client(tls13: true, Issue(s_stranger, "CN=mallory")), Server(require: true, validate: false));
        Assert.Equal("CN=mallory", side.Server.Tls!.ClientCertificate!.Subject);
        Assert.False(side.Server.Tls.ClientCertificate.Validated);
    }

    [Fact]
    public async Task Who_is_not_asked_shows_nothing()
    {
        using ClientSide side = await ClientSide.StartAsync(Client(tls13: true, Issue(s_authority, "CN=alice")), ServerCertificates.Server());
        Assert.Null(side.Server.Tls!.ClientCertificate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_made_without_a_certificate_does_not_open_a_server_that_requires_one(bool tls13)
    {
        using ClientSide unasked = await ClientSide.StartAsync(Client(tls13), ServerCertificates.Server());
        await unasked.ReplyAsync(withTicket: false);

        // Same lineage, so that nothing but the certificate speaks against it.
        await Assert.ThrowsAnyAsync<TlsException>(() => unasked.DataAsync(Server(require: true, validate: true)));
    }

    [Fact]
    public async Task A_data_connection_with_another_client_s_certificate_or_with_none_is_refused()
    {
        ServerTls server = Server(require: false, validate: true);
        (byte[], byte[]) alice = Issue(s_authority, "CN=alice");
        using ClientSide side = await ClientSide.StartAsync(Client(tls13: true, alice), server);
        PeerCertificate known = side.Server.Tls!.ClientCertificate!;
        foreach (((byte[], byte[])? shown, string? why) in new ((byte[], byte[])?, string?)[] { (alice, null), (Issue(s_authority, "CN=bob"), "another certificate (CN=bob"), (null, "no certificate, but one") })
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            using var port = new ActiveDataPort((IPEndPoint)listener.LocalEndPoint!, IPAddress.Loopback, _heartbeat);
            Task<Connection> opening = port.OpenAsync(new DataTls(server, side.Lineage, RequireProof: false, known), Wire.Patience, Wire.Patience).AsTask();
            using var data = new Connection(await listener.AcceptAsync(TestContext.Current.CancellationToken), _heartbeat, wakeGently: false);
            using var none = new ClientSessions();
            await data.StartTlsAsync(Client(tls13: true, shown), none, "ftp.example.org", data: false).Soon();
            if (why is null)
            {
                using Connection opened = await opening.Soon();
                Assert.Equal(known.Sha256, opened.Tls!.ClientCertificate!.Sha256);
            }
            else
            {
                DataConnectionException refused = await Assert.ThrowsAsync<DataConnectionException>(() => opening.Soon());
                Assert.Equal(DataFailure.Handshake, refused.Failure);
                Assert.Contains(why, refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("ftp.example.org", "ftp.example.org", null)]
    [InlineData("FTP.Example.ORG", "ftp.example.org", null)]
    [InlineData("ftp.example.org", "www.example.org", "asked for the host www.example.org")]
    [InlineData("ftp.example.org", "127.0.0.1", "named no host")]
    public async Task Only_clients_of_the_host_served_come_in(string served, string asked, string? fault)
    {
        ServerTls server = ServerCertificates.Server(new ServerTlsSettings { ServerName = served });
        if (fault is null)
        {
            using ClientSide side = await ClientSide.StartAsync(Client(tls13: true), server, asked);
            Assert.NotNull(side.Server.Tls);
        }
        else
        {
            Assert.Contains(fault, (await RefusedAsync(server, Client(tls13: true), asked)).Message, StringComparison.Ordinal);
        }
    }

    // The client's side may fail as well, or believe that all is well until it reads: that is not looked at.
    private async Task<TlsException> RefusedAsync(ServerTls server, ClientTls client, string host = "ftp.example.org")
    {
        (Connection near, Connection far) = await Wire.ConnectionsAsync(_heartbeat);
        using var sessions = new ClientSessions();
        Task accepting = far.AcceptTlsAsync(server, new Lineage(), data: false).Soon();
        try
        {
            await near.StartTlsAsync(client, sessions, host, data: false).Soon();
        }
        catch (TlsException)
        {
        }

        near.Dispose();
        TlsException refused = await Assert.ThrowsAsync<TlsException>(() => accepting);
        far.Dispose();
        return refused;
    }

    private static ServerTls Server(bool require, bool validate) => ServerCertificates.Server(new ServerTlsSettings
    {
        ClientCertificates = new ClientCertificatePolicy(require, validate, [s_authority.RawData]),
    });

    private static ClientTls Client(bool tls13, (byte[] Certificate, byte[] Key)? own = null, bool onData = true) => ClientTls.Create(new ClientTlsSettings
    {
        CertificateOnData = onData,
        AllowTls12 = !tls13,
        AllowTls13 = tls13,
        Certificates = own is { } pair ? [pair.Certificate] : null,
        PrivateKey = own?.Key,
    });

    private static X509Certificate2 Authority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
    }

    private static (byte[] Certificate, byte[] Key) Issue(X509Certificate2 issuer, string name, int from = -1, int to = 1, string purpose = "1.3.6.1.5.5.7.3.2")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using X509Certificate2 made = request.Create(issuer, DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(to), [1, 2, 3, 4]);
        return (made.RawData, key.ExportPkcs8PrivateKey());
    }
}

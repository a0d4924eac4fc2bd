using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

/// <summary>What the client says in its handshake.</summary>
public sealed class ClientTlsTests : IDisposable
{
    private readonly Heartbeat _heartbeat = new(new ManualTime());

    public void Dispose() => _heartbeat.Dispose();

    private async Task<(Connection Client, Connection Server, T Seen)> StartAsync<T>(ClientTlsSettings settings, TlsEngine serverEngine, string? host, Func<TlsEngine, T> look)
    {
        (Connection client, Connection server) = await Wire.ConnectionsAsync(_heartbeat);
        using var sessions = new ClientSessions();
        await Task.WhenAll(
            server.ConnectTlsAsync(serverEngine).Soon(),
            client.StartTlsAsync(ClientTls.Create(settings), sessions, host, data: false).Soon());
        return (client, server, look(serverEngine));
    }

    [Theory]
    [InlineData("ftp.example.org", "ftp.example.org")]
    [InlineData("ftp.example.org.", "ftp.example.org")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("fe80::1%lo", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task Only_a_DNS_name_is_sent_as_the_server_s_name(string? host, string? sent)
    {
        (Connection client, Connection server, string? seen) = await StartAsync(
            new ClientTlsSettings(),
            ServerCertificates.Server().ControlEngine(new Lineage()),
            host,
            engine => Marshal.PtrToStringUTF8(ClientCalls.SSL_get_servername(engine.Handle, 0)));
        Assert.Equal(sent, seen);
        client.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(false, "TLSv1.2")]
    [InlineData(true, "TLSv1.3")]
    public async Task What_was_agreed_on_is_told(bool tls13, string version)
    {
        (Connection client, Connection server, _) = await StartAsync(
            new ClientTlsSettings { AllowTls12 = !tls13, AllowTls13 = tls13 }, ServerCertificates.Server().ControlEngine(new Lineage()), null, _ => 0);
        Assert.Equal(version, client.Tls!.Version);
        Assert.Equal(server.Tls!.Cipher, client.Tls.Cipher);
        Assert.False(client.Tls.Resumed);
        Assert.True(client.Tls.ExtendedMasterSecret);

        // Before TLS 1.3 the server chooses by its own preference.
        string[] groups = tls13 ? ["secp256r1", "prime256v1"] : ["secp256r1", "prime256v1", "x25519"];
        Assert.Contains(client.Tls.Group, groups);
        Assert.Equal([ServerCertificates.Ecdsa.Certificate], client.PeerCertificates);
        Assert.Empty(server.PeerCertificates);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Groups_and_ciphers_are_the_user_s_choice()
    {
        ServerTls server = ServerCertificates.Server();
        using ClientSide grouped = await ClientSide.StartAsync(ClientTls.Create(new ClientTlsSettings { AllowTls12 = false, Groups = "P-384:P-256" }), server);
        Assert.Equal("secp384r1", grouped.Client.Tls!.Group);
        using ClientSide enciphered = await ClientSide.StartAsync(ClientTls.Create(new ClientTlsSettings { AllowTls13 = false, CipherList = "ECDHE+AESGCM+AES256" }), server);
        Assert.Equal("ECDHE-ECDSA-AES256-GCM-SHA384", enciphered.Client.Tls!.Cipher);
    }

    [Fact]
    public async Task Protocols_are_offered_to_each_kind_of_connection()
    {
        ClientTls tls = ClientTls.Create(new ClientTlsSettings { ControlProtocols = ["x-filezilla-ftp", "ftp"], DataProtocols = ["ftp-data"] });
        using ClientSide side = await ClientSide.StartAsync(tls, ServerCertificates.Server());
        Assert.Equal("ftp", Selected(side.Engine));

        (Connection near, Connection far) = await Wire.ConnectionsAsync(_heartbeat);
        TlsEngine data = tls.DataEngine(side.Sessions, null);
        await Task.WhenAll(far.AcceptTlsAsync(side.ServerTls, side.Lineage, data: true).Soon(), near.ConnectTlsAsync(data).Soon());
        Assert.Equal("ftp-data", Selected(data));
        near.Dispose();
        far.Dispose();
    }

    private static unsafe string Selected(TlsEngine engine)
    {
        byte* name;
        uint length;
        ClientCalls.SSL_get0_alpn_selected(engine.Handle, &name, &length);
        return System.Text.Encoding.Latin1.GetString(new ReadOnlySpan<byte>(name, (int)length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_asks_gets_our_certificate(bool tls13)
    {
        (byte[] certificate, byte[] key) = ServerCertificates.MakeEcdsa();
        var settings = new ClientTlsSettings { AllowTls12 = !tls13, AllowTls13 = tls13, Certificates = [certificate], PrivateKey = key };
        nint context = AskingContext();
        (Connection client, Connection server, byte[] seen) = await StartAsync(settings, new TlsEngine(context, new Lineage(), data: false, new ServerTlsSettings()), null, ClientCertificate);
        OpenSsl.SSL_CTX_free(context);
        Assert.Equal(certificate, seen);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_and_gets_none_ends_the_connection()
    {
        nint context = AskingContext();
        var engine = new TlsEngine(context, new Lineage(), data: false, new ServerTlsSettings());
        OpenSsl.SSL_CTX_free(context);
        await Assert.ThrowsAsync<TlsException>(() => StartAsync(new ClientTlsSettings(), engine, null, _ => 0));
    }

    // A server that requires a certificate and takes any.
    private static unsafe nint AskingContext()
    {
        nint context = OpenSsl.SSL_CTX_new(OpenSsl.TLS_server_method());
        (byte[] certificate, byte[] key) = ServerCertificates.Ecdsa;
        fixed (byte* der = certificate)
        {
            byte* cursor = der;
            nint x509 = OpenSsl.d2i_X509(null, &cursor, certificate.Length);
            Assert.Equal(1, OpenSsl.SSL_CTX_use_certificate(context, x509));
            OpenSsl.X509_free(x509);
        }

        fixed (byte* der = key)
        {
            byte* cursor = der;
            nint handle = OpenSsl.d2i_AutoPrivateKey(null, &cursor, key.Length);
            Assert.Equal(1, OpenSsl.SSL_CTX_use_PrivateKey(context, handle));
            OpenSsl.EVP_PKEY_free(handle);
        }

        // SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        OpenSsl.SSL_CTX_set_verify(context, 3, &TakeAny);
        return context;
    }

    [UnmanagedCallersOnly]
    private static int TakeAny(int preliminary, nint store) => 1;

    private static unsafe byte[] ClientCertificate(TlsEngine server)
    {
        nint x509 = ClientCalls.SSL_get1_peer_certificate(server.Handle);
        byte[] der = new byte[OpenSsl.i2d_X509(x509, null)];
        fixed (byte* start = der)
        {
            byte* cursor = start;
            _ = OpenSsl.i2d_X509(x509, &cursor);
        }

        OpenSsl.X509_free(x509);
        return der;
    }

    [Fact]
    public void Settings_that_OpenSSL_refuses_are_named()
    {
        static string Refused(ClientTlsSettings settings) => Assert.Throws<TlsException>(() => ClientTls.Create(settings)).Message;
        Assert.Contains("'NO-SUCH-CIPHER'", Refused(new ClientTlsSettings { CipherList = "NO-SUCH-CIPHER" }), StringComparison.Ordinal);
        Assert.Contains("'P-257'", Refused(new ClientTlsSettings { Groups = "P-257" }), StringComparison.Ordinal);
        Assert.Contains("neither", Refused(new ClientTlsSettings { AllowTls12 = false, AllowTls13 = false }), StringComparison.Ordinal);
        Assert.Contains("certificate 1", Refused(new ClientTlsSettings { Certificates = [[1, 2, 3]] }), StringComparison.Ordinal);
        Assert.Contains("private key", Refused(new ClientTlsSettings { Certificates = [ServerCertificates.Ecdsa.Certificate] }), StringComparison.Ordinal);
        Assert.Contains("does not fit", Refused(new ClientTlsSettings { Certificates = [ServerCertificates.Ecdsa.Certificate], PrivateKey = ServerCertificates.Rsa.Key }), StringComparison.Ordinal);
        Assert.Contains("1 to 255", Refused(new ClientTlsSettings { ControlProtocols = [""] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_that_do_not_meet_fail_the_handshake()
    {
        var server = ServerCertificates.Server(new ServerTlsSettings(AllowTls13: false));
        await Assert.ThrowsAsync<TlsException>(() => StartAsync(new ClientTlsSettings { AllowTls12 = false }, server.ControlEngine(new Lineage()), null, _ => 0));
    }

    [Fact]
    public async Task A_server_that_closes_in_the_middle_fails_the_handshake()
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using var client = new Connection(near, _heartbeat, wakeGently: true);
        using var sessions = new ClientSessions();
        Task starting = client.StartTlsAsync(ClientTls.Create(new ClientTlsSettings()), sessions, "h", data: false).Soon();
        await far.ReceiveAsync(new byte[1]);
        far.Dispose();
        await Assert.ThrowsAsync<TlsException>(() => starting);
        Assert.Null(client.Tls);
    }
}

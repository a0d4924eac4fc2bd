using System.Net.Sockets;
using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Tls;

public sealed class HandshakeTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;

    public HandshakeTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    private Task<TlsPair> StartAsync(ForeignTlsClient client, ServerTls? server = null) =>
        TlsPair.StartAsync(server ?? ServerCertificates.Server(), new Lineage(), data: false, client, heartbeat: _heartbeat);

    private async Task<TlsException> RefusedAsync(ForeignTlsClient client, ServerTls? server = null)
    {
        using (client)
        {
            return await Assert.ThrowsAsync<TlsException>(() => StartAsync(client, server));
        }
    }

    [Theory]
    [InlineData(OpenSsl.Tls12, false, "TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256")]
    [InlineData(OpenSsl.Tls12, true, "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256")]
    [InlineData(OpenSsl.Tls13, false, "TLSv1.3", "TLS_AES_128_GCM_SHA256")]
    [InlineData(OpenSsl.Tls13, true, "TLSv1.3", "TLS_AES_128_GCM_SHA256")]
    public async Task The_server_s_preference_decides_with_either_kind_of_key(int version, bool rsa, string name, string cipher)
    {
        // The client would rather have AES-256.
        using var client = new ForeignTlsClient(version, ciphers: "ECDHE+AESGCM+AES256:ECDHE+AESGCM", suites: "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
        using TlsPair pair = await StartAsync(client, ServerCertificates.Server(rsa: rsa));
        Assert.Equal(new TlsFacts(name, cipher, Resumed: false, LineageProof.None), pair.Server.Tls);
    }

    [Fact]
    public async Task Old_versions_and_those_switched_off_are_refused()
    {
        await RefusedAsync(new ForeignTlsClient(0x0302, ciphers: "ALL:@SECLEVEL=0"));
        await RefusedAsync(new ForeignTlsClient(OpenSsl.Tls12), ServerCertificates.Server(new ServerTlsSettings(AllowTls12: false)));
        await RefusedAsync(new ForeignTlsClient(OpenSsl.Tls13), ServerCertificates.Server(new ServerTlsSettings(AllowTls13: false)));
        Assert.Throws<TlsException>(() => ServerCertificates.Server(new ServerTlsSettings(AllowTls12: false, AllowTls13: false)));
    }

    [Theory]
    [InlineData("\u0003ftp", "ftp")]
    [InlineData("\u0008ftp-data", "ftp-data")]
    [InlineData("\u0008http/1.1\u0003ftp", "ftp")]
    [InlineData("\u000fx-filezilla-ftp", "")]
    public async Task FTP_s_own_protocol_names_are_accepted(string offer, string selected)
    {
        using var client = new ForeignTlsClient(alpn: System.Text.Encoding.Latin1.GetBytes(offer));
        using TlsPair pair = await StartAsync(client);
        Assert.Equal(selected, Selected(pair.Engine));
    }

    private static unsafe string Selected(TlsEngine engine)
    {
        byte* name;
        uint length;
        ClientCalls.SSL_get0_alpn_selected(engine.Handle, &name, &length);
        return System.Text.Encoding.Latin1.GetString(new ReadOnlySpan<byte>(name, (int)length));
    }

    [Theory]
    [InlineData("\u0008http/1.1")]
    [InlineData("\u0002h2\u0008http/1.1")]
    [InlineData("\u0005a\u0003ftp")]
    [InlineData("\u0004ftps")]
    [InlineData("\u0003FTP")]
    public async Task Anybody_else_s_are_refused(string offer) =>
        Assert.Contains("no application protocol", (await RefusedAsync(new ForeignTlsClient(alpn: System.Text.Encoding.Latin1.GetBytes(offer)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Garbage_is_answered_with_an_alert()
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using Socket client = near;
        using (var server = new Connection(far, _heartbeat, wakeGently: true))
        {
            Task accepting = server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: false).Soon();
            await client.SendAsync(new byte[] { 0x16, 3, 1, 0, 5, 9, 0, 0, 1, 0 });
            await Assert.ThrowsAsync<TlsException>(() => accepting);
        }

        byte[] answer = await client.ReadAsync();
        Assert.Equal([0x15, 3, 0, 2, 2], (byte[])[answer[0], answer[1], answer[3], answer[4], answer[5]]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handshake_that_stalls_is_given_up_by_deadline(bool gently)
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using Socket client = near;
        using var server = new Connection(far, _heartbeat, gently);
        server.Deadline.Arm(TimeSpan.FromSeconds(30));
        Task accepting = server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: false).Soon();
        await client.SendAsync(new byte[] { 0x16, 3, 1 });
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("in time", (await Assert.ThrowsAsync<TlsException>(() => accepting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_leaves_ends_the_handshake_and_a_closed_connection_begins_none()
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using var server = new Connection(far, _heartbeat, wakeGently: false);
        Task accepting = server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: false).Soon();
        near.Dispose();
        await Assert.ThrowsAsync<TlsException>(() => accepting);
        server.Dispose();
        await Assert.ThrowsAsync<TlsException>(() => server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: false).Soon());
    }

    [Fact]
    public async Task TLS_starts_once()
    {
        using var client = new ForeignTlsClient();
        using TlsPair pair = await StartAsync(client);
        await Assert.ThrowsAsync<TlsException>(() => pair.Server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: false).Soon());
        await pair.Client.SendAsync("x"u8.ToArray()).Soon();
        Assert.Equal("x"u8.ToArray(), await pair.Server.ReadAsync(most: 1));
    }

    [Fact]
    public async Task Renegotiation_is_refused()
    {
        using var client = new ForeignTlsClient(OpenSsl.Tls12);
        using TlsPair pair = await StartAsync(client);
        Assert.Equal(1, ClientCalls.SSL_renegotiate(pair.Engine.Handle));
        Task<byte[]> reading = pair.Server.ReadAsync();
        TlsException refused = await Assert.ThrowsAsync<TlsException>(() => pair.Client.ReadAsync());
        Assert.Contains("no renegotiation", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TlsException>(() => reading);
    }

    [Fact]
    public async Task A_key_update_is_answered_and_both_directions_go_on()
    {
        using var client = new ForeignTlsClient(OpenSsl.Tls13);
        using TlsPair pair = await StartAsync(client);
        for (int i = 0; i < 3; i++)
        {
            // 1: SSL_KEY_UPDATE_REQUESTED.
            Assert.Equal(1, ClientCalls.SSL_key_update(pair.Engine.Handle, 1));
            await pair.Client.SendAsync("ping"u8.ToArray()).Soon();
            Assert.Equal("ping"u8.ToArray(), await pair.Server.ReadAsync(most: 4));
            await pair.Server.SendAsync("pong"u8.ToArray()).Soon();
            Assert.Equal("pong"u8.ToArray(), await pair.Client.ReadAsync(most: 4));
        }
    }

    [Fact]
    public async Task Plain_bytes_after_the_handshake_break_the_connection()
    {
        using var client = new ForeignTlsClient();
        using TlsPair pair = await StartAsync(client);
        await pair.ClientSocket.SendAsync("QUIT\r\n"u8.ToArray());
        await Assert.ThrowsAsync<TlsException>(() => pair.Server.ReadAsync());
    }

    [Theory]
    [InlineData(OpenSsl.Tls12)]
    [InlineData(OpenSsl.Tls13)]
    public async Task One_byte_segments_are_enough(int version)
    {
        (Socket near, Socket far) = await ChoppingRelay.PairAsync();
        using var client = new Connection(near, _heartbeat, wakeGently: false);
        using var server = new Connection(far, _heartbeat, wakeGently: false);
        using var tls = new ForeignTlsClient(version);
        Task accepting = server.AcceptTlsAsync(ServerCertificates.Server(), new Lineage(), data: true).Soon();
        await client.ConnectTlsAsync(tls.Engine()).Soon();
        await accepting;
        byte[] bytes = Wire.Pattern(3000);
        await client.SendAsync(bytes).Soon();
        await client.CloseOutputAsync(halfClose: true).Soon();
        Assert.Equal(bytes, await server.ReadAsync());
        Assert.Equal(PeerClose.Orderly, server.PeerClose);
    }

    [Fact]
    public void Settings_that_OpenSSL_refuses_are_named()
    {
        Assert.Contains("'NO-SUCH-CIPHER'", Assert.Throws<TlsException>(() => ServerCertificates.Server(new ServerTlsSettings(CipherList: "NO-SUCH-CIPHER"))).Message, StringComparison.Ordinal);
        (byte[] certificate, byte[] key) = ServerCertificates.Ecdsa;
        var settings = new ServerTlsSettings();
        Assert.Contains("does not fit", Assert.Throws<TlsException>(() => ServerTls.Create([certificate], ServerCertificates.MakeEcdsa().Key, settings)).Message, StringComparison.Ordinal);
        Assert.Contains("does not fit", Assert.Throws<TlsException>(() => ServerTls.Create([certificate], ServerCertificates.Rsa.Key, settings)).Message, StringComparison.Ordinal);
        Assert.Contains("certificate 1", Assert.Throws<TlsException>(() => ServerTls.Create([[1, 2, 3]], key, settings)).Message, StringComparison.Ordinal);
        Assert.Contains("certificate 2", Assert.Throws<TlsException>(() => ServerTls.Create([certificate, [1, 2, 3]], key, settings)).Message, StringComparison.Ordinal);
        Assert.Contains("private key cannot be read", Assert.Throws<TlsException>(() => ServerTls.Create([certificate], [1, 2, 3], settings)).Message, StringComparison.Ordinal);
        Assert.Contains("private key cannot be read", Assert.Throws<TlsException>(() => ServerTls.Create([certificate], [], settings)).Message, StringComparison.Ordinal);
    }
}

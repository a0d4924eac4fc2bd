using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary>What <c>openssl s_client</c> sees: versions, names, ALPN, renegotiation.</summary>
public sealed class SclientTests(SharedSite shared) : ClientTests(shared), IClassFixture<SharedSite>
{
    [Theory]
    [InlineData("-tls1_2", "127.0.0.1", "TLSv1.2")]
    [InlineData("-tls1_3", "127.0.0.1", "TLSv1.3")]
    [InlineData("-tls1_2", "[::1]", "TLSv1.2")]
    [InlineData("-tls1_3", "[::1]", "TLSv1.3")]
    public async Task The_certificate_verifies_under_the_local_authority(string option, string host, string version)
    {
        string said = (await ExplicitAsync(host, "quit\n", "-verify_hostname", "localhost", option)).Succeeded();
        Assert.Contains("Verification: OK", said, StringComparison.Ordinal);
        Assert.Contains("Verified peername: localhost", said, StringComparison.Ordinal);
        Assert.Contains($"New, {version}, Cipher is", said, StringComparison.Ordinal);
        Assert.Contains("221 ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_are_in_the_certificate()
    {
        (await ExplicitAsync("127.0.0.1", "quit\n", "-verify_ip", "127.0.0.1")).Succeeded();
        (await ExplicitAsync("[::1]", "quit\n", "-verify_ip", "::1")).Succeeded();
        (await ExplicitAsync("127.0.0.1", "quit\n", "-verify_hostname", "elsewhere.example")).Failed("hostname mismatch");
    }

    [Fact]
    public async Task TLS_from_the_first_byte_on_the_implicit_port()
    {
        string said = (await RunAsync("quit\n", "-connect", $"localhost:{Site.ImplicitPort}", "-verify_hostname", "localhost")).Succeeded();
        Assert.Contains("Verification: OK", said, StringComparison.Ordinal);
        Assert.Matches("(?s)220 .*221 ", said);
    }

    [Fact]
    public async Task TLS_1_1_is_refused() =>
        (await ExplicitAsync("localhost", "", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")).Failed("alert protocol version");

    [Fact]
    public async Task Ciphers_without_forward_secrecy_are_refused() =>
        (await ExplicitAsync("localhost", "", "-tls1_2", "-cipher", "AES128-GCM-SHA256:AES128-SHA")).Failed("handshake failure");

    [Fact]
    public async Task Renegotiation_is_refused()
    {
        // s_client obeys this letter only where it leaves at the end of its input: it is kept open for longer than a busy server takes.
        Tool.Require("openssl");
        ToolRun run = await Tool.RunAsync(
            "/bin/sh",
            ["-c", "{ echo R; sleep 5; } | openssl s_client \"$@\"", "sh", "-crlf", "-CAfile", Site.Authority, "-verify_return_error", "-starttls", "ftp", "-connect", $"localhost:{Site.Port}", "-tls1_2"]);
        run.Failed("no renegotiation");
        Assert.Contains("RENEGOTIATING", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_protocols_client_is_turned_away_in_the_handshake() =>
        (await ExplicitAsync("localhost", "", "-alpn", "http/1.1")).Failed("no application protocol");

    [Theory]
    [InlineData("ftp")]
    [InlineData("http/1.1,ftp")]
    public async Task FTP_is_agreed_on(string offered) =>
        Assert.Contains("ALPN protocol: ftp", (await ExplicitAsync("localhost", "quit\n", "-alpn", offered)).Succeeded(), StringComparison.Ordinal);

    private Task<ToolRun> ExplicitAsync(string host, string input, params string[] words) =>
        RunAsync(input, ["-starttls", "ftp", "-connect", $"{host}:{Site.Port}", .. words]);

    // In small letters, for s_client takes lines with a large Q or R for itself. It stays beyond the end of its input, until the server has answered and closes.
    private Task<ToolRun> RunAsync(string input, params string[] words) =>
        Tool.RunAsync("openssl", ["s_client", "-ign_eof", "-crlf", "-CAfile", Site.Authority, "-verify_return_error", .. words], input);
}

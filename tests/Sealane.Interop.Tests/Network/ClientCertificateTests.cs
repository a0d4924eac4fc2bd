namespace Sealane.Interop.Tests.Network;

/// <summary>Client certificates made by openssl and shown by openssl, curl and Python.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private readonly ScratchDirectory _directory = new();
    private Site _site = null!;

    private string Alice => _directory.File("alice.pem");

    private string Mallory => _directory.File("mallory.pem");

    public async ValueTask InitializeAsync()
    {
        await IssueAsync("clients", "alice");
        await IssueAsync("strangers", "mallory");
        _site = await Site.OpenAsync($"require_cert=YES\nvalidate_cert=YES\nca_certs_file={_directory.File("clients.pem")}\ndebug_ssl=YES\nssl_sni_hostname=localhost");
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task S_client_is_told_whose_certificates_count_and_why_it_is_refused(string version)
    {
        string welcome = (await SclientAsync("quit\n", version, "-cert", Alice)).Succeeded();
        Assert.Contains("CN = clients", welcome[welcome.IndexOf("Acceptable client certificate CA names", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("221 ", welcome, StringComparison.Ordinal);
        await _site.Daemon.WaitForAsync(line => line.Contains("127.0.0.1 showed a certificate: CN=alice, SHA-256 ", StringComparison.Ordinal) && line.Contains("vouched for by ca_certs_file", StringComparison.Ordinal));
        await _site.Daemon.WaitForAsync(line => line.Contains("control connection uses TLS", StringComparison.Ordinal) && line.Contains("client certificate: CN=alice", StringComparison.Ordinal));

        (await SclientAsync("", version, "-cert", Mallory)).Failed("alert unknown ca");
        await _site.Daemon.WaitForAsync(line => line.Contains("was refused: the client's certificate was refused (unable to get local issuer certificate): CN=mallory, SHA-256 ", StringComparison.Ordinal));
        (await SclientAsync("", version)).Failed(version == "-tls1_3" ? "alert certificate required" : "alert handshake failure");
        await _site.Daemon.WaitForAsync(line => line.Contains("was refused: the client showed no certificate, and one is required", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_host_s_name_is_refused_with_unrecognized_name()
    {
        (await SclientAsync("", "-tls1_3", "-cert", Alice, "-servername", "other.example.org")).Failed("unrecognized name");
        await _site.Daemon.WaitForAsync(line => line.Contains("the client asked for the host other.example.org, and only localhost is served", StringComparison.Ordinal));
        (await SclientAsync("", "-tls1_3", "-cert", Alice, "-noservername")).Failed("unrecognized name");
    }

    [Theory]
    [InlineData("1.2", "ftp")]
    [InlineData("1.3", "ftp")]
    [InlineData("1.2", "ftps")]
    [InlineData("1.3", "ftps")]
    public async Task Curl_moves_files_with_its_certificate_and_gets_nowhere_without(string version, string scheme)
    {
        string file = _site.LocalFile("up", 100_000);
        string url = $"{scheme}://localhost:{(scheme == "ftp" ? _site.Port : _site.ImplicitPort)}/";
        string[] common = ["-q", "-sS", "--ssl-reqd", "--cacert", _site.Authority, $"--tlsv{version}", "--tls-max", version, "-u", Site.Credentials];
        (await Tool.RunAsync("curl", [.. common, "--cert", Alice, "-T", file, url])).Succeeded();
        (await Tool.RunAsync("curl", [.. common, "--cert", Alice, "-o", _site.LocalPath("down"), url + "up"])).Succeeded();
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_site.LocalPath("down")));
        Assert.NotEqual(0, (await Tool.RunAsync("curl", [.. common, url])).ExitCode);
        Assert.NotEqual(0, (await Tool.RunAsync("curl", [.. common, "--cert", Mallory, url])).ExitCode);
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Ftplib_shows_its_certificate_on_data_connections_that_resume_nothing(string version)
    {
        Assert.StartsWith("221", (await NetworkScenario.RunAsync(_site.Port, "certificate", version, _site.Authority, Alice)).Succeeded(), StringComparison.Ordinal);
        Assert.NotEqual(0, (await NetworkScenario.RunAsync(_site.Port, "certificate", version, _site.Authority, "-")).ExitCode);
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Who_showed_one_shows_it_on_data_connections_too_where_none_is_required(string version)
    {
        await using Site optional = await Site.OpenAsync($"validate_cert=YES\nca_certs_file={_directory.File("clients.pem")}\nrequire_ssl_reuse=NO");
        Assert.StartsWith("226", await LastAsync(Alice, Alice), StringComparison.Ordinal);
        Assert.StartsWith("226", await LastAsync("-", "-"), StringComparison.Ordinal);
        Assert.StartsWith("425 TLS on the data connection failed: the client showed no certificate, but one on its control connection", await LastAsync(Alice, "-"), StringComparison.Ordinal);

        async Task<string> LastAsync(string control, string data) =>
            (await NetworkScenario.RunAsync(optional.Port, "certificate_on_data", version, optional.Authority, control, data)).Succeeded();
    }

    [Fact]
    public async Task A_replaced_file_of_authorities_is_taken_up()
    {
        (await SclientAsync("", "-tls1_3", "-cert", Mallory)).Failed("alert unknown ca");
        File.Copy(_directory.File("strangers.pem"), _directory.File("clients.pem"), overwrite: true);
        File.SetLastWriteTimeUtc(_directory.File("clients.pem"), DateTime.UtcNow.AddSeconds(10));
        await _site.Daemon.WaitForAsync(line => line.Contains("is in use for new connections", StringComparison.Ordinal));
        Assert.Contains("221 ", (await SclientAsync("quit\n", "-tls1_3", "-cert", Mallory)).Succeeded(), StringComparison.Ordinal);
    }

    // It stays beyond the end of its input, until the server has answered and closes.
    private Task<ToolRun> SclientAsync(string input, params string[] words)
    {
        string[] name = words.Contains("-noservername") || words.Contains("-servername") ? [] : ["-servername", "localhost"];
        return Tool.RunAsync(
            "openssl",
            [
                "s_client", "-ign_eof", "-crlf", "-starttls", "ftp", "-connect", $"127.0.0.1:{_site.Port}",
                "-CAfile", _site.Authority, "-verify_return_error", .. name, .. words,
            ],
            input);
    }

    /// <summary>An authority, and a certificate of it with its key in one file.</summary>
    private async Task IssueAsync(string authority, string client)
    {
        Tool.Require("openssl");
        string ca = _directory.File(authority);
        string own = _directory.File(client);
        string[] key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        (await Tool.RunAsync("openssl", ["req", "-x509", .. key, "-days", "2", "-subj", $"/CN={authority}", "-keyout", ca + ".key", "-out", ca + ".pem"])).Succeeded();
        (await Tool.RunAsync("openssl", ["req", .. key, "-subj", $"/CN={client}", "-keyout", own + ".key", "-out", own + ".csr"])).Succeeded();
        (await Tool.RunAsync("openssl", ["x509", "-req", "-in", own + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial", "-days", "2", "-out", own + ".crt"])).Succeeded();
        File.WriteAllText(own + ".pem", File.ReadAllText(own + ".crt") + File.ReadAllText(own + ".key"));
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _directory.Dispose();
    }
}

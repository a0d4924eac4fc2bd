using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests;

/// <summary>What cannot be right gets one line that says so, and changes nothing.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BadInputTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly string _config;

    public BadInputTests() => _config = _scratch.Write("ftpsd.conf", $"listen_address=127.0.0.1\nlisten_port={Site.FreePort()}\nstate_dir=state\nnopriv_user=root\n");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("listen_port=abc", "listen_port: wants a port, not 'abc'")]
    [InlineData("listen_port=0", "listen_port: wants a port")]
    [InlineData("ssl_enable=maybe", "wants YES or NO, not 'maybe'")]
    [InlineData("listn_port=2121", "Did you mean listen_port?")]
    [InlineData("pasv_min_port=60000\npasv_max_port=50000", "pasv_m")]
    [InlineData("just words", "")]
    public async Task A_wrong_setting_is_shown_with_its_line(string settings, string because)
    {
        string config = _scratch.Write("bad.conf", settings + "\n");
        foreach (string verb in (string[])["serve", "check"])
        {
            ToolRun run = await DaemonProcess.RunAsync([verb, config]);
            Assert.Equal(1, run.ExitCode);
            Assert.Matches($@"(?m)^{config}:\d+: error: ", run.Error + run.Output);
            Assert.Contains(because, run.Error + run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
        }

        await OneLineAsync(1, because, "serve", config);
    }

    [Fact]
    public async Task All_errors_are_shown_at_once()
    {
        string config = _scratch.Write("bad.conf", "listen_port=abc\n\nssl_enable=maybe\nnonsense=1\n");
        ToolRun run = await DaemonProcess.RunAsync(["serve", config]);
        Assert.Equal([$"{config}:1: error", $"{config}:3: error", $"{config}:4: error"], Lines(run.Error).Select(line => string.Join(':', line.Split(':')[..3])));
    }

    [Theory]
    [InlineData("unknown command 'srve'", "srve")]
    [InlineData("did you mean 'serve'", "srve")]
    [InlineData("unknown option '--frob'", "serve", "--frob")]
    [InlineData("no command given")]
    [InlineData("--port", "quickstart", "--port", "99999")]
    [InlineData("--port", "quickstart", "--port", "abc")]
    [InlineData("--user", "quickstart", "--user", "a/b")]
    [InlineData("nope", "user", "nope")]
    public async Task Words_that_make_no_sense(string because, params string[] words)
    {
        string error = await OneLineAsync(2, because, words);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch.File("sealane-data")));
    }

    [Fact]
    public async Task A_configuration_that_is_not_there()
    {
        await OneLineAsync(1, "there is no such file", "serve", _scratch.File("none.conf"));
        await OneLineAsync(1, "is a directory", "serve", _scratch.Path);
    }

    [Fact]
    public async Task A_port_in_use()
    {
        int port = Site.FreePort();
        using TcpListener other = new(IPAddress.Loopback, port);
        other.Start();
        await OneLineAsync(1, $"127.0.0.1:{port}: the port is in use", "serve", _config, $"-olisten_port={port}");
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_names_its_option()
    {
        // A directory that exists and that nobody, root included, can make a file in.
        await OneLineAsync(1, "transfer_log_json=PATH", "serve", _config, "-otransfer_log_json=/proc/sealane.log");
    }

    [Fact]
    public async Task Another_ftpsd_on_the_port()
    {
        await using DaemonProcess first = await DaemonProcess.StartAsync(["serve", _config]);
        await OneLineAsync(1, "the port is in use", "serve", _config, $"-ostate_dir={_scratch.File("other")}");
        await first.StopAsync();
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written()
    {
        string file = _scratch.Write("file", "in the way");
        foreach (string place in (string[])[file, Path.Combine(file, "below"), "/proc/sealane"])
        {
            await OneLineAsync(1, place, "serve", _config, $"-ostate_dir={place}");
            await OneLineAsync(1, place, "quickstart", "--dir", place);
        }

        Assert.Equal("in the way", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_corrupt_account_database_is_kept_as_it_is()
    {
        Directory.CreateDirectory(_scratch.File("state"));
        string database = _scratch.Write("state/accounts.db", "this was an account database before the disk went bad\n");
        await OneLineAsync(1, "accounts.db", "serve", _config);
        await OneLineAsync(1, "accounts.db", "user", "add", "alice", "--generate", "--config", _config);
        Assert.Equal("this was an account database before the disk went bad\n", File.ReadAllText(database));
    }

    [Fact]
    public async Task A_torn_account_database_is_kept_as_it_is()
    {
        (await DaemonProcess.RunAsync(["user", "add", "alice", "--generate", "--config", _config])).Succeeded();
        string database = _scratch.File("state/accounts.db");
        byte[] torn = File.ReadAllBytes(database);
        Array.Fill(torn, (byte)0xff, 100, torn.Length - 100);
        File.WriteAllBytes(database, torn);
        await OneLineAsync(1, "accounts.db", "user", "list", "--config", _config);
        Assert.Equal(torn, File.ReadAllBytes(database));
    }

    [Fact]
    public async Task Keys_and_certificates_that_cannot_be_used()
    {
        WriteCertificate("a", DateTimeOffset.UtcNow.AddDays(30));
        WriteCertificate("b", DateTimeOffset.UtcNow.AddDays(30));
        string text = _scratch.Write("text", "hello\n");
        await OneLineAsync(1, "does not belong to the certificate", ["serve", _config, .. Pair("a.pem", "b.key")]);
        await OneLineAsync(1, "no file", ["serve", _config, .. Pair("none.pem", "a.key")]);
        await OneLineAsync(1, "none.key", ["serve", _config, .. Pair("a.pem", "none.key")]);
        await OneLineAsync(1, "is a directory", "serve", _config, $"-orsa_cert_file={_scratch.File("a.pem")}", $"-orsa_private_key_file={_scratch.Path}");
        await OneLineAsync(1, "no private key", ["serve", _config, .. Pair("a.pem", "text")]);
        await OneLineAsync(1, "no certificate", ["serve", _config, .. Pair("text", "a.key")]);
        await OneLineAsync(1, "NONSENSE", "serve", _config, "-ossl_ciphers=NONSENSE");
        Assert.Equal("hello\n", File.ReadAllText(text));
    }

    [Fact]
    public async Task An_unreadable_key_is_named()
    {
        WriteCertificate("a", DateTimeOffset.UtcNow.AddDays(30));
        Assert.SkipWhen(Environment.UserName == "root", "root reads everything");
        File.SetUnixFileMode(_scratch.File("a.key"), UnixFileMode.None);
        await OneLineAsync(1, "a.key", ["serve", _config, .. Pair("a.pem", "a.key")]);
    }

    [Fact]
    public async Task An_expired_certificate_is_served_with_a_loud_warning()
    {
        WriteCertificate("old", DateTimeOffset.UtcNow.AddDays(-3));
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(["serve", _config, .. Pair("old.pem", "old.key")]);
        Assert.Matches("(?mi)^.*warn.*expired.*$", daemon.Error);
        ToolRun client = await Tool.RunAsync("openssl", ["s_client", "-starttls", "ftp", "-connect", daemon.EndPoints[0].ToString(), "-CAfile", _scratch.File("old.pem")], "");
        Assert.Contains("certificate has expired", client.Output + client.Error, StringComparison.Ordinal);
        await daemon.StopAsync();
    }

    // One line on standard error, of our making, and nothing else.
    private async Task<string> OneLineAsync(int exitCode, string because, params string[] words)
    {
        ToolRun run = await DaemonProcess.RunAsync(words, directory: _scratch.Path);
        Assert.True(run.ExitCode == exitCode, run.ToString());
        string line = Assert.Single(Lines(run.Error));
        Assert.Matches(@"^(ftpsd: |\S.*: error: )", line);
        Assert.Contains(because, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        return line;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string[] Pair(string certificate, string key) => [$"-orsa_cert_file={_scratch.File(certificate)}", $"-orsa_private_key_file={_scratch.File(key)}"];

    private void WriteCertificate(string name, DateTimeOffset end)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(end.AddDays(-365), end);
        _scratch.Write(name + ".pem", certificate.ExportCertificatePem() + "\n");
        _scratch.Write(name + ".key", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}

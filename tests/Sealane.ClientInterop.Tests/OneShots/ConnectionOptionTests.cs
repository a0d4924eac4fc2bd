using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>The options about the connection, each seen to do what it says.</summary>
public sealed class ConnectionOptionTests(ServerPark park) : OneShotTests(park)
{
    private const string KeyPassword = "key-pass-word";

    [Theory]
    [InlineData(TlsRange.Only12)]
    [InlineData(TlsRange.Only13)]
    public async Task A_client_certificate_in_every_form_and_none(TlsRange tls)
    {
        await IssueAsync();
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Ftpsd, tls, $"require_cert=YES\nvalidate_cert=YES\nca_certs_file={Local.File("ca.pem")}");
        (string directory, string path) = server.MakeDirectory();
        byte[] content = File.ReadAllBytes(LocalFile("file", 50_000));
        string url = Url(server, directory + "/");

        (await RunAsync(server, "put", "file", url, "--client-cert", "alice.crt", "--client-key", "alice.key")).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "file")));
        (await RunAsync(server, "ls", url, "--client-cert", "both.pem")).Ended(0);
        (await RunAsync(server, "ls", url, "--client-cert", "open.pfx")).Ended(0);
        Assert.Contains("FTPS_KEY_PASSWORD", (await RunAsync(server, "ls", url, "--client-cert", "alice.pfx")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("--client-key", (await RunAsync(server, "ls", url, "--client-cert", "alice.crt")).Ended(2).Error, StringComparison.Ordinal);

        Ftps.Environment["FTPS_KEY_PASSWORD"] = KeyPassword;
        ProgramRun shown = (await RunAsync(server, "ls", url, "-v", "--client-cert", "alice.pfx")).Ended(0);
        Assert.Equal("file\n", shown.Output);
        Assert.DoesNotContain(KeyPassword, shown.Error, StringComparison.Ordinal);
        (await RunAsync(server, "ls", url, "--client-cert", "alice.crt", "--client-key", "sealed.key")).Ended(0);

        ProgramRun without = (await RunAsync(server, "ls", url, "--retries", "0")).Ended(6);
        Assert.Contains("wants a client certificate", without.Error, StringComparison.Ordinal);
        Assert.Contains("--client-cert", without.Error, StringComparison.Ordinal);
        ProgramRun stranger = (await RunAsync(server, "ls", url, "--retries", "0", "--client-cert", "mallory.pem")).Ended(6);
        Assert.Contains("refuses our client certificate", stranger.Error, StringComparison.Ordinal);

        foreach (string settings in (string[])["set ssl:cert-file alice.crt; set ssl:key-file alice.key", "set ssl:cert-file open.pfx", "set ssl:cert-file alice.pfx"])
        {
            ProgramRun shell = await Ftps.RunAsync(["--norc", "-c", $"set ssl:ca-file {server.CaFile}; {settings}; open -u {ForeignServer.UserName} --env-password ftp://localhost:{server.Port}/{directory}; nlist"]);
            Assert.Equal("file\n", shell.Ended(0).Output);
        }

        // Not a thousand times, with pauses between: the server has said what it wants.
        ProgramRun refused = await Ftps.RunAsync(["--norc", "-c", $"set ssl:ca-file {server.CaFile}; open -u {ForeignServer.UserName} --env-password ftp://localhost:{server.Port}/; ls"]);
        Assert.Contains("set ssl:cert-file", refused.Ended(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Everything_goes_through_a_proxy(string scheme)
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = File.ReadAllBytes(LocalFile("file", 50_000));
        await using var proxy = new TunnelProxy();
        (await RunAsync(server, "put", "--proxy", $"{scheme}://127.0.0.1:{proxy.Port}", "file", Url(server, directory + "/"))).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "file")));
        Assert.True(proxy.Tunnels >= 2, $"{proxy.Tunnels} connections went through the proxy");
        Assert.Contains("proxy", (await RunAsync(server, "ls", "--proxy", $"{scheme}://127.0.0.1:{Site.FreePort()}", Url(server, directory))).Ended(6).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Active_mode_is_active(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = File.ReadAllBytes(LocalFile("file", 50_000));
        ProgramRun put = (await RunAsync(server, "put", "--active", "-v", "file", Url(server, directory + "/"))).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "file")));
        Assert.Matches("> (PORT|EPRT) ", put.Error);
        Assert.DoesNotContain("> EPSV", put.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("> PASV", put.Error, StringComparison.Ordinal);
        Assert.Equal(content, (await RunAsync(server, "cat", "--active", Url(server, $"{directory}/file"))).Ended(0).Bytes);
    }

    [Fact]
    public async Task A_rate_holds_both_ways()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, _) = server.MakeDirectory();
        _ = LocalFile("file", 300_000);
        ProgramRun put = (await RunAsync(server, "put", "--limit-rate", "100k", "--json", "file", Url(server, directory + "/"))).Ended(0);
        ProgramRun get = (await RunAsync(server, "get", "--limit-rate", "100k", "--json", "-o", "back", Url(server, $"{directory}/file"))).Ended(0);

        // Without a limit it is a few hundredths of a second; a busy machine only makes it slower.
        Assert.All((ProgramRun[])[put, get], run => Assert.InRange(run.Of("file")[0].GetProperty("seconds").GetDouble(), 1.5, double.MaxValue));
        Assert.Contains("--limit-rate", (await RunAsync(server, "get", "--limit-rate", "fast", Url(server, "x"))).Ended(2).Error, StringComparison.Ordinal);
    }

    private async Task IssueAsync()
    {
        Tool.Require("openssl");
        string[] key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        string[][] steps =
        [
            ["req", "-x509", .. key, "-days", "2", "-subj", "/CN=clients", "-keyout", "ca.key", "-out", "ca.pem"],
            ["req", "-x509", .. key, "-days", "2", "-subj", "/CN=mallory", "-keyout", "mallory.key", "-out", "mallory.crt"],
            ["req", .. key, "-subj", "/CN=alice", "-keyout", "alice.key", "-out", "alice.csr"],
            ["x509", "-req", "-in", "alice.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", "alice.crt"],
            ["pkcs12", "-export", "-in", "alice.crt", "-inkey", "alice.key", "-passout", "pass:", "-out", "open.pfx"],
            ["pkcs12", "-export", "-in", "alice.crt", "-inkey", "alice.key", "-passout", $"pass:{KeyPassword}", "-out", "alice.pfx"],
            ["pkcs8", "-topk8", "-in", "alice.key", "-passout", $"pass:{KeyPassword}", "-out", "sealed.key"],
        ];
        foreach (string[] step in steps)
        {
            string[] inPlace = [.. step.Select(word => word.Contains('.') && !word.Contains('=') && !word.Contains(':') ? Local.File(word) : word)];
            (await Tool.RunAsync("openssl", inPlace)).Succeeded();
        }

        foreach ((string both, string name) in ((string, string)[])[("both.pem", "alice"), ("mallory.pem", "mallory")])
        {
            File.WriteAllText(Local.File(both), File.ReadAllText(Local.File(name + ".crt")) + File.ReadAllText(Local.File(name + ".key")));
        }
    }
}

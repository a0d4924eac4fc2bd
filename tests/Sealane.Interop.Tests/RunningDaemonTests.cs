using System.Text.RegularExpressions;
using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests;

/// <summary>What changes under a running server: accounts and certificates, without a restart.</summary>
public sealed class RunningDaemonTests(SharedSite shared) : ClientTests(shared), IClassFixture<SharedSite>
{
    [Fact]
    public async Task Accounts_change_at_the_next_login()
    {
        (await LoginAsync("eve", "first")).Failed("530");
        (await Site.FtpsdAsync(["user", "add", "eve", "--password-stdin"], "first")).Succeeded();
        (await LoginAsync("eve", "first")).Succeeded();

        (await Site.FtpsdAsync(["user", "passwd", "eve", "--password-stdin"], "second")).Succeeded();
        (await LoginAsync("eve", "first")).Failed("530");
        (await LoginAsync("eve", "second")).Succeeded();

        (await Site.FtpsdAsync(["user", "lock", "eve"])).Succeeded();
        (await LoginAsync("eve", "second")).Failed("530");
        (await Site.FtpsdAsync(["user", "unlock", "eve"])).Succeeded();
        (await LoginAsync("eve", "second")).Succeeded();

        (await Site.FtpsdAsync(["user", "remove", "eve"])).Succeeded();
        (await LoginAsync("eve", "second")).Failed("530");
    }

    [Fact]
    public async Task Permissions_hold()
    {
        string file = Site.LocalFile("granted", 10);
        (await Site.FtpsdAsync(["user", "add", "reader", "--password-stdin", "--permissions", "list,read", "--home", Site.Home], "pw")).Succeeded();
        (await Site.FtpsdAsync(["user", "add", "dropper", "--password-stdin", "--upload-only"], "pw")).Succeeded();
        File.WriteAllText(Site.HomePath("readable"), "content");
        Assert.Equal("content", (await CurlAsync("reader", "pw", Url("readable"))).Succeeded());
        (await CurlAsync("reader", "pw", "-T", file, Url("written"))).Failed("55");
        (await CurlAsync("reader", "pw", "-Q", "DELE readable", Url(""))).Failed("55");
        (await CurlAsync("dropper", "pw", "-T", file, Url("handed-in"))).Succeeded();
        (await CurlAsync("dropper", "pw", Url("handed-in"))).Failed("curl:");
        (await CurlAsync("dropper", "pw", "-T", file, Url("handed-in"))).Failed("55");
    }

    [Fact]
    public async Task A_new_certificate_is_served_without_a_restart_and_one_about_to_end_is_renewed()
    {
        string before = await FingerprintAsync();

        (await Site.FtpsdAsync(["cert", "create", "--force", "--days", "20"])).Succeeded();
        await Site.Daemon.WaitForAsync(said => said.Contains("is in use for new connections", StringComparison.Ordinal));
        string after = await FingerprintAsync();
        Assert.NotEqual(before, after);
        (await LoginAsync(Site.User, Site.Password)).Succeeded();

        // One that does not name this machine is due at once: the daemon itself makes the next.
        string tls = Path.Combine(Site.StateDirectory, "tls"), key = Path.Combine(tls, "server.key"), leaf = Path.Combine(tls, "server.pem");
        (await Tool.RunAsync("openssl",
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-subj", "/O=Sealane/CN=elsewhere.example", "-addext", "subjectAltName=DNS:elsewhere.example",
            "-CA", Site.Authority, "-CAkey", Path.Combine(tls, "ca.key"), "-keyout", key + ".new", "-out", leaf + ".new",
        ])).Succeeded();
        File.Move(key + ".new", key, overwrite: true);
        File.Move(leaf + ".new", leaf, overwrite: true);
        await Site.Daemon.WaitForAsync(said => said.Contains("it did not name", StringComparison.Ordinal));
        await Site.Daemon.WaitForAsync(_ => Regex.Count(Site.Daemon.Error, "is in use for new connections") >= 2);
        (await LoginAsync(Site.User, Site.Password)).Succeeded();
        Assert.NotEqual(after, await FingerprintAsync());
    }

    private Task<ToolRun> LoginAsync(string user, string password) => CurlAsync(user, password, "-v", Url(""));

    private Task<ToolRun> CurlAsync(string user, string password, params string[] words) =>
        Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Site.Authority, "-u", $"{user}:{password}", .. words]);

    private string Url(string path) => $"ftp://localhost:{Site.Port}/{path}";

    private async Task<string> FingerprintAsync()
    {
        ToolRun run = await Tool.RunAsync("openssl", ["s_client", "-starttls", "ftp", "-connect", $"localhost:{Site.Port}", "-CAfile", Site.Authority], "");
        return Regex.Match(run.Succeeded(), "-----BEGIN CERTIFICATE-----[^-]+").Value;
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sealane.Package.Tests;

/// <summary>The Debian packages on a Debian system: installed, used as their users would, upgraded, purged.</summary>
[Collection(BuiltPackagesCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InstalledPackageTests(BuiltPackages packages) : IAsyncLifetime
{
    private const string Configuration = "/etc/ftpsd/ftpsd.conf";
    private const string Unit = "/usr/lib/systemd/system/ftpsd.service";
    private const string Log = "/var/log/ftpsd/ftpsd.log";
    private const string Authority = "/var/lib/ftpsd/tls/ca.pem";

    private readonly ScratchDirectory _scratch = new();
    private bool _mayPurge;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/dpkg"), "only root can install packages, and only where there is dpkg: run these tests as root on Debian");
        Assert.SkipWhen(Directory.Exists("/run/systemd/system"), "systemd runs here, and would start a server on port 21: these tests are for containers");
        Assert.SkipWhen(File.Exists("/usr/sbin/ftpsd") || Directory.Exists("/etc/ftpsd"), "a package ftpsd is installed here already, and these tests purge it: take it away first");
        _mayPurge = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_mayPurge)
        {
            await Dpkg.RunAsync("--purge", "ftpsd", "ftps");
        }

        _scratch.Dispose();
    }

    [Fact]
    public async Task Installed_used_upgraded_and_purged()
    {
        (await Dpkg.RunAsync("--install", packages.Deb("ftpsd"), packages.Deb("ftps"))).Succeeded();
        string[] files = [.. await Dpkg.FilesAsync("ftpsd"), .. await Dpkg.FilesAsync("ftps")];
        Assert.Matches("^drwx------ ftpsd ftpsd", (await Tool.RunAsync("/usr/bin/stat", ["-c", "%A %U %G", "/var/lib/ftpsd"])).Succeeded());
        Assert.Matches("(?m)^ftpsd:", (await Tool.RunAsync("/usr/bin/getent", ["passwd", "ftpsd"])).Succeeded());
        (await Tool.RunAsync("/usr/sbin/ftpsd", ["check"])).Succeeded();

        int port = Site.FreePort();
        File.AppendAllText(Configuration, $"listen_address=127.0.0.1\nlisten_port={Site.Text(port)}\n");
        string edited = File.ReadAllText(Configuration);
        (await Tool.RunAsync("/usr/sbin/ftpsd", ["user", "add", "alice", "--password-stdin"], "pw of alice")).Succeeded();

        DaemonProcess server = await StartAsUnitAsync();
        try
        {
            await TransferAsync(port);
            await FindStateAsync();
            await RotateAsync(port);
            await ReadAsync();
            await UpgradeAsync(edited);
            Assert.Contains("OK UPLOAD", File.ReadAllText(Log + ".1"), StringComparison.Ordinal);
            await server.SignalAsync("TERM");
            await server.EndedWellAsync();
        }
        finally
        {
            await server.DisposeAsync();
        }

        await PurgeAsync(files);
    }

    // The unit's program, user, umask and rights, in the environment that systemd gives.
    private static async Task<DaemonProcess> StartAsUnitAsync()
    {
        string unit = File.ReadAllText(Unit);
        string Of(string key) => Regex.Match(unit, $"(?m)^{key}=(.*)$").Groups[1].Value;
        Assert.Equal("ftpsd", Of("User"));
        var start = new ProcessStartInfo("/usr/bin/setpriv", [
            $"--reuid={Of("User")}", $"--regid={Of("Group")}", "--clear-groups", "--no-new-privs", "--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service",
            "/bin/sh", "-c", $"umask {Of("UMask")}; exec {Of("ExecStart")}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = "/var/lib/ftpsd";
        start.Environment["USER"] = start.Environment["LOGNAME"] = "ftpsd";
        return await DaemonProcess.StartAsync(start);
    }

    private async Task TransferAsync(int port)
    {
        string url = $"ftp://localhost:{Site.Text(port)}/";
        string sent = _scratch.Write("sent", "over a verified connection\n"), got = _scratch.File("got");
        (await Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Authority, "-u", "alice:pw of alice", "-T", sent, url + "by-curl"])).Succeeded();
        string[] login = ["--user", "alice", "--password-stdin"];
        Assert.Equal(4, (await FtpsAsync(["put", sent, url + "by-ftps", .. login])).ExitCode); // not trusted
        (await FtpsAsync(["put", sent, url + "by-ftps", .. login, "--ca", Authority])).Succeeded();
        (await FtpsAsync(["get", url + "by-curl", "-o", got, .. login, "--ca", Authority])).Succeeded();
        Assert.Equal(File.ReadAllText(sent), File.ReadAllText(got));
        Assert.Equal("ftpsd 600\n", (await Tool.RunAsync("/usr/bin/stat", ["-c", "%U %a", "/var/lib/ftpsd/homes/alice/by-ftps"])).Succeeded());
        Assert.Equal(File.ReadAllText(sent), File.ReadAllText("/var/lib/ftpsd/homes/alice/by-ftps"));

        string status = (await Tool.RunAsync("/usr/sbin/ftpsd", ["status"])).Succeeded();
        Assert.Contains("user ftpsd", status, StringComparison.Ordinal);
        Assert.Contains(Configuration, status, StringComparison.Ordinal);
        (await Tool.RunAsync("/usr/sbin/ftpsd", ["reload"])).Succeeded();
    }

    // A configuration that does not name the state directory, as one that was vsftpd's: the unit's user finds what root made.
    private static async Task FindStateAsync()
    {
        File.WriteAllText("/etc/ftpsd/other.conf", "listen=YES\n");
        string unit = File.ReadAllText(Unit);
        Assert.Contains("\nStateDirectory=ftpsd\n", unit, StringComparison.Ordinal);
        string[] asUnit = ["--reuid=ftpsd", "--regid=ftpsd", "--clear-groups", "/usr/bin/env", "HOME=/var/lib/ftpsd"];
        string[] list = ["/usr/sbin/ftpsd", "user", "list", "--config", "/etc/ftpsd/other.conf"];
        Assert.Contains("alice", (await Tool.RunAsync("/usr/bin/setpriv", [.. asUnit, "STATE_DIRECTORY=/var/lib/ftpsd", .. list])).Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("alice", (await Tool.RunAsync("/usr/bin/setpriv", [.. asUnit, .. list])).Output, StringComparison.Ordinal);
        File.Delete("/etc/ftpsd/other.conf");
    }

    private async Task RotateAsync(int port)
    {
        Assert.True(File.Exists("/usr/sbin/logrotate"), "logrotate is not installed: apt-get install logrotate");
        (await Tool.RunAsync("/usr/sbin/logrotate", ["--force", "--state", _scratch.File("rotated"), "/etc/logrotate.d/ftpsd"])).Succeeded();
        Assert.Equal("ftpsd adm 640\n", (await Tool.RunAsync("/usr/bin/stat", ["-c", "%U %G %a", Log])).Succeeded());

        // The server was told: sooner or later it writes to the new file.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        do
        {
            (await Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Authority, "-u", "alice:pw of alice", $"ftp://localhost:{Site.Text(port)}/by-curl"])).Succeeded();
        }
        while (!File.ReadAllText(Log).Contains("OK DOWNLOAD", StringComparison.Ordinal) && !limit.IsCancellationRequested);
        Assert.Contains("OK DOWNLOAD", File.ReadAllText(Log), StringComparison.Ordinal);
    }

    private static async Task ReadAsync()
    {
        foreach (string page in (string[])["man8/ftpsd.8.gz", "man5/ftpsd.conf.5.gz", "man1/ftps.1.gz"])
        {
            ToolRun read = await Manual.ReadAsync("/usr/share/man/" + page);
            Assert.Contains("NAME", read.Succeeded(), StringComparison.Ordinal);
            Assert.Equal("", read.Error);
        }

        // The verbs that the installed program names are those that the installed completion offers.
        string help = (await Tool.RunAsync("/usr/sbin/ftpsd", ["--help"])).Succeeded();
        string[] verbs = [.. Regex.Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..], @"(?m)^  (\w+)").Select(match => match.Groups[1].Value)];
        Assert.True(verbs.Length > 5, help);
        Assert.Equal(verbs.Order(StringComparer.Ordinal), (await Shells.BashAsync("/usr/share/bash-completion/completions/ftpsd", ["ftpsd", ""])).Order(StringComparer.Ordinal));
        Assert.Contains("mirror", await Shells.BashAsync("/usr/share/bash-completion/completions/ftps", ["ftps", "mi"]));
    }

    // A next version, with another configuration: the edited one stays.
    private async Task UpgradeAsync(string edited)
    {
        string tree = _scratch.File("next"), deb = _scratch.File("next.deb");
        (await Tool.RunAsync("/usr/bin/dpkg-deb", ["--raw-extract", packages.Deb("ftpsd"), tree])).Succeeded();
        string control = Path.Combine(tree, "DEBIAN/control");
        File.WriteAllText(control, File.ReadAllText(control).Replace($"Version: {packages.Version}", $"Version: {packages.Version}+next", StringComparison.Ordinal));
        File.AppendAllText(Path.Combine(tree, "etc/ftpsd/ftpsd.conf"), "# of the next version\n");
        (await Tool.RunAsync("/usr/bin/dpkg-deb", ["--root-owner-group", "-Zgzip", "-z1", "--build", tree, deb])).Succeeded();
        (await Dpkg.RunAsync("--force-confdef", "--force-confold", "--install", deb)).Succeeded();

        Assert.Equal(edited, File.ReadAllText(Configuration));
        Assert.EndsWith("# of the next version\n", File.ReadAllText(Configuration + ".dpkg-dist"), StringComparison.Ordinal);
        Assert.Contains("alice", (await Tool.RunAsync("/usr/sbin/ftpsd", ["user", "list"])).Succeeded(), StringComparison.Ordinal);
    }

    private static async Task PurgeAsync(IEnumerable<string> files)
    {
        // Removing alone keeps what is the administrator's.
        (await Dpkg.RunAsync("--remove", "ftpsd")).Succeeded();
        Assert.False(File.Exists("/usr/sbin/ftpsd"));
        Assert.True(File.Exists(Configuration) && File.Exists("/var/lib/ftpsd/accounts.db"));

        (await Dpkg.RunAsync("--purge", "ftpsd", "ftps")).Succeeded();
        string[] left = [.. files.Where(file => File.Exists(file) || (Directory.Exists(file) && file.Contains("ftps", StringComparison.Ordinal)))];
        Assert.Empty(left);
        Assert.All(["/etc/ftpsd", "/var/lib/ftpsd", "/var/log/ftpsd", "/usr/lib/ftpsd"], directory => Assert.False(Directory.Exists(directory), directory));
        Assert.Equal(2, (await Tool.RunAsync("/usr/bin/getent", ["passwd", "ftpsd"])).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("/usr/bin/getent", ["group", "ftpsd"])).ExitCode);
        Assert.Equal("", (await Tool.RunAsync("/usr/bin/find", ["/etc", "/var/lib/systemd", "-name", "*ftpsd*"])).Output);
        Assert.Equal(1, (await Tool.RunAsync("/usr/bin/dpkg-query", ["--show", "ftpsd"])).ExitCode);
    }

    private static Task<ToolRun> FtpsAsync(string[] words) => Tool.RunAsync("/usr/bin/ftps", words, "pw of alice\n");
}

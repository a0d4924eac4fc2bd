using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Interop.Tests.Service;

/// <summary>What systemd expects of a service, without systemd: notices to a socket, passed sockets, a unit that its own tools find good.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SystemdTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_service_manager_is_told_how_the_server_is()
    {
        using ServedDirectory site = new();
        string path = site.PathOf("notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using DaemonProcess daemon = await site.StartAsync(("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "600000"));

        string ready = await NextAsync(manager, "READY=1");
        Assert.Contains($"MAINPID={daemon.Id}", ready, StringComparison.Ordinal);
        await NextAsync(manager, "WATCHDOG=1");
        await NextAsync(manager, "WATCHDOG=1");

        site.Write("ftpd_banner=other");
        await daemon.SignalAsync("HUP");
        Assert.Matches(@"MONOTONIC_USEC=\d+", await NextAsync(manager, "RELOADING=1"));
        await NextAsync(manager, "READY=1");
        await daemon.SignalAsync("TERM");
        await NextAsync(manager, "STOPPING=1");
        await daemon.EndedWellAsync();
    }

    [Fact]
    public async Task Sockets_that_are_passed_take_the_place_of_those_in_the_configuration()
    {
        Tool.Require("python3");
        using ServedDirectory site = new();
        await site.AddUserAsync();
        int passed = Site.FreePort(), passedImplicit = Site.FreePort();
        const string activate = """
            import os, socket, sys
            sockets = []
            for port in sys.argv[1:3]:
                s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(port))); s.listen(16); sockets.append(s)
            spare = [os.dup(s.fileno()) for s in sockets]
            high = [os.dup2(fd, 100 + i) for i, fd in enumerate(spare)]
            for i, fd in enumerate(high): os.dup2(fd, 3 + i, inheritable=True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="control:implicit")
            os.execv(sys.argv[3], sys.argv[3:])
            """;
        ProcessStartInfo start = DaemonProcess.StartInfo([], null);
        start.FileName = "/usr/bin/python3";
        foreach (string word in (string[])["-c", activate, Site.Text(passed), Site.Text(passedImplicit), DaemonProcess.Executable, "serve", site.Config])
        {
            start.ArgumentList.Add(word);
        }

        await using DaemonProcess daemon = await DaemonProcess.StartAsync(start, listeners: 2);
        Assert.Equal([passed, passedImplicit], daemon.EndPoints.Select(endPoint => endPoint.Port));
        (await site.CurlAsync($"ftp://localhost:{passed}/")).Succeeded();
        (await site.CurlAsync($"ftps://localhost:{passedImplicit}/")).Succeeded();
        (await site.CurlAsync(site.Url)).Failed("7");

        // A reload keeps them, too.
        site.Write($"listen_implicit_port={Site.FreePort()}");
        (await site.AskAsync("reload")).Succeeded();
        (await site.CurlAsync($"ftp://localhost:{passed}/")).Succeeded();
        string status = (await site.AskAsync("status")).Succeeded();
        Assert.Equal(2, Regex.Count(status, "passed by the service manager"));
        (await site.AskAsync("stop")).Succeeded();
        await daemon.EndedWellAsync();
    }

    [Fact]
    public async Task The_unit_is_written_and_removed_and_a_foreign_one_stays()
    {
        using ServedDirectory site = new();
        string unit = site.PathOf("ftpsd.service");
        string[] where = ["--unit-dir", site.Root];
        string printed = (await site.AskAsync(["service", "install", .. where, "--dry-run"])).Succeeded();
        Assert.False(File.Exists(unit));
        string said = (await site.AskAsync(["service", "install", .. where])).Succeeded();
        Assert.Equal(printed, File.ReadAllText(unit));
        Assert.Contains("systemctl daemon-reload", said, StringComparison.Ordinal);
        Assert.Contains("systemctl enable --now ftpsd", said, StringComparison.Ordinal);
        Assert.Contains($"ExecStart={DaemonProcess.Executable} serve {site.Config}\n", printed, StringComparison.Ordinal);
        (await site.AskAsync(["service", "install", "-ocompat=vsftpd", "-oftpd_banner=Good day", $"-ostate_dir={site.Root}/s", .. where])).Succeeded();
        string vsftpds = File.ReadAllText(unit);
        Assert.Contains($" serve {site.Config} -ocompat=vsftpd \"-oftpd_banner=Good day\" -ostate_dir={site.Root}/s\n", vsftpds, StringComparison.Ordinal);
        Assert.Contains($" reload {site.Config} --state-dir {site.Root}/s\n", vsftpds, StringComparison.Ordinal);
        (await DaemonProcess.RunAsync(["service", "remove", .. where])).Succeeded();
        Assert.False(File.Exists(unit));

        File.WriteAllText(unit, "[Service]\nExecStart=/bin/true\n");
        (await site.AskAsync(["service", "install", .. where])).Failed("it stays");
        (await DaemonProcess.RunAsync(["service", "remove", .. where])).Failed("it stays");
        Assert.Equal("[Service]\nExecStart=/bin/true\n", File.ReadAllText(unit));
        (await DaemonProcess.RunAsync(["service", "remove", .. where, "--name", "nothing"])).Failed("there is no");
        Assert.Equal(2, (await DaemonProcess.RunAsync(["service", "remove", .. where, "--name", "../x"])).ExitCode);
    }

    [Theory]
    [InlineData("", 3.0)]
    [InlineData("local_enable=YES", 7.0)]
    public async Task Systemds_own_tools_find_the_unit_good(string settings, double mostExposure)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed: apt-get install systemd");
        using ServedDirectory site = new(settings);
        (await site.AskAsync("service", "install", "--unit-dir", site.Root)).Succeeded();
        ToolRun verified = await Tool.RunAsync("/usr/bin/systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", site.PathOf("ftpsd.service")]);
        Assert.DoesNotMatch("Unknown|Failed to parse|Invalid|ignoring", verified.Output + verified.Error);

        ToolRun score = await Tool.RunAsync("/usr/bin/systemd-analyze", ["security", "--offline=true", "--no-pager", site.PathOf("ftpsd.service")]);
        Match match = Regex.Match(score.Output, @"Overall exposure level for ftpsd\.service: ([\d.]+)");
        Assert.True(match.Success, score.ToString());
        Assert.InRange(double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0, mostExposure);
    }

    private static async Task<string> NextAsync(Socket manager, string wanted)
    {
        byte[] buffer = new byte[4096];
        using var limit = new CancellationTokenSource(s_patience);
        while (true)
        {
            int count = await manager.ReceiveAsync(buffer, SocketFlags.None, limit.Token);
            string notice = Encoding.UTF8.GetString(buffer, 0, count);
            if (notice.Split('\n').Contains(wanted))
            {
                return notice;
            }
        }
    }
}

using System.Text.RegularExpressions;

namespace Sealane.Interop.Tests.Service;

/// <summary>A server that root starts is root only until it listens.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PrivilegeTests
{
    public PrivilegeTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can drop privileges: run these tests as root");

    [Fact]
    public async Task The_process_and_what_it_makes_belong_to_nopriv_user()
    {
        using ServedDirectory site = new("xferlog_enable=YES\nvsftpd_log_file=log", open: true, staysRoot: false);
        File.SetUnixFileMode(site.Config, (UnixFileMode)0b110_100_100);
        await site.AddUserAsync();
        (string uid, string gid) = await IdsAsync("nobody");
        await using DaemonProcess daemon = await site.StartAsync();

        foreach (string thread in Directory.EnumerateDirectories($"/proc/{daemon.Id}/task"))
        {
            string status = File.ReadAllText(Path.Combine(thread, "status"));
            Assert.Matches($@"(?m)^Uid:\s+{uid}\s+{uid}\s+{uid}\s+{uid}$", status);
            Assert.Matches($@"(?m)^Gid:\s+{gid}\s+{gid}\s+{gid}\s+{gid}$", status);
            Assert.Matches($@"(?m)^Groups:\s+{gid}\s*$", status);
            Assert.Matches(@"(?m)^CapEff:\s+0+$", status);
            Assert.Matches(@"(?m)^CapPrm:\s+0+$", status);
        }

        File.WriteAllText(site.PathOf("small"), "content");
        (await site.CurlAsync("-T", site.PathOf("small"), site.Url)).Succeeded();
        Assert.Equal("nobody\n", (await Tool.RunAsync("/usr/bin/stat", ["-c", "%U", Path.Combine(site.Home, "small")])).Succeeded());
        Assert.Contains("became nobody", (await site.AskAsync("status")).Succeeded(), StringComparison.Ordinal);

        // What root does afterwards does not get in the server's way.
        (await DaemonProcess.RunAsync(["user", "add", "second", "--password-stdin", "--config", site.Config], "pw2")).Succeeded();
        (await Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Path.Combine(site.State, "tls", "ca.pem"), "-u", "second:pw2", "-T", site.PathOf("small"), site.Url])).Succeeded();
        (await DaemonProcess.RunAsync(["cert", "create", "--force", "--config", site.Config])).Succeeded();
        await daemon.WaitForAsync(said => said.Contains("is in use for new connections", StringComparison.Ordinal));
        (await site.AskAsync("reload")).Succeeded();
        (await site.AskAsync("stop")).Succeeded();
        await daemon.EndedWellAsync();

        // And a second start finds everything as the first left it.
        await using DaemonProcess again = await site.StartAsync();
        (await site.CurlAsync(site.Url + "small")).Succeeded();
        await again.StopAsync();
    }

    [Fact]
    public async Task A_state_directory_out_of_reach_is_refused_before_anything_is_served()
    {
        using ServedDirectory site = new(staysRoot: false);
        ToolRun run = await DaemonProcess.RunAsync(["serve", site.Config]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"user nobody may not enter {site.Root}", run.Error, StringComparison.Ordinal);
        Assert.Contains("nopriv_user=root", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Listening", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_does_not_exist_is_named()
    {
        using ServedDirectory site = new("nopriv_user=no-such-user", staysRoot: false);
        (await DaemonProcess.RunAsync(["serve", site.Config])).Failed("there is no system user no-such-user");
    }

    [Fact]
    public async Task Somebody_elses_state_directory_is_not_taken_over()
    {
        using ServedDirectory site = new(open: true, staysRoot: false);
        Directory.CreateDirectory(site.State);
        (await Tool.RunAsync("/bin/chown", ["daemon", site.State])).Succeeded();
        (await DaemonProcess.RunAsync(["serve", site.Config])).Failed("belongs to daemon");
        Assert.Equal("daemon\n", (await Tool.RunAsync("/usr/bin/stat", ["-c", "%U", site.State])).Succeeded());
    }

    [Fact]
    public async Task Whoever_else_runs_on_the_machine_may_not_ask()
    {
        using ServedDirectory site = new(open: true, staysRoot: false);
        await using DaemonProcess daemon = await site.StartAsync();
        File.SetUnixFileMode(site.State, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Path.Combine(site.State, "control.sock"), (UnixFileMode)0b110_110_110);
        const string ask = "import os,socket,sys; os.setgid(1); os.setuid(1); s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'{\"command\":\"status\"}\\n'); print(s.makefile().readline())";
        string answer = (await Tool.RunAsync("python3", ["-c", ask, Path.Combine(site.State, "control.sock")])).Succeeded();

        Assert.Contains("only root and the server's own user", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("listeners", answer, StringComparison.Ordinal);
        await daemon.WaitForAsync(line => line.Contains("ftpsd[5009]", StringComparison.Ordinal));
        (await site.AskAsync("stop")).Succeeded();
    }

    [Fact]
    public async Task A_reload_does_not_let_anonymous_users_act_as_the_server()
    {
        using ServedDirectory site = new(open: true, staysRoot: false);
        File.SetUnixFileMode(site.Config, (UnixFileMode)0b110_100_100);
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();
        string root = Directory.CreateDirectory(site.PathOf("pub")).FullName;
        string[] anonymous = ["-q", "-sS", "-v", "-u", "ftp:me", site.Url];

        site.Write($"anonymous_enable=YES\nftp_username=daemon\nanon_root={root}");
        ToolRun refused = await site.AskAsync("reload");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("anonymous users are to act as daemon, and ftpsd gave root up for nobody", refused.Error, StringComparison.Ordinal);
        Assert.Contains("systemctl restart ftpsd", refused.Error, StringComparison.Ordinal);
        (await Tool.RunAsync("curl", anonymous)).Failed("530");

        // Whom it has become already they may act as: a start would make no other.
        site.Write($"anonymous_enable=YES\nftp_username=nobody\nanon_root={root}");
        (await site.AskAsync("reload")).Succeeded();
        (await Tool.RunAsync("curl", anonymous)).Succeeded();
        (await site.AskAsync("stop")).Succeeded();
    }

    private static async Task<(string Uid, string Gid)> IdsAsync(string user)
    {
        Match match = Regex.Match((await Tool.RunAsync("/usr/bin/id", [user])).Succeeded(), @"uid=(\d+).* gid=(\d+)");
        return (match.Groups[1].Value, match.Groups[2].Value);
    }
}

using System.Text.RegularExpressions;

namespace Sealane.Interop.Tests.Network;

/// <summary>Where data connections come from and go to, and how long they are waited for.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DataPortTests
{
    [Fact]
    public async Task Active_connections_leave_from_the_port_that_is_named()
    {
        int port = Site.FreePort();
        await using Site site = await Site.OpenAsync(NetworkScenario.Clear + $"connect_from_port_20=YES\nftp_data_port={port}");
        File.WriteAllBytes(site.HomePath("big"), Site.Bytes(4_000_000));
        Assert.Equal($"{port} {port}\n", (await NetworkScenario.RunAsync(site.Port, "active")).Succeeded());
    }

    [Fact]
    public async Task Port_20_is_left_from_by_a_server_that_gave_root_up_and_kept_nothing_else()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may keep port 20 for later: run these tests as root");
        using Service.ServedDirectory site = new(NetworkScenario.Clear + "connect_from_port_20=YES", open: true, staysRoot: false);
        (await DaemonProcess.RunAsync(["user", "add", Site.User, "--password-stdin", "--config", site.Config], Site.Password)).Succeeded();
        await using DaemonProcess daemon = await site.StartAsync();
        string home = Directory.GetDirectories(Path.Combine(site.State, "homes")).Single();
        File.WriteAllBytes(Path.Combine(home, "big"), Site.Bytes(4_000_000));
        File.SetUnixFileMode(Path.Combine(home, "big"), (UnixFileMode)0b110_100_100);
        Assert.Equal("20 20\n", (await NetworkScenario.RunAsync(site.Port, "active")).Succeeded());

        string[] threads = [.. Directory.EnumerateDirectories($"/proc/{daemon.Id}/task").Select(thread => File.ReadAllText(Path.Combine(thread, "status")))];
        Assert.All(threads, status => Assert.DoesNotMatch(@"(?m)^Uid:.*\t0\b", status));
        Assert.All(threads, status => Assert.Matches("(?m)^CapPrm:\t0+(400)?$", status));
        Assert.Single(threads, status => Regex.IsMatch(status, "(?m)^Name:\tport binder$") && Regex.IsMatch(status, "(?m)^CapEff:\t0+400$"));

        // A reload knows that the port is there, although this process itself may not bind it.
        Assert.DoesNotContain("connect_from_port_20", (await site.AskAsync("reload")).Succeeded(), StringComparison.Ordinal);
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Without_the_privilege_the_check_says_so_and_no_other_port_is_used()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "takes another user's place: run these tests as root");
        Assert.SkipWhen(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim() == "0", "everybody may use every port on this machine");
        using Service.ServedDirectory site = new(NetworkScenario.Clear + "connect_from_port_20=YES", open: true);
        Directory.CreateDirectory(site.State);
        (await Tool.RunAsync("/bin/chown", ["-R", "nobody", site.Root])).Succeeded();
        ToolRun check = await Tool.RunAsync("setpriv", ["--reuid", "nobody", "--clear-groups", DaemonProcess.Executable, "check", site.Config]);
        Assert.Contains("clients in active mode would get no data connection", check.Succeeded(), StringComparison.Ordinal);

        (await Tool.RunAsync("setpriv", ["--reuid", "nobody", "--clear-groups", DaemonProcess.Executable, "user", "add", Site.User, "--password-stdin", "--config", site.Config], Site.Password)).Succeeded();
        System.Diagnostics.ProcessStartInfo start = DaemonProcess.StartInfo(["--reuid", "nobody", "--clear-groups", DaemonProcess.Executable, "serve", site.Config], null);
        start.FileName = "setpriv";
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(start);
        Assert.Contains("cannot leave from port 20, which needs the capability CAP_NET_BIND_SERVICE", (await NetworkScenario.RunAsync(site.Port, "active_refused")).Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO", "150 .*\nnot served\n226 ")]
    [InlineData("YES", "150 .*\nserved\n226 ")]
    public async Task A_stranger_on_the_passive_port_is_served_only_where_that_is_wanted(string promiscuous, string expected)
    {
        await using Site site = await Site.OpenAsync(NetworkScenario.Clear + $"pasv_promiscuous={promiscuous}");
        File.WriteAllText(site.HomePath("file"), "");
        Assert.Matches("^" + expected, (await NetworkScenario.RunAsync(site.Port, "passive_stranger")).Succeeded());
    }

    [Theory]
    [InlineData("NO", "^500 .*\n500 ")]
    [InlineData("YES", "^200 .*\n200 ")]
    public async Task PORT_names_another_address_or_a_low_port_only_where_that_is_wanted(string promiscuous, string expected)
    {
        await using Site site = await Site.OpenAsync(NetworkScenario.Clear + $"port_promiscuous={promiscuous}");
        Assert.Matches(expected, (await NetworkScenario.RunAsync(site.Port, "port_stranger")).Succeeded());
    }

    [Theory]
    [InlineData("accept_timeout=1", "nobody_comes")]
    [InlineData("connect_timeout=1", "nobody_listens")]
    public async Task A_data_connection_that_does_not_come_about_is_given_up_in_time(string limit, string scenario)
    {
        await using Site site = await Site.OpenAsync(NetworkScenario.Clear + limit);
        Assert.Matches("(150 .*\n)?425 .*\n200 ", (await NetworkScenario.RunAsync(site.Port, scenario)).Succeeded());
    }

    [Theory]
    [InlineData("pasv_address=192.0.2.7", "192,0,2,7")]
    [InlineData("pasv_address=localhost\npasv_addr_resolve=YES", "127,0,0,1")]
    public async Task PASV_announces_the_address_that_is_configured(string settings, string expected)
    {
        await using Site site = await Site.OpenAsync(NetworkScenario.Clear + settings);
        Assert.Contains($"({expected},", (await NetworkScenario.RunAsync(site.Port, "passive_address")).Succeeded(), StringComparison.Ordinal);
    }
}

using System.Text.Json;

namespace Sealane.Interop.Tests.Service;

/// <summary>A running server is asked and told from the command line: status, who, kick, stop.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StatusTests
{
    [Fact]
    public async Task Status_before_while_and_after()
    {
        using ServedDirectory site = new("listen_implicit_port=0");
        await AssertInactiveAsync(site);

        await using (DaemonProcess daemon = await site.StartAsync())
        {
            string text = (await site.AskAsync("status")).Succeeded();
            Assert.Matches($@"^ftpsd \d+\.\d+\.\d+ is ACTIVE since 20\d\d-.* pid {daemon.Id}, user ", text);
            Assert.Matches($@"tcp +127\.0\.0\.1:{site.Port} +FTP, explicit TLS", text);
            Assert.Contains(Path.Combine(site.State, "control.sock"), text, StringComparison.Ordinal);
            Assert.Matches(@"\d+ days left, renews itself \(20\d\d-\d\d-\d\d\) .*localhost", text);
            Assert.Contains("Last errors: none", text, StringComparison.Ordinal);
            Assert.True(text.Split('\n').Length <= 40, "it fits on one screen");

            JsonElement json = JsonDocument.Parse((await site.AskAsync("status", "--json")).Succeeded()).RootElement;
            Assert.Equal("active", json.GetProperty("state").GetString());
            Assert.Equal(daemon.Id, json.GetProperty("pid").GetInt32());
            Assert.InRange(json.GetProperty("certificates")[0].GetProperty("daysLeft").GetInt32(), 30, 400);
            Assert.Equal(json.GetProperty("state").GetString(), JsonDocument.Parse((await DaemonProcess.RunAsync(["status", "--state-dir", site.State, "--json"])).Succeeded()).RootElement.GetProperty("state").GetString());

            Assert.Equal("nobody\n", (await site.AskAsync("who")).Succeeded());
            Assert.Contains($"stopped (pid {daemon.Id})", (await site.AskAsync("stop")).Succeeded(), StringComparison.Ordinal);
            await daemon.EndedWellAsync();
        }

        await AssertInactiveAsync(site);
        Assert.Contains("no server was running", (await site.AskAsync("stop")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(3, (await site.AskAsync("who")).ExitCode);
        Assert.Equal(3, (await site.AskAsync("reload")).ExitCode);
        Assert.Equal(3, (await site.AskAsync("kick", "1")).ExitCode);
    }

    [Fact]
    public async Task Status_of_a_configuration_that_cannot_be_read_is_unknown()
    {
        ToolRun run = await DaemonProcess.RunAsync(["status", "/nonexistent/ftpsd.conf"]);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_server_is_inactive_and_the_next_one_starts()
    {
        using ServedDirectory site = new();
        await using (DaemonProcess first = await site.StartAsync())
        {
            await first.KillAsync();
        }

        Assert.True(File.Exists(Path.Combine(site.State, "control.sock")));
        await AssertInactiveAsync(site);
        await using DaemonProcess second = await site.StartAsync();
        Assert.Contains($"pid {second.Id}", (await site.AskAsync("status")).Succeeded(), StringComparison.Ordinal);
        await second.StopAsync();
    }

    [Fact]
    public async Task Two_servers_never_share_a_state_directory()
    {
        using ServedDirectory site = new();
        await using DaemonProcess first = await site.StartAsync();
        ToolRun second = await DaemonProcess.RunAsync(["serve", site.Config, $"-olisten_port={Site.Text(Site.FreePort())}"]);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"another ftpsd (pid {first.Id}) serves with the state directory {site.State}", second.Error, StringComparison.Ordinal);
        (await site.AskAsync("status")).Succeeded();
        await first.StopAsync();
    }

    [Fact]
    public async Task Who_shows_a_transfer_and_kick_ends_it()
    {
        using ServedDirectory site = new();
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();
        File.WriteAllBytes(site.PathOf("big"), Site.Bytes(4 * 1024 * 1024));
        Task<ToolRun> upload = site.CurlAsync("--limit-rate", "40k", "-T", site.PathOf("big"), site.Url);

        string who = await site.UntilAsync(answer => answer.Contains("STOR /big", StringComparison.Ordinal), "who");
        Assert.Matches(@"\d+ +demo +127\.0\.0\.1:\d+ .* transfer +TLSv1\.3 +STOR /big [\d.]+ (B|KiB|MiB), [\d.]+ (B|KiB|MiB)/s", who);
        JsonElement json = JsonDocument.Parse((await site.AskAsync("who", "--json")).Succeeded()).RootElement[0];
        Assert.Equal("demo", json.GetProperty("user").GetString());
        Assert.Equal("STOR", json.GetProperty("transfer").GetProperty("verb").GetString());
        Assert.Matches(@"Sessions: 1 of at most 2000, 1 with a transfer", (await site.AskAsync("status")).Succeeded());

        ToolRun nobody = await site.AskAsync("kick", "nobody-of-that-name");
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("ftpsd who", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("1 session ended", (await site.AskAsync("kick", "demo")).Succeeded(), StringComparison.Ordinal);
        Assert.NotEqual(0, (await upload).ExitCode);
        Assert.False(File.Exists(Path.Combine(site.Home, "big")));
        Assert.Contains("on the administrator's request (user demo)", daemon.Error, StringComparison.Ordinal);
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Kick_ends_an_idle_lftp_by_its_number()
    {
        using ServedDirectory site = new();
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();
        string script = site.PathOf("script");

        // lftp stays connected while it waits for the shell command, which ends when the file is there.
        File.WriteAllText(script, $"""
            set ssl:ca-file "{Path.Combine(site.State, "tls", "ca.pem")}"
            set ftp:ssl-force yes
            set ftp:ssl-protect-data yes
            open -u demo,pw -p {site.Port} localhost
            ls
            !while ! test -e {site.PathOf("go")}; do sleep 0.1; done
            bye
            """);
        Task<ToolRun> lftp = Tool.RunAsync("lftp", ["-f", script]);
        await site.UntilAsync(answer => answer.Contains("idle", StringComparison.Ordinal), "who");
        JsonElement session = JsonDocument.Parse((await site.AskAsync("who", "--json")).Succeeded()).RootElement[0];

        string number = session.GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"1 session ended (session {number})", (await site.AskAsync("kick", number)).Succeeded(), StringComparison.Ordinal);
        await site.UntilAsync(answer => answer == "nobody\n", "who");
        File.WriteAllText(site.PathOf("go"), "");
        await lftp;
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Quickstarts_server_answers_as_well()
    {
        using ScratchDirectory scratch = new();
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(["quickstart", "--dir", "data", "--port", Site.Text(Site.FreePort())], directory: scratch.Path);

        Assert.Contains($"pid {daemon.Id}", (await DaemonProcess.RunAsync(["status", "data"], directory: scratch.Path)).Succeeded(), StringComparison.Ordinal);
        (await DaemonProcess.RunAsync(["stop", "data/ftpsd.conf"], directory: scratch.Path)).Succeeded();
        await daemon.EndedWellAsync();
    }

    [Fact]
    public async Task Explain_names_the_rule_that_decides()
    {
        using ServedDirectory site = new();
        await site.AddUserAsync();
        string allowed = (await site.AskAsync("explain", "login", "demo", "--from", "127.0.0.1")).Succeeded();
        Assert.Matches("(?m)^-> home +passes ", allowed);
        Assert.Contains("no server runs", allowed, StringComparison.Ordinal);

        await using DaemonProcess daemon = await site.StartAsync();
        Assert.Contains("a server runs", (await site.AskAsync("explain", "login", "demo", "--from", "127.0.0.1")).Succeeded(), StringComparison.Ordinal);
        await DecidesAsync("account", "stranger", "--from", "127.0.0.1");
        await DecidesAsync("listen_address", "demo", "--from", "192.0.2.1");
        await DecidesAsync("force_local_logins_ssl", "demo", "--clear");
        (await DaemonProcess.RunAsync(["user", "lock", "demo", "--config", site.Config])).Succeeded();
        await DecidesAsync("locked", "demo");
        await daemon.StopAsync();

        async Task DecidesAsync(string rule, params string[] words)
        {
            ToolRun run = await site.AskAsync(["explain", "login", .. words]);
            Assert.Equal(1, run.ExitCode);
            Assert.Matches($"(?m)^-> {rule} +REFUSES ", run.Output);
            JsonElement json = JsonDocument.Parse((await site.AskAsync(["explain", "login", "--json", .. words])).Output).RootElement;
            Assert.False(json.GetProperty("allowed").GetBoolean());
            Assert.Equal(rule, json.GetProperty("decidedBy").GetString());
        }
    }

    private static async Task AssertInactiveAsync(ServedDirectory site)
    {
        ToolRun status = await site.AskAsync("status");
        Assert.Equal(3, status.ExitCode);
        Assert.StartsWith("ftpsd is INACTIVE", status.Output, StringComparison.Ordinal);
        ToolRun json = await site.AskAsync("status", "--json");
        Assert.Equal(3, json.ExitCode);
        Assert.Equal("inactive", JsonDocument.Parse(json.Output).RootElement.GetProperty("state").GetString());
    }
}

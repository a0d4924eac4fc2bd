using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>The doctor in front of servers with one thing wrong: what is wrong is named, with a fix, and the rest is looked at all the same.</summary>
public sealed class BrokenServerTests(ServerPark park) : OneShotTests(park)
{
    [Fact]
    public async Task A_server_that_lets_nothing_be_resumed_is_usable_with_a_warning()
    {
        await using var server = new PyftpdlibServer(TlsRange.Both, forgets: true);
        await server.StartAsync();
        ProgramRun run = (await RunAsync(server, "doctor", "--json", "--upload", "-u", ForeignServer.UserName, $"localhost:{server.Port}")).Ended(0);
        foreach (string name in (string[])["data-tls1.2", "data-tls1.3"])
        {
            JsonElement check = Check(run, name);
            Assert.Equal("warning", check.GetProperty("verdict").GetString());
            Assert.Contains("0 of 2 data connections", check.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.NotEqual("", check.GetProperty("fix").GetString());
        }

        Assert.Equal("ok", Check(run, "upload").GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Ports_that_a_firewall_closes_are_named_and_the_option_that_holds_them_to_a_range()
    {
        // The control port alone is let through: nobody listens on this address on any other.
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        await using var door = new ControlDoor(server.Port);
        ProgramRun run = (await RunAsync(server, "doctor", "--json", "-u", ForeignServer.UserName, $"{ControlDoor.Address}:{server.Port}")).Ended(6);
        JsonElement data = Check(run, "data-tls1.3");
        Assert.Equal("failed", data.GetProperty("verdict").GetString());
        Assert.Matches(@"control works, data port \d+ is blocked from here \(refused\)", data.GetProperty("message").GetString());
        Assert.Contains("pasv_min_port", data.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", Check(run, "login").GetProperty("verdict").GetString());
        Assert.Equal("network", run.Events[^1].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Where_only_PASV_leads_somewhere_that_is_said_and_the_rest_works()
    {
        await using var server = new PyftpdlibServer(TlsRange.Both, misleads: true);
        await server.StartAsync();
        ProgramRun run = (await RunAsync(server, "doctor", "--json", "--upload", "-u", ForeignServer.UserName, $"localhost:{server.Port}")).Ended(0);
        JsonElement data = Check(run, "data-tls1.3");
        Assert.Equal("warning", data.GetProperty("verdict").GetString());
        Assert.Contains("1 of 1 data connections", data.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("data port 1 is blocked from here (refused)", data.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(["ok", "ok", "ok"], ((string[])["pasv", "listing", "upload"]).Select(name => Check(run, name).GetProperty("verdict").GetString()));
        Assert.Single(run.Of("check"), check => check.GetProperty("check").GetString() == "epsv");
    }

    [Fact]
    public async Task A_server_of_yesterday_is_named_by_the_version_it_speaks()
    {
        ForeignServer server = await ServerAsync(ServerKind.Pyftpdlib);
        string combined = Local.Write("combined.pem", (await Tool.RunAsync("openssl", ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-keyout", Local.File("old.key"), "-subj", "/CN=old"])).Succeeded() + File.ReadAllText(Local.File("old.key")));
        using Process old = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Scripts", "old_tls_server.py"), combined]) { RedirectStandardOutput = true })!;
        try
        {
            int port = int.Parse((await old.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            ProgramRun run = (await RunAsync(server, "doctor", "--json", "-u", ForeignServer.UserName, $"127.0.0.1:{port}")).Ended(6);
            JsonElement tls = Check(run, "tls");
            Assert.Equal("failed", tls.GetProperty("verdict").GetString());
            Assert.Contains("the server speaks TLSv1.0 only", tls.GetProperty("message").GetString(), StringComparison.Ordinal);

            // And a verb says in a sentence what is the matter, and where to look closer.
            ProgramRun ls = (await RunAsync(server, "ls", $"ftp://{ForeignServer.UserName}@127.0.0.1:{port}/")).Ended(6);
            Assert.Contains($"ftps doctor 127.0.0.1:{port}", ls.Error, StringComparison.Ordinal);
        }
        finally
        {
            old.Kill();
        }
    }

    private static JsonElement Check(ProgramRun run, string name) => run.Of("check").First(check => check.GetProperty("check").GetString() == name);
}

using System.Net;
using System.Net.Sockets;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;
using Sealane.Transport;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Active mode where passive does not work and the reverse, and where the other end of a data connection may be.</summary>
public sealed class DataModeTests : DialogTests
{
    private const string Closed = """
        D: closed
        C: EPSV
        S: 229 Entering (|||{port}|)
        D: closed
        C: PASV
        S: 227 Entering (127,0,0,1,{p1},{p2})
        """;

    private const string Rest = """
        C: RETR x
        S: 150 here
        D: connect tls resumed
        @sent hello
        """;

    private const string Active = "C: PORT *\nS: 200 ok\n" + Rest;

    private static readonly string s_passive = "@port\n" + Rest.Replace("connect", "accept", StringComparison.Ordinal);

    private async Task<FtpsClient> EitherAsync(ScriptedServer server, DataConnectionMode mode = DataConnectionMode.Passive, bool other = true) =>
        await FtpsClient.ConnectAsync(Options(server) with { DataConnections = mode, TryOtherDataMode = other }, Cancellation);

    [Fact]
    public async Task Passive_ports_that_nobody_can_reach_give_way_to_active_mode_which_is_remembered()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Closed}\n{Active}\n{Active}");
        await using FtpsClient client = await EitherAsync(server);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.True(ProfileOf(client).PassiveFails);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task Passive_mode_that_is_refused_gives_way_too()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: EPSV\nS: 502 no\nC: PASV\nS: 502 no\n{Active}");
        await using FtpsClient client = await EitherAsync(server);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("C: PORT *\nS: 500 not here")]
    [InlineData("C: PORT *\nS: 200 ok\nC: RETR x\nS: 425 Cannot connect to you")]
    [InlineData("C: PORT *\nS: 200 ok\nC: RETR x\nS: 150 here\nS: 425 Cannot connect to you")]
    public async Task Active_mode_that_does_not_work_gives_way_to_passive(string failure)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{failure}\n{s_passive}\n{s_passive}");
        await using FtpsClient client = await EitherAsync(server, DataConnectionMode.Active);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.True(ProfileOf(client).ActiveFails);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task What_was_learnt_is_tried_the_other_way_round_when_it_does_not_work_any_more()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: PORT *\nS: 500 not here\n{s_passive}");
        FtpsClientOptions options = Options(server) with { TryOtherDataMode = true };
        options.Profiles.For(options.Host, options.Port).PassiveFails = true;
        await using FtpsClient client = await FtpsClient.ConnectAsync(options, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.False(ProfileOf(client).PassiveFails);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Where_neither_works_both_reasons_are_told_and_nothing_is_remembered()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Closed}\nC: PORT *\nS: 500 no PORT here");
        await using FtpsClient client = await EitherAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Contains("firewall", e.Message, StringComparison.Ordinal);
        Assert.Contains("no PORT here", e.Message, StringComparison.Ordinal);
        Assert.Equal((FtpsFailure.Connect, true), (e.Failure, e.ConnectionUsable));
        Assert.False(ProfileOf(client).PassiveFails);
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Nothing_of_it_without_being_asked_and_with_a_mode_that_has_worked()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Closed}\nC: NOOP\nS: 200 ok");
        await using FtpsClient client = await EitherAsync(server, other: false);
        Assert.Equal(FtpsFailure.Connect, (await FailsAsync(() => GetAsync(client, "x"))).Failure);
        await StillWorksAsync(client);
        await server.FinishAsync();

        await using ScriptedServer proven = ScriptedServer.Play("@login\nA: ABOR 226 ok\nA: RETR 425 nobody came\nD: closed\nC: EPSV\nS: 229 Entering (|||{port}|)\nC: RETR x\nS: 425 nobody came\nD: closed\nC: PASV\nS: 227 Entering (127,0,0,1,{p1},{p2})");
        FtpsClientOptions options = Options(proven) with { TryOtherDataMode = true };
        options.Profiles.For(options.Host, options.Port).DataWorked = true;
        await using FtpsClient other = await FtpsClient.ConnectAsync(options, Cancellation);
        _ = await FailsAsync(() => GetAsync(other, "x"));
        Assert.DoesNotContain(Trace, line => line.Contains("PORT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transfer_in_which_bytes_have_moved_is_not_begun_again()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{s_passive[..s_passive.IndexOf("D: end", StringComparison.Ordinal)]}D: reset\nS: 426 broken");
        await using FtpsClient client = await EitherAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(FtpsFailure.Truncated, e.Failure);
        Assert.DoesNotContain(Trace, line => line.Contains("PORT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_from_another_port_than_the_data_port_are_turned_away()
    {
        // Nobody else has the port below the control connection's, and a system that chooses one by itself does not hit it.
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: PORT *\nS: 200 ok\nC: RETR x\nS: 150 here\nD: rejected\nS: 425 you left");
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { DataConnections = DataConnectionMode.Active, CheckDataPort = true, ConnectTimeout = TimeSpan.FromSeconds(5) }, Cancellation);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(FtpsFailure.DataConnection, e.Failure);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(DataPeerCheck.Always, false)]
    [InlineData(DataPeerCheck.Active, true)]
    public async Task A_passive_address_that_is_not_the_servers_is_refused_on_request(DataPeerCheck check, bool goes)
    {
        using var elsewhere = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        elsewhere.Start();
        int port = ((IPEndPoint)elsewhere.LocalEndpoint).Port;
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: PASV\nS: 227 Entering (127,0,0,2,{port >> 8},{port & 255})\nC: *\nS: 550 no such file");
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { DataConnections = DataConnectionMode.PassiveClassic, PassiveAddress = PassiveAddress.Named, DataPeer = check }, Cancellation);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(goes ? FtpsFailure.NotAvailable : FtpsFailure.DataConnection, e.Failure);
        Assert.Equal(goes, elsewhere.Pending());
        if (!goes)
        {
            Assert.Equal(550, (await client.SendAsync("NOOP", Cancellation)).Code);
        }
    }

    [Theory]
    [InlineData(DataPeerCheck.Never, true)]
    [InlineData(DataPeerCheck.Active, false)]
    public async Task An_active_connection_from_another_address_is_taken_on_request(DataPeerCheck check, bool taken)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: PORT *\nS: 200 ok\nC: RETR x\nS: 150 here\n{(taken ? "D: connect 127.0.0.2 tls resumed\n@sent hello" : "D: rejected 127.0.0.2\nS: 425 you left")}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { DataConnections = DataConnectionMode.Active, DataPeer = check, ConnectTimeout = taken ? ScriptedServer.Patience : TimeSpan.FromSeconds(5) }, Cancellation);
        if (taken)
        {
            Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        }
        else
        {
            Assert.Equal(FtpsFailure.DataConnection, (await FailsAsync(() => GetAsync(client, "x"))).Failure);
        }

        await server.FinishAsync();
    }

    [Theory]
    [InlineData(true, "192.0.2.1", "198.51.100.9", "192.0.2.1")]
    [InlineData(true, "2001:db8::1", "2001:db8::9", "2001:db8::1")]
    [InlineData(true, "127.0.0.1", "127.0.0.1", null)]
    [InlineData(true, "192.0.2.1", "127.0.0.1", null)]
    [InlineData(true, "192.0.2.1", "2001:db8::9", null)]
    [InlineData(false, "192.0.2.1", "198.51.100.9", null)]
    public void Data_connections_leave_from_the_control_connections_address_on_request(bool asked, string local, string target, string? from)
    {
        var options = new FtpsClientOptions { Host = "h", DataFromControlAddress = asked };
        Assert.Equal(from, Data.DataMode.From(options, IPAddress.Parse(local), IPAddress.Parse(target))?.ToString());
        Assert.Null(Data.DataMode.From(options with { Proxy = new ProxySettings(ProxyKind.Socks5, "p", 1080) }, IPAddress.Parse(local), IPAddress.Parse(target)));
    }

    [Fact]
    public void Modes_that_were_learnt_are_saved()
    {
        string path = Path.GetTempFileName();
        try
        {
            var profiles = new HostProfiles();
            profiles.For("a", 21).PassiveFails = true;
            profiles.For("b", 21).ActiveFails = true;
            profiles.Save(path);
            var loaded = new HostProfiles();
            Assert.True(loaded.Load(path));
            Assert.Equal((true, false, false, true), (loaded.For("a", 21).PassiveFails, loaded.For("a", 21).ActiveFails, loaded.For("b", 21).PassiveFails, loaded.For("b", 21).ActiveFails));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_resolver_of_the_caller_is_asked()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        List<string> asked = [];
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with
        {
            Host = "ftp.sealane.test",
            ServerName = "localhost",
            Resolve = (name, _) =>
            {
                asked.Add(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            },
            Sockets = new SocketTerms { Buffer = 65536, Segment = 1000, MarksService = true },
        }, Cancellation);
        Assert.Equal(["ftp.sealane.test"], asked);
    }
}

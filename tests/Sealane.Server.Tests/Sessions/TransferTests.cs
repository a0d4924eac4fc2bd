using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Sessions;

/// <summary>Bytes go there and back, whole and in order, in the clear and over TLS.</summary>
public sealed class TransferTests
{
    private const string Tls = "ssl_enable=YES";

    // Several blocks and a bit.
    private static readonly byte[] s_content = SessionHarness.Noise((3 * 256 * 1024) + 17);

    [Theory]
    [InlineData("")]
    [InlineData(Tls)]
    public async Task What_was_sent_comes_back(string config)
    {
        await using SessionHarness harness = new(config);
        await using TestClient client = await harness.LoggedInAsync();

        await client.UploadAsync("STOR a", s_content);
        Assert.Equal(s_content, await harness.GetAsync("/a"));
        Assert.Equal(s_content, await client.DownloadAsync("RETR a"));
        await client.AskAsync("REST 700000", 350);
        Assert.Equal(s_content[700000..], await client.DownloadAsync("RETR a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Tls)]
    public async Task Active_data_connections_work(string config)
    {
        await using SessionHarness harness = new(config);
        await harness.PutAsync("/a", s_content);
        await using TestClient client = await harness.LoggedInAsync();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        foreach (string command in (string[])[$"PORT 127,0,0,1,{port / 256},{port % 256}", $"EPRT |1|127.0.0.1|{port}|"])
        {
            await client.AskAsync(command, 200);
            await client.SendAsync("RETR a");
            await using TestData data = new(await listener.AcceptAsync().WaitAsync(SessionHarness.Patience));
            await client.ExpectAsync(150);
            if (client.ProtectsData)
            {
                await data.StartTlsAsync();
            }

            Assert.Equal(s_content, await data.ReceiveAsync());
            await client.ExpectAsync(226);
        }
    }

    [Fact]
    public async Task An_active_port_that_nobody_listens_on_gives_425()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        await client.AskAsync($"EPRT |1|127.0.0.1|{((IPEndPoint)bound.LocalEndPoint!).Port}|", 200);
        await client.AskAsync("STOR a", 150);
        await client.ExpectAsync(425, "cannot connect");
        Assert.Null(await harness.GetAsync("/a"));
    }

    [Fact]
    public async Task An_empty_upload_makes_an_empty_file_when_the_client_vouches_for_it()
    {
        await using SessionHarness harness = new(Tls);
        await using TestClient client = await harness.LoggedInAsync();

        await client.UploadAsync("STOR empty", []);
        Assert.Equal("", await harness.TextAsync("/empty"));
    }

    [Fact]
    public async Task A_data_connection_without_a_handshake_makes_no_file()
    {
        await using SessionHarness harness = new(Tls);
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync(handshake: false);

        await client.AskAsync("STOR empty", 150);
        data.CutOff();
        await client.ExpectAsync(425, "TLS");
        Assert.Null(await harness.GetAsync("/empty"));
        await client.AskAsync("SIZE empty", 550);
    }

    [Fact]
    public async Task An_upload_without_close_notify_is_no_file_but_can_be_resumed()
    {
        await using SessionHarness harness = new(Tls);
        await harness.PutAsync("/old", "as it was");
        await using TestClient client = await harness.LoggedInAsync();
        foreach (string name in (string[])["new", "old"])
        {
            await using TestData data = await client.PassiveAsync();
            await client.AskAsync($"STOR {name}", 150);
            await data.SendAsync("half of"u8.ToArray());
            data.CutOff();
            await client.ExpectAsync(426, name == "new" ? "close_notify.*7 bytes are kept" : "nothing was kept");
        }

        Assert.Null(await harness.GetAsync("/new"));
        Assert.Equal("as it was", await harness.TextAsync("/old"));
        Assert.DoesNotContain("new", await client.DownloadTextAsync("NLST"), StringComparison.Ordinal);

        await client.AskAsync("SIZE new", 213, "^213 7$");
        await client.AskAsync("REST 7", 350);
        await client.UploadAsync("STOR new", " it");
        Assert.Equal("half of it", await harness.TextAsync("/new"));
    }

    [Fact]
    public async Task Lenient_about_close_notify_where_the_configuration_says_so()
    {
        await using SessionHarness harness = new(Tls + "\nstrict_ssl_read_eof=NO");
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await data.SendAsync("all of it"u8.ToArray());
        data.CutOff();
        await client.ExpectAsync(226);
        Assert.Equal("all of it", await harness.TextAsync("/a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Tls)]
    public async Task A_reset_upload_is_no_file(string config)
    {
        await using SessionHarness harness = new(config);
        await using TestClient client = await harness.LoggedInAsync();
        TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Any(session => session.Transfer?.Moved == 4), "four bytes arrived");
        data.Reset();
        await client.ExpectAsync(426);
        Assert.Null(await harness.GetAsync("/a"));
        await client.AskAsync("SIZE a", 213, "^213 4$");
    }

    [Fact]
    public async Task A_download_that_the_client_breaks_off_gives_426_and_the_session_goes_on()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/big", SessionHarness.Noise(32 << 20));
        await using TestClient client = await harness.LoggedInAsync();
        TestData data = await client.PassiveAsync();

        await client.AskAsync("RETR big", 150);
        await data.ReceiveAsync(1000);
        data.Reset();
        await client.ExpectAsync(426);
        await client.AskAsync("PWD", 257);
    }

    [Fact]
    public async Task Pipelined_transfers_are_served_in_order()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/a", "first");
        await harness.PutAsync("/b", "second");
        await using TestClient client = await harness.LoggedInAsync();

        await client.SendRawAsync("EPSV\r\nRETR a\r\nEPSV\r\nRETR b\r\nPWD\r\n"u8.ToArray());
        foreach (string content in (string[])["first", "second"])
        {
            await using TestData data = await client.ConnectDataAsync(await client.ExpectAsync(229));
            await client.ExpectAsync(150);
            Assert.Equal(content, Encoding.UTF8.GetString(await data.ReceiveAsync()));
            await client.ExpectAsync(226);
        }

        await client.ExpectAsync(257);
    }

    [Fact]
    public async Task Signs_of_life_and_status_are_answered_during_a_transfer_and_the_rest_waits()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await data.SendAsync("12345"u8.ToArray());
        await client.AskAsync("NOOP", 200);
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Any(session => session.Transfer?.Moved == 5), "five bytes arrived");
        await client.AskAsync("STAT", 211, "STOR of /a is running: 5 bytes");
        await client.AskAsync("STAT /", 450);
        await client.SendAsync("PWD");
        await data.FinishAsync();
        await client.ExpectAsync(226);
        await client.ExpectAsync(257);
    }

    [Fact]
    public async Task Quitting_during_a_transfer_lets_it_finish()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await client.SendAsync("QUIT");
        await data.SendAsync("whole"u8.ToArray());
        await data.FinishAsync();
        await client.ExpectAsync(226);
        await client.ExpectAsync(221);
        await client.ExpectEndAsync();
        Assert.Equal("whole", await harness.TextAsync("/a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_survives_the_loss_of_its_control_connection(bool reset)
    {
        await using SessionHarness harness = new();
        TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }

        await data.SendAsync("whole"u8.ToArray());
        await data.FinishAsync();
        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 0, "the session ended");
        Assert.Equal("whole", await harness.TextAsync("/a"));
    }

    [Fact]
    public async Task A_passive_port_serves_the_client_that_it_was_given_to_and_nobody_else()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/a", "secret");
        await using TestClient client = await harness.LoggedInAsync();

        string passive = await client.AskAsync("EPSV", 229);
        try
        {
            await using TestData thief = await client.ConnectDataAsync(passive, from: "127.0.0.2");
            await thief.ExpectEndAsync();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Thrown out before connecting was over.
        }

        await using TestData data = await client.ConnectDataAsync(passive);
        await client.AskAsync("RETR a", 150);
        Assert.Equal("secret"u8.ToArray(), await data.ReceiveAsync());
        await client.ExpectAsync(226);
        Assert.Contains(harness.Log.Lines, line => line.Text.Contains("127.0.0.2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_reuse_is_required_a_fresh_tls_session_gets_no_byte()
    {
        await using SessionHarness harness = new(Tls + "\nrequire_ssl_reuse=YES");
        await harness.PutAsync("/a", "secret");
        await using TestClient client = await harness.LoggedInAsync();
        await using TestClient other = await harness.LoggedInAsync();

        string passive = await client.AskAsync("EPSV", 229);
        TestData thief = await other.ConnectDataAsync(passive);
        var fresh = new System.Net.Security.SslStream(thief.Stream, false, (_, certificate, _, _) => SessionHarness.IsOurs(certificate));
        await fresh.AuthenticateAsClientAsync(new System.Net.Security.SslClientAuthenticationOptions { TargetHost = "another name", AllowTlsResume = false })
            .WaitAsync(SessionHarness.Patience);
        await client.AskAsync("RETR a", 150);
        await client.ExpectAsync(522, "require_ssl_reuse");
        Assert.Equal(0, await fresh.ReadAsync(new byte[10]).AsTask().WaitAsync(SessionHarness.Patience));
        await thief.DisposeAsync();
    }

    [Fact]
    public async Task A_drop_box_keeps_what_came_first_even_if_the_second_began_before()
    {
        await using SessionHarness harness = new();
        harness.AddAccount("drop", "p", Permissions.UploadOnly);
        await using TestClient client = await harness.LoggedInAsync("drop");
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await harness.PutAsync("/a", "came first");
        await data.SendAsync("came second"u8.ToArray());
        await data.FinishAsync();
        await client.ExpectAsync(553);
        Assert.Equal("came first", await harness.TextAsync("/a"));
    }

    [Fact]
    public async Task Ascii_conversion_can_be_switched_off_by_direction()
    {
        await using SessionHarness harness = new("ascii_upload_enable=NO\nascii_download_enable=NO");
        await harness.PutAsync("/unix", "a\nb\n");
        await using TestClient client = await harness.LoggedInAsync();
        await client.AskAsync("TYPE A", 200);

        Assert.Equal("a\nb\n", await client.DownloadTextAsync("RETR unix"));
        await client.UploadAsync("STOR dos", "a\r\nb\r\n");
        Assert.Equal("a\r\nb\r\n", await harness.TextAsync("/dos"));
    }

    [Fact]
    public async Task A_new_name_of_stou_is_the_name_of_the_file()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();

        string opening = await client.UploadAsync("STOU report", "x");
        string name = opening[(opening.IndexOf("FILE: ", StringComparison.Ordinal) + 6)..];
        Assert.StartsWith("report.", name, StringComparison.Ordinal);
        Assert.Equal("x", await harness.TextAsync("/" + name));
    }

    [Fact]
    public async Task A_pattern_of_stars_costs_little()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/" + new string('a', 200), "x");
        await using TestClient client = await harness.LoggedInAsync();

        Assert.Equal("", await client.DownloadTextAsync("LIST " + new string('*', 200) + "b"));
        Assert.Equal(new string('a', 200) + "\r\n", await client.DownloadTextAsync("NLST " + string.Concat(Enumerable.Repeat("*a", 100))));
    }

    [Fact]
    public async Task Many_passive_replies_without_a_connection_hold_one_lease()
    {
        await using SessionHarness harness = new("pasv_min_port=21010\npasv_max_port=21019");
        await using TestClient client = await harness.LoggedInAsync();
        int before = harness.Server.Heartbeat.Count;
        var ports = new HashSet<int>();
        for (int i = 0; i < 500; i++)
        {
            ports.Add(TestClient.PortOf(await client.AskAsync("EPSV", 229)));
        }

        Assert.True(ports.Count > 5, "ports are drawn at random");

        // One lease, and each open listener without a lease waits for its end.
        Assert.InRange(harness.Server.Heartbeat.Count - before, 1, 1 + harness.Server.PassivePorts.ListenerCount);
        Assert.InRange(harness.Server.PassivePorts.ListenerCount, 1, 10);
    }

    [Fact]
    public async Task When_all_passive_ports_are_taken_the_client_is_told_and_the_next_one_is_served()
    {
        await using SessionHarness harness = new("pasv_min_port=21000\npasv_max_port=21002\npasv_queue_timeout=0");
        List<TestClient> holders = [];
        TestReply reply;
        do
        {
            TestClient client = await harness.LoggedInAsync();
            holders.Add(client);
            await client.SendAsync("EPSV");
            reply = (await client.ReadAsync())!;
        }
        while (reply.Code == 229 && holders.Count < 10);

        Assert.Equal(425, reply.Code);
        Assert.InRange(holders.Count, 2, 4);
        await holders[0].AskAsync("ABOR", 225);
        await holders[^1].AskAsync("EPSV", 229);
        foreach (TestClient client in holders)
        {
            await client.DisposeAsync();
        }
    }
}

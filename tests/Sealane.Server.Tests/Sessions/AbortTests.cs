namespace Sealane.Server.Tests.Sessions;

/// <summary>ABOR at every moment of a transfer: two replies in all, and the session is as good as before.</summary>
public sealed class AbortTests
{
    [Theory]
    [InlineData("", "ABOR\r\n")]
    [InlineData("ssl_enable=YES", "ABOR\r\n")]
    [InlineData("", "\u00ff\u00f4\u00ff\u00f2ABOR\r\n")]
    public async Task During_a_download_gives_426_and_226(string config, string abort)
    {
        await using SessionHarness harness = new(config);
        await harness.PutAsync("/big", SessionHarness.Noise(32 << 20));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("RETR big", 150);
        await data.ReceiveAsync(100_000);
        await client.SendRawAsync(System.Text.Encoding.Latin1.GetBytes(abort));
        await client.ExpectAsync(426);
        await client.ExpectAsync(226);
        await client.AskAsync("PWD", 257);
        Assert.Equal(32 << 20, (await client.DownloadAsync("RETR big")).Length);
    }

    [Fact]
    public async Task During_an_upload_leaves_no_file_and_keeps_what_came()
    {
        await using SessionHarness harness = new("ssl_enable=YES");
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("STOR a", 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Any(session => session.Transfer?.Moved == 4), "four bytes arrived");
        await client.AskAsync("ABOR", 426);
        await client.ExpectAsync(226);
        Assert.Null(await harness.GetAsync("/a"));
        await client.AskAsync("SIZE a", 213, "^213 4$");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("ssl_enable=YES", false)]
    [InlineData("ssl_enable=YES", true)]
    public async Task Before_the_data_connection_is_there(string config, bool connected)
    {
        // Connected, but in the middle of a handshake, or not even that.
        await using SessionHarness harness = new(config);
        await using TestClient client = await harness.LoggedInAsync();
        string passive = await client.AskAsync("EPSV", 229);
        TestData? data = connected ? await client.ConnectDataAsync(passive) : null;

        await client.AskAsync("STOR a", 150);
        await client.AskAsync("ABOR", 426);
        await client.ExpectAsync(226);
        Assert.Null(await harness.GetAsync("/a"));
        await client.AskAsync("PWD", 257);
        if (data is not null)
        {
            await data.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_an_active_transfer_that_does_not_get_through()
    {
        await using SessionHarness harness = new();
        await using TestClient client = await harness.LoggedInAsync();
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();

        await client.AskAsync($"EPRT |1|127.0.0.1|{((System.Net.IPEndPoint)listener.LocalEndPoint!).Port}|", 200);
        await client.AskAsync("STOR a", 150);
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Any(session => session.Transfer is not null), "the transfer runs");
        await client.AskAsync("ABOR", 426);
        await client.ExpectAsync(226);
        Assert.Null(await harness.GetAsync("/a"));
    }

    [Fact]
    public async Task With_nothing_to_abort_gives_225()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/a", "x");
        await using TestClient client = await harness.LoggedInAsync();

        await client.AskAsync("ABOR", 225);
        Assert.Equal("x", await client.DownloadTextAsync("RETR a"));
        await client.AskAsync("ABOR", 225);
        await client.AskAsync("EPSV", 229);
        await client.AskAsync("ABOR", 225);
        await client.AskAsync("RETR a", 425);
    }

    [Fact]
    public async Task Twice_during_one_transfer_gives_426_226_and_225()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/big", SessionHarness.Noise(32 << 20));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("RETR big", 150);
        await client.SendRawAsync("ABOR\r\nABOR\r\nNOOP\r\n"u8.ToArray());
        await client.ExpectAsync(426);
        await client.ExpectAsync(226);
        await client.ExpectAsync(225);
        await client.ExpectAsync(200);
    }

    [Fact]
    public async Task In_the_moment_of_the_end_gives_one_of_the_allowed_pairs()
    {
        await using SessionHarness harness = new();
        await harness.PutAsync("/a", "x");
        await using TestClient client = await harness.LoggedInAsync();
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 200; i++)
        {
            await using TestData data = await client.PassiveAsync();
            await client.SendRawAsync("RETR a\r\nABOR\r\n"u8.ToArray());
            await client.ExpectAsync(150);
            seen.Add(((await client.ReadAsync())!.Code, (await client.ReadAsync())!.Code));
            await client.AskAsync("NOOP", 200);
        }

        Assert.All(seen, pair => Assert.Contains(pair, ((int, int)[])[(426, 226), (226, 225), (226, 226)]));
    }
}

using Sealane.Server.Options;

namespace Sealane.Server.Tests.Sessions;

/// <summary>The server ends as it should: idle sessions at once, transfers after their end or after the patience.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Idle_sessions_get_421_and_a_running_transfer_finishes_first()
    {
        await using SessionHarness harness = new();
        await using TestClient idle = await harness.LoggedInAsync();
        await using TestClient fresh = await harness.GreetedAsync();
        await using TestClient busy = await harness.LoggedInAsync();
        await using TestData data = await busy.PassiveAsync();
        await busy.AskAsync("STOR a", 150);
        await data.SendAsync("whole "u8.ToArray());

        Task stopping = harness.Server.StopAsync(SessionHarness.Patience);
        await idle.ExpectAsync(421, "shutting down");
        await idle.ExpectEndAsync();
        await fresh.ExpectAsync(421);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => harness.ConnectAsync());
        await busy.AskAsync("NOOP", 200);
        await data.SendAsync("thing"u8.ToArray());
        await data.FinishAsync();
        await busy.ExpectAsync(226);
        await busy.ExpectAsync(421);
        await stopping.WaitAsync(SessionHarness.Patience);
        Assert.Equal("whole thing", await harness.TextAsync("/a"));
        Assert.Equal(0, harness.Server.SessionCount);
    }

    [Fact]
    public async Task A_transfer_that_takes_too_long_is_cut_off_and_can_be_resumed()
    {
        await using SessionHarness harness = new();
        await using TestClient busy = await harness.LoggedInAsync();
        await using TestData data = await busy.PassiveAsync();
        await busy.AskAsync("STOR a", 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer?.Moved == 4, "four bytes arrived");

        await harness.Server.StopAsync(TimeSpan.Zero).WaitAsync(SessionHarness.Patience);
        await busy.ExpectAsync(426);
        await busy.ExpectAsync(421);
        Assert.Equal(0, harness.Server.SessionCount);
        Assert.Null(await harness.GetAsync("/a"));
        Assert.Equal(4, await harness.Files.View("u").PartialLengthAsync(Sealane.Protocol.FtpPath.Of("/a"), CancellationToken.None));
    }

    [Fact]
    public async Task Two_servers_never_share_a_port()
    {
        await using SessionHarness harness = new();
        ServerOptions same = harness.Options with { Listen = new() { Endpoints = [new ListenEndpoint(harness.EndPoint, false, false)] } };
        await using FtpsServer second = new(same, new ServerParts { Accounts = harness.Accounts, OpenFiles = (account, _) => harness.Files.View(account.Name), Logging = harness.Log });

        ListenException refused = Assert.Throws<ListenException>(second.Start);
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains(harness.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auth_without_a_certificate_is_refused_in_time()
    {
        await using SessionHarness harness = new("ssl_enable=YES");
        harness.Server.Certificate = null;
        await using TestClient client = await harness.GreetedAsync();

        await client.AskAsync("AUTH TLS", 431, "certificate");
        await client.AskAsync("NOOP", 200);
    }
}

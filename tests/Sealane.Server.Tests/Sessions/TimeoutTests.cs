namespace Sealane.Server.Tests.Sessions;

/// <summary>What takes too long ends, with a reply where one can still be given. The clock is the test's.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(1);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_idle_session_gets_421()
    {
        await using SessionHarness harness = new("idle_session_timeout=100", _time);
        await using TestClient client = await harness.LoggedInAsync();

        await IdleAsync(harness);
        _time.Advance(TimeSpan.FromSeconds(98));
        await client.AskAsync("NOOP", 200);
        await IdleAsync(harness);
        _time.Advance(TimeSpan.FromSeconds(98));
        await client.AskAsync("NOOP", 200);
        await IdleAsync(harness);
        _time.Advance(TimeSpan.FromSeconds(101));
        await client.ExpectAsync(421, "Timeout");
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Whoever_does_not_log_in_in_time_gets_421_however_busy()
    {
        await using SessionHarness harness = new("login_timeout=30", _time);
        await using TestClient client = await harness.GreetedAsync();
        for (int i = 0; i < 5; i++)
        {
            await client.SendRawAsync([(byte)'N']);
            await client.SendRawAsync("OOP\r\n"u8.ToArray());
            await client.ExpectAsync(200);
            await IdleAsync(harness);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        await client.SendRawAsync([(byte)'N']);
        _time.Advance(TimeSpan.FromSeconds(6));
        await client.ExpectAsync(421);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task A_handshake_that_stands_still_ends()
    {
        await using SessionHarness harness = new("ssl_enable=YES\ntls_handshake_timeout=10", _time, implicitTls: true);
        await using TestClient client = await harness.ConnectAsync();
        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 1, "the session began");
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.All(session => session.Control.Deadline.IsArmed), "the deadline is set");

        _time.Advance(TimeSpan.FromSeconds(11));
        await client.ExpectEndAsync();
        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 0, "the session ended");
    }

    [Fact]
    public async Task Nobody_on_the_passive_port_gives_425_and_a_sentence_that_helps()
    {
        await using SessionHarness harness = new("accept_timeout=20\nidle_session_timeout=0", _time);
        await using TestClient client = await harness.LoggedInAsync();

        int port = TestClient.PortOf(await client.AskAsync("EPSV", 229));
        await client.AskAsync("STOR a", 150);
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer is not null, "the transfer waits");
        await AdvanceUntilAsync(21, () => harness.Server.Sessions.Single().Transfer is null);
        await client.ExpectAsync(425, "firewall");
        string sentence = Assert.Single(harness.Log.Of(4101));
        Assert.Contains($"passive port {port}", sentence, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", sentence, StringComparison.Ordinal);
        Assert.Contains("Likely cause", sentence, StringComparison.Ordinal);
        Assert.Null(await harness.GetAsync("/a"));
        await client.AskAsync("PWD", 257);
    }

    [Theory]
    [InlineData("STOR up")]
    [InlineData("RETR big")]
    public async Task A_transfer_that_stands_still_gives_426(string command)
    {
        await using SessionHarness harness = new("data_connection_timeout=60\nidle_session_timeout=30", _time);
        await harness.PutAsync("/big", SessionHarness.Noise(64 << 20));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();
        await client.AskAsync(command, 150);
        if (command == "STOR up")
        {
            await data.SendAsync("half"u8.ToArray());
        }

        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer?.Moved > 0, "bytes moved");

        // Longer than a session may idle: a transfer is no idling.
        await client.AskAsync("NOOP", 200);
        _time.Advance(TimeSpan.FromSeconds(45));
        await client.AskAsync("NOOP", 200);
        await AdvanceUntilAsync(61, () => harness.Server.Sessions.Single().Transfer is null);
        await client.ExpectAsync(426, "timeout");
    }

    [Fact]
    public async Task After_a_transfer_the_session_may_idle_as_long_as_after_a_command()
    {
        await using SessionHarness harness = new("idle_session_timeout=100", _time);
        await using TestClient client = await harness.LoggedInAsync();
        await client.UploadAsync("STOR a", "x");
        await IdleAsync(harness);

        _time.Advance(TimeSpan.FromSeconds(95));
        await client.AskAsync("NOOP", 200);
        await client.UploadAsync("STOR a", "y");
        await IdleAsync(harness);
        _time.Advance(TimeSpan.FromSeconds(101));
        await client.ExpectAsync(421);
    }

    [Fact]
    public async Task A_second_transfer_is_not_ended_by_the_idle_time_after_the_first()
    {
        await using SessionHarness harness = new("idle_session_timeout=30\ndata_connection_timeout=1000", _time);
        await harness.PutAsync("/a", "x");
        await using TestClient client = await harness.LoggedInAsync();

        // The command behind the second transfer keeps the session from reading on, and from looking at its clock.
        await client.SendRawAsync("EPSV\r\nRETR a\r\nEPSV\r\nSTOR b\r\nPWD\r\n"u8.ToArray());
        await using TestData first = await client.ConnectDataAsync(await client.ExpectAsync(229));
        await client.ExpectAsync(150);
        await first.ReceiveAsync();
        await client.ExpectAsync(226);
        await using TestData second = await client.ConnectDataAsync(await client.ExpectAsync(229));
        await client.ExpectAsync(150);
        await second.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer?.Moved == 4, "four bytes arrived");
        _time.Advance(TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromSeconds(10));
        await second.FinishAsync();
        await client.ExpectAsync(226);
        await client.ExpectAsync(257);
    }

    [Fact]
    public async Task A_failed_login_waits_before_its_answer_and_longer_each_time()
    {
        await using SessionHarness harness = new("delay_failed_login=2\nmax_login_fails=9\nlogin_timeout=300", _time);
        await using TestClient client = await harness.GreetedAsync();
        for (int i = 1; i <= 3; i++)
        {
            int pending = _time.Pending;
            await client.AskAsync("USER u", 331);
            await client.SendAsync("PASS wrong");
            await SessionHarness.UntilAsync(() => _time.Pending > pending, "the session waits");
            Assert.Empty(harness.Log.Of(2002).Skip(i - 1));
            _time.Advance(TimeSpan.FromSeconds(2 * i));
            await client.ExpectAsync(530);
        }
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_pause()
    {
        await using SessionHarness harness = new("delay_failed_login=10", _time);
        await using TestClient client = await harness.GreetedAsync();
        int pending = _time.Pending;
        await client.AskAsync("USER u", 331);
        await client.SendAsync("PASS wrong");
        await SessionHarness.UntilAsync(() => _time.Pending > pending, "the session waits");

        await harness.Server.StopAsync(SessionHarness.Patience).WaitAsync(SessionHarness.Patience);
        Assert.Equal(0, harness.Server.SessionCount);
    }

    [Theory]
    [InlineData("HELP", true, "idle_session_timeout=100")]
    [InlineData("FEAT", false, "idle_session_timeout=0\nlogin_timeout=100")] // before the login its time counts, whatever a session may idle
    public async Task A_client_that_never_reads_loses_its_session(string command, bool loggedIn, string config)
    {
        await using SessionHarness harness = new(config, _time);
        await using TestClient client = loggedIn ? await harness.LoggedInAsync() : await harness.GreetedAsync();
        byte[] flood = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(command + "\r\n", 2000)));
        long sent = 0;
        Task flooding = FloodAsync();

        // Until nothing goes in any more and nothing comes out: both kernels' buffers are full, and the server waits with a reply in its hands.
        for (long before = -1; before != Volatile.Read(ref sent); await Task.Delay(TimeSpan.FromMilliseconds(300)))
        {
            before = Volatile.Read(ref sent);
        }

        await AdvanceUntilAsync(101, () => harness.Server.SessionCount == 0);
        await flooding;

        async Task FloodAsync()
        {
            try
            {
                while (true)
                {
                    await client.SendRawAsync(flood);
                    Interlocked.Add(ref sent, flood.Length);
                }
            }
            catch (IOException)
            {
                // Cut off: what the test waits for.
            }
        }
    }

    // Only a session that waits for a command idles, and only then its clock runs.
    private static Task IdleAsync(SessionHarness harness) => SessionHarness.UntilAsync(
        () => harness.Server.Sessions.All(session => session.Control.Deadline.IsArmed), "the session waits for a command");

    private async Task AdvanceUntilAsync(int seconds, Func<bool> condition)
    {
        using var giveUp = new CancellationTokenSource(SessionHarness.Patience);
        while (!condition())
        {
            Assert.False(giveUp.IsCancellationRequested, "time passed, and nothing happened");
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _time.Advance(s_sweep);
            await Task.Yield();
        }
    }
}

using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Pool;

public sealed class FtpsClientPoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static FtpsClientOptions Options(ScriptedServer server) => server.Options with { ShutdownTimeout = TimeSpan.FromSeconds(2) };

    private static FtpsClientPool Pool(ScriptedServer server, int sessions, FtpsClientOptions? options = null) =>
        new(options ?? Options(server), new FtpsClientPoolOptions { FixedSessions = sessions, ConnectAttempts = 2, ConnectPause = TimeSpan.FromMilliseconds(1) });

    [Fact]
    public async Task A_client_that_came_back_is_lent_again()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: SITE *\nS: 200 one\nC: SITE *\nS: 200 two");
        await using FtpsClientPool pool = Pool(server, 4);
        Assert.Equal("one", await pool.RunAsync(async (client, token) => (await client.SendAsync("SITE x", token)).Text, Cancellation));
        Assert.Equal("two", await pool.RunAsync(async (client, token) => (await client.SendAsync("SITE x", token)).Text, Cancellation));
        Assert.Equal((1, 1), (server.Connections, pool.Open));
    }

    [Fact]
    public async Task Whoever_finds_none_free_waits_and_can_give_up()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClientPool pool = Pool(server, 1);
        PooledClient first = await pool.LendAsync(Cancellation);
        using var impatient = new CancellationTokenSource();
        Task<PooledClient> quitter = pool.LendAsync(impatient.Token);
        Task<PooledClient> second = pool.LendAsync(Cancellation);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quitter);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await using PooledClient got = await second;
        Assert.Same(first.Client, got.Client);
    }

    [Fact]
    public async Task A_connection_that_was_lost_is_forgotten_and_made_anew()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: SITE *\nX: reset\n===\n@login\nC: SITE *\nS: 200 again");
        await using FtpsClientPool pool = Pool(server, 1);
        FtpsException lost = await Assert.ThrowsAsync<FtpsException>(() => pool.RunAsync((client, token) => client.SendAsync("SITE x", token), Cancellation));
        Assert.False(lost.ConnectionUsable);
        Assert.Equal(0, pool.Open);
        Assert.Equal("again", await pool.RunAsync(async (client, token) => (await client.SendAsync("SITE x", token)).Text, Cancellation));
    }

    [Fact]
    public async Task A_server_that_has_no_room_for_one_more_is_believed()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n===\nS: 421 Too many connections from your address.\nX: end");
        FtpsClientOptions options = Options(server);
        await using FtpsClientPool pool = Pool(server, 3, options);
        PooledClient first = await pool.LendAsync(Cancellation);
        Task<PooledClient> second = pool.LendAsync(Cancellation);
        await server.FinishAsync();
        await first.DisposeAsync();
        await using PooledClient got = await second;
        Assert.Same(first.Client, got.Client);
        Assert.Equal(1, pool.Limit);
        Assert.Equal(1, options.Profiles.For("localhost", server.Port).MostSessions);
    }

    [Fact]
    public async Task The_last_attempt_says_why()
    {
        await using ScriptedServer server = ScriptedServer.Play("S: 421 Too many users\nX: end\n===\nS: 421 Too many users\nX: end");
        await using FtpsClientPool pool = Pool(server, 2);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => pool.LendAsync(Cancellation));
        Assert.Equal(FtpsFailure.TooManyConnections, e.Failure);
        Assert.Equal((2, 0), (server.Connections, pool.Open));
    }

    [Fact]
    public async Task After_the_end_nothing_is_lent()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: QUIT\nS: 221 bye");
        FtpsClientPool pool = Pool(server, 1);
        await (await pool.LendAsync(Cancellation)).DisposeAsync();
        await pool.DisposeAsync();
        await server.FinishAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.LendAsync(Cancellation));
    }

    [Fact]
    public async Task Whoever_gives_up_while_a_rested_connection_is_tried_leaves_none_behind()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: NOOP\nC: NOOP\nC: QUIT\nX: wait");
        var time = new LaterTime();
        var asked = new TaskCompletionSource();
        FtpsClientOptions options = Options(server) with
        {
            Time = time,
            Trace = line =>
            {
                if (line.Text == "NOOP")
                {
                    asked.TrySetResult();
                }
            },
        };
        await using FtpsClientPool pool = Pool(server, 1, options);
        await (await pool.LendAsync(Cancellation)).DisposeAsync();
        time.Ahead = TimeSpan.FromSeconds(30);
        using var impatient = new CancellationTokenSource();
        Task<PooledClient> lending = pool.LendAsync(impatient.Token);
        await asked.Task.WaitAsync(ScriptedServer.Patience, Cancellation);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lending);
        Assert.Equal(0, pool.Open);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_client_that_comes_back_with_a_forgotten_stream_is_not_lent_again()
    {
        const string Stream = "@data RETR x\nD: gone\n";
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Stream}===\n@login\nC: SITE *\nS: 200 here");
        await using FtpsClientPool pool = Pool(server, 1);
        await using (PooledClient lent = await pool.LendAsync(Cancellation))
        {
            _ = await lent.Client.OpenReadAsync("x", 0, Cancellation);
        }

        Assert.Equal("here", await pool.RunAsync(async (client, token) => (await client.SendAsync("SITE x", token)).Text, Cancellation).WaitAsync(ScriptedServer.Patience, Cancellation));
        await server.FinishAsync();
    }

    /// <summary>The system's clock, and how much later it is said to be.</summary>
    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}

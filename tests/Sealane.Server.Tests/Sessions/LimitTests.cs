using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Sessions;

/// <summary>How many may come, and what failing costs.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task One_client_too_many_is_told_so_and_the_next_one_served()
    {
        await using SessionHarness harness = new("max_clients=2");
        await using TestClient first = await harness.GreetedAsync();
        TestClient second = await harness.GreetedAsync();

        await using TestClient third = await harness.ConnectAsync("127.0.0.3");
        await third.ExpectAsync(421, "^421 There are too many connected users, please try later.$");
        await third.ExpectEndAsync();
        await second.AskAsync("QUIT", 221);
        await second.DisposeAsync();
        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 1, "the second left");
        await using TestClient fourth = await harness.GreetedAsync();
        Assert.Contains("max_clients", Assert.Single(harness.Log.Of(1005)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_those_who_are_turned_away_is_turned_away_without_a_word()
    {
        // Time stands still, so that nobody who was refused and does not leave is let go.
        await using SessionHarness harness = new("max_clients=1", new ManualTime());
        await using TestClient first = await harness.GreetedAsync();
        List<TestClient> refused = [];
        for (int i = 0; i < 256; i++)
        {
            refused.Add(await harness.ConnectAsync());
            await refused[^1].ExpectAsync(421);
        }

        Assert.Null(await HearAsync());

        // And when they have left, words are there again.
        foreach (TestClient one in refused)
        {
            await one.DisposeAsync();
        }

        // The server may take a moment to notice that there is room.
        TestReply? said = null;
        while (said is null)
        {
            said = await HearAsync();
        }

        Assert.Equal(421, said.Code);
        await first.AskAsync("NOOP", 200);

        async Task<TestReply?> HearAsync()
        {
            try
            {
                await using TestClient client = await harness.ConnectAsync();
                return await client.ReadAsync();
            }
            catch (System.Net.Sockets.SocketException)
            {
                return null; // so early that it did not get as far as being connected
            }
        }
    }

    [Fact]
    public async Task Places_of_one_address_do_not_count_for_another()
    {
        await using SessionHarness harness = new("max_per_ip=1");
        await using TestClient first = await harness.GreetedAsync();

        await using TestClient second = await harness.ConnectAsync();
        await second.ExpectAsync(421, "^421 There are too many connections from your internet address.$");
        await using TestClient other = await harness.GreetedAsync("127.0.0.2");
        await other.AskAsync("NOOP", 200);
    }

    [Fact]
    public async Task On_the_implicit_port_one_too_many_gets_neither_TLS_nor_a_word_that_it_could_not_read()
    {
        await using SessionHarness harness = new("ssl_enable=YES\nmax_clients=1", implicitTls: true);
        await using TestClient first = await harness.ConnectAsync();
        await first.StartTlsAsync();
        await first.ExpectAsync(220);

        await using TestClient second = await harness.ConnectAsync();
        await second.ExpectEndAsync();
    }

    [Fact]
    public async Task Guessing_bans_the_address_and_nobody_else()
    {
        await using SessionHarness harness = new("ban_after=6\nmax_login_fails=3");
        for (int session = 0; session < 2; session++)
        {
            await using TestClient guesser = await harness.GreetedAsync();
            for (int i = 0; i < 3; i++)
            {
                await guesser.AskAsync("USER u", 331);
                await guesser.AskAsync($"PASS {session}{i}", 530);
            }

            await guesser.ExpectEndAsync();
        }

        // The right password is of no use now, and the reply does not tell.
        await using TestClient banned = await harness.GreetedAsync();
        await banned.AskAsync("USER u", 331);
        await banned.AskAsync("PASS p", 530, "^530 Login incorrect.$");
        await banned.ExpectEndAsync();
        Assert.Contains(harness.Log.Of(2002), line => line.Contains("AddressBanned", StringComparison.Ordinal));
        await using TestClient other = await harness.LoggedInAsync(from: "127.0.0.2");
    }

    [Fact]
    public async Task A_locked_account_gets_the_reply_of_a_wrong_password()
    {
        await using SessionHarness harness = new();
        Account account = (await harness.Accounts.FindAsync("u", CancellationToken.None))!;
        await harness.Accounts.UpdateAsync(account with { Enabled = false }, CancellationToken.None);
        await using TestClient client = await harness.GreetedAsync();

        await client.AskAsync("USER u", 331);
        await client.AskAsync("PASS p", 530, "^530 Login incorrect.$");
        Assert.Contains("Locked", Assert.Single(harness.Log.Of(2002)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_accounts_cannot_be_read_the_client_is_asked_to_come_later()
    {
        await using SessionHarness harness = new(accounts: new BrokenAccounts());
        await using TestClient client = await harness.GreetedAsync();

        await client.AskAsync("USER u", 331);
        await client.AskAsync("PASS p", 421, "later");
        await client.ExpectEndAsync();
    }

    private sealed class BrokenAccounts : IAccountStore
    {
        public ValueTask<Account?> FindAsync(string name, CancellationToken cancellation) => throw new AccountStoreException("the database is gone");
    }
}

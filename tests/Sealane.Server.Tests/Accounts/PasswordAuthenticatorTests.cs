using System.Collections.Concurrent;
using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class PasswordAuthenticatorTests : IDisposable
{
    // Cheap to compute; the number of computations is what is counted.
    private static readonly Secret Nobody = PasswordHash.Create("nobody", 1000);

    private readonly ManualClock _clock = new();
    private readonly MemoryAccountStore _accounts = new();
    private readonly ConcurrentQueue<Secret> _computed = new();
    private readonly LoginThrottle _throttle;
    private readonly PasswordAuthenticator _authenticator;

    public PasswordAuthenticatorTests()
    {
        _throttle = new LoginThrottle(new LoginThrottleOptions { BanAfter = 50 }, _clock);
        _authenticator = new PasswordAuthenticator(_accounts, _throttle, _clock, Check, Nobody);
    }

    public void Dispose() => _authenticator.Dispose();

    [Fact]
    public async Task The_right_password_logs_in_at_once()
    {
        await AddAsync("alice", "secret");
        LoginResult result = await LoginAsync("alice", "secret");

        Assert.Equal("alice", result.Account?.Name);
        Assert.Equal(LoginDenial.None, result.Reason);
        Assert.Equal(TimeSpan.Zero, result.Delay);
    }

    [Fact]
    public async Task Every_refusal_computes_one_hash_waits_and_names_its_reason()
    {
        await AddAsync("alice", "secret");
        await AddAsync("locked", "secret", account => account with { Enabled = false });
        await AddAsync("expired", "secret", account => account with { Expires = _clock.GetUtcNow() });
        await AddAsync("passwordless", "secret", account => account with { PasswordHash = null });

        foreach ((string name, string password, LoginDenial reason) in ((string, string, LoginDenial)[])
        [
            ("alice", "wrong", LoginDenial.WrongPassword), ("alice", "", LoginDenial.WrongPassword), ("ALICE", "secret", LoginDenial.UnknownUser),
            ("nobody", "nobody", LoginDenial.UnknownUser), ("", "secret", LoginDenial.UnknownUser), ("../alice", "secret", LoginDenial.UnknownUser),
            ("locked", "secret", LoginDenial.Locked), ("locked", "wrong", LoginDenial.WrongPassword), ("expired", "secret", LoginDenial.Expired),
            ("passwordless", "", LoginDenial.NoPassword),
        ])
        {
            _computed.Clear();
            LoginResult result = await LoginAsync(name, password);

            Assert.Equal((name, reason), (name, result.Reason));
            Assert.Null(result.Account);
            Assert.True(result.Delay >= TimeSpan.FromSeconds(1));
            Assert.Single(_computed);
        }
    }

    [Theory]
    [InlineData("garbage", "damaged")]
    [InlineData("$6$rounds=1$ab$cdefghijklmnopqrstuv", "libcrypt")]
    public async Task A_hash_that_cannot_be_checked_costs_the_same_and_tells_the_operator(string hash, string word)
    {
        await AddAsync("alice", "x", account => account with { PasswordHash = new Secret(hash) });
        LoginResult result = await LoginAsync("alice", "secret");

        Assert.Equal(LoginDenial.NoPassword, result.Reason);
        Assert.Contains(word, result.Detail, StringComparison.Ordinal);
        Assert.Contains("ftpsd user passwd alice", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(hash, result.Detail, StringComparison.Ordinal);
        Assert.Same(Nobody, _computed.Last());
    }

    [Fact]
    public async Task Hundreds_of_logins_pay_once_in_five_minutes()
    {
        await AddAsync("alice", "secret");
        for (int i = 0; i < 300; i++)
        {
            Assert.NotNull((await LoginAsync("alice", "secret")).Account);
        }

        Assert.Single(_computed);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await LoginAsync("alice", "secret");
        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task A_remembered_login_obeys_every_change_at_once()
    {
        Account alice = await AddAsync("alice", "secret");
        Assert.NotNull((await LoginAsync("alice", "secret")).Account);

        await _accounts.UpdateAsync(alice with { Enabled = false }, default);
        Assert.Equal(LoginDenial.Locked, (await LoginAsync("alice", "secret")).Reason);
        await _accounts.UpdateAsync(alice with { Expires = _clock.GetUtcNow() }, default);
        Assert.Equal(LoginDenial.Expired, (await LoginAsync("alice", "secret")).Reason);
        await _accounts.UpdateAsync(alice with { Home = "/elsewhere" }, default);
        Assert.Equal("/elsewhere", (await LoginAsync("alice", "secret")).Account?.Home);
        await _accounts.UpdateAsync(alice with { PasswordHash = PasswordHash.Create("new", 1000) }, default);
        Assert.Equal(LoginDenial.WrongPassword, (await LoginAsync("alice", "secret")).Reason);
        Assert.NotNull((await LoginAsync("alice", "new")).Account);
        await _accounts.RemoveAsync("alice", default);
        Assert.Equal(LoginDenial.UnknownUser, (await LoginAsync("alice", "new")).Reason);
    }

    [Fact]
    public async Task A_wrong_password_is_never_remembered()
    {
        await AddAsync("alice", "secret");
        await LoginAsync("alice", "wrong");
        Assert.Equal(LoginDenial.WrongPassword, (await LoginAsync("alice", "wrong")).Reason);
        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task A_banned_address_is_refused_without_work_even_with_the_right_password()
    {
        await AddAsync("alice", "secret");
        _throttle.Options = new LoginThrottleOptions { BanAfter = 2 };
        await LoginAsync("alice", "wrong");
        await LoginAsync("alice", "wrong");
        _computed.Clear();
        LoginResult result = await LoginAsync("alice", "secret");

        Assert.Equal(LoginDenial.AddressBanned, result.Reason);
        Assert.Empty(_computed);
        Assert.NotNull((await _authenticator.AuthenticateAsync("alice", "secret", IPAddress.Parse("192.0.2.9"), default)).Account);
    }

    [Fact]
    public async Task A_store_that_fails_is_no_failure_of_the_client()
    {
        using PasswordAuthenticator authenticator = new(new BrokenStore(), new LoginThrottle(new LoginThrottleOptions { BanAfter = 1 }, _clock), _clock, Check, Nobody);
        for (int i = 0; i < 3; i++)
        {
            LoginResult result = await authenticator.AuthenticateAsync("alice", "secret", IPAddress.Loopback, default);
            Assert.Equal((LoginDenial.StoreUnavailable, "the disk is gone", TimeSpan.Zero), (result.Reason, result.Detail, result.Delay));
        }
    }

    [Fact]
    public async Task No_more_hashes_at_once_than_cores()
    {
        // Enough threads that only the authenticator's own bound can hold them back.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(40, ports);
        int running = 0, most = 0;
        using PasswordAuthenticator authenticator = new(
            _accounts,
            _throttle,
            _clock,
            (hash, password) =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                PasswordHash.Create("x", 20_000);
                Interlocked.Decrement(ref running);
                return PasswordVerdict.Mismatch;
            },
            Nobody);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => authenticator.AuthenticateAsync($"user{i}", "p", IPAddress.Loopback, default).AsTask()));
        ThreadPool.SetMinThreads(workers, ports);

        Assert.InRange(most, 1, Environment.ProcessorCount);
    }

    [Fact]
    public async Task Hashing_does_not_hold_up_the_caller()
    {
        await AddAsync("alice", "secret");
        using ManualResetEventSlim go = new();
        using PasswordAuthenticator authenticator = new(
            _accounts, _throttle, _clock, (_, _) => go.Wait(TimeSpan.FromMinutes(1)) ? PasswordVerdict.Match : PasswordVerdict.Mismatch, Nobody);

        // Comes back before the hash is done, or never gets to say "go".
        ValueTask<LoginResult> login = authenticator.AuthenticateAsync("alice", "secret", IPAddress.Loopback, default);
        go.Set();
        Assert.NotNull((await login).Account);
    }

    [Fact]
    public async Task The_public_constructor_makes_a_dummy_of_todays_cost()
    {
        using PasswordAuthenticator authenticator = new(_accounts, _throttle, _clock);
        await AddAsync("alice", "secret");
        Assert.NotNull((await authenticator.AuthenticateAsync("alice", "secret", IPAddress.Loopback, default)).Account);
        Assert.Equal(LoginDenial.UnknownUser, (await authenticator.AuthenticateAsync("bob", "secret", IPAddress.Loopback, default)).Reason);
        Assert.False(PasswordHash.NeedsRehash(authenticator.Nobody));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is int other && other != seen)
        {
            seen = other;
        }
    }

    private PasswordVerdict Check(Secret hash, string password)
    {
        _computed.Enqueue(hash);
        return PasswordHash.Check(hash, password);
    }

    private ValueTask<LoginResult> LoginAsync(string name, string password) => _authenticator.AuthenticateAsync(name, password, IPAddress.Loopback, default);

    private async Task<Account> AddAsync(string name, string password, Func<Account, Account>? change = null)
    {
        Account account = new() { Name = name, Home = "/srv/" + name, PasswordHash = PasswordHash.Create(password, 1000), Created = _clock.GetUtcNow() };
        account = change?.Invoke(account) ?? account;
        Assert.True(await _accounts.AddAsync(account, default));
        return account;
    }

    private sealed class BrokenStore : IAccountStore
    {
        public ValueTask<Account?> FindAsync(string name, CancellationToken cancellation) => throw new AccountStoreException("the disk is gone");
    }
}

using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

/// <summary>What every account store promises. Inherited once for each.</summary>
public abstract class AccountStoreConformance : IDisposable
{
    private static readonly Account Alice = new()
    {
        Name = "alice",
        Home = "/srv/ölüm & \"co\"/alice",
        PasswordHash = new Secret("$6$x$y"),
        Permissions = Permissions.Read | Permissions.List,
        Expires = new DateTimeOffset(2030, 5, 6, 7, 8, 9, 123, TimeSpan.Zero),
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
    };

    protected abstract IAccountEditor Store { get; }

    public abstract void Dispose();

    [Fact]
    public async Task An_account_comes_back_as_it_was_added()
    {
        Assert.True(await Store.AddAsync(Alice, default));
        AssertSame(Alice, await Store.FindAsync("alice", default));

        Account bare = new() { Name = "bob", Home = "/", Permissions = Permissions.UploadOnly, Enabled = false, Created = Alice.Created };
        Assert.True(await Store.AddAsync(bare, default));
        AssertSame(bare, await Store.FindAsync("bob", default));
    }

    [Fact]
    public async Task Names_are_compared_exactly_and_as_text()
    {
        await Store.AddAsync(Alice, default);
        foreach (string name in (string[])["Alice", "alic", "alice ", "al%", "alic_", "' OR 1=1 --", "", "bob"])
        {
            Assert.Null(await Store.FindAsync(name, default));
        }
    }

    [Fact]
    public async Task A_taken_name_is_not_added_again()
    {
        await Store.AddAsync(Alice, default);
        Assert.False(await Store.AddAsync(Alice with { Home = "/other" }, default));
        AssertSame(Alice, await Store.FindAsync("alice", default));
    }

    [Fact]
    public async Task An_update_replaces_everything_and_makes_nothing()
    {
        Assert.False(await Store.UpdateAsync(Alice, default));
        Assert.Null(await Store.FindAsync("alice", default));

        await Store.AddAsync(Alice, default);
        Account changed = Alice with { Home = "/new", PasswordHash = null, Permissions = Permissions.All, Enabled = false, Expires = null };
        Assert.True(await Store.UpdateAsync(changed, default));
        AssertSame(changed, await Store.FindAsync("alice", default));
    }

    [Fact]
    public async Task A_removed_account_is_gone_and_its_name_free()
    {
        await Store.AddAsync(Alice, default);
        Assert.True(await Store.RemoveAsync("alice", default));
        Assert.Null(await Store.FindAsync("alice", default));
        Assert.False(await Store.RemoveAsync("alice", default));
        Assert.True(await Store.AddAsync(Alice, default));
    }

    [Fact]
    public async Task All_are_listed_by_name()
    {
        Assert.Empty(await Store.ListAsync(default));
        foreach (string name in (string[])["b", "ä", "a", "B"])
        {
            await Store.AddAsync(Alice with { Name = name }, default);
        }

        Assert.Equal(["B", "a", "b", "ä"], (await Store.ListAsync(default)).Select(account => account.Name));
    }

    [Fact]
    public async Task Of_many_who_add_one_name_at_once_one_succeeds()
    {
        bool[] added = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.AddAsync(Alice with { Home = $"/{i}" }, default).AsTask()));
        Assert.Single(added, true);
    }

    private static void AssertSame(Account expected, Account? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.PasswordHash?.Reveal(), actual.PasswordHash?.Reveal());

        // A Secret is compared by reference; everything else by value.
        Assert.Equal(expected with { PasswordHash = null }, actual with { PasswordHash = null });
    }
}

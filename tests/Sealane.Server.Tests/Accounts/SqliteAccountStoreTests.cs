using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Sealane.Accounts.Sql;
using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteAccountStoreTests : AccountStoreConformance
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly Account Alice = new() { Name = "alice", Home = "/srv/alice", PasswordHash = new Secret("h") };

    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-accounts-").FullName;
    private SqliteAccountStore? _store;

    protected override IAccountEditor Store => _store ??= SqliteAccountStore.Open(Database);

    private string Database => Path.Combine(_directory, "accounts.db");

    public override void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_database_and_the_files_beside_it()
    {
        await Store.AddAsync(Alice, default);
        Assert.Equal(["accounts.db", "accounts.db-shm", "accounts.db-wal"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_directory), file => Assert.Equal(Owner, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_database_that_others_could_read_is_closed_to_them()
    {
        using (SqliteAccountStore store = SqliteAccountStore.Open(Database))
        {
            await store.AddAsync(Alice, default);
        }

        File.SetUnixFileMode(Database, Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.NotNull(await Store.FindAsync("alice", default));
        Assert.Equal(Owner, File.GetUnixFileMode(Database));
    }

    [Fact]
    public async Task A_change_by_another_connection_is_seen_at_the_next_lookup()
    {
        using SqliteAccountStore other = SqliteAccountStore.Open(Database);
        Assert.Null(await Store.FindAsync("alice", default));
        await other.AddAsync(Alice, default);
        Assert.True((await Store.FindAsync("alice", default))?.Enabled);
        await other.UpdateAsync(Alice with { Enabled = false }, default);
        Assert.False((await Store.FindAsync("alice", default))?.Enabled);
        await other.RemoveAsync("alice", default);
        Assert.Null(await Store.FindAsync("alice", default));
    }

    [Fact]
    public async Task A_change_by_another_process_is_seen_at_the_next_lookup()
    {
        await Store.AddAsync(Alice, default);
        using Process sqlite = Process.Start(new ProcessStartInfo("sqlite3", [Database, "UPDATE account SET enabled = 0, home = '/moved'"]))!;
        await sqlite.WaitForExitAsync();

        Assert.Equal(0, sqlite.ExitCode);
        Account? alice = await Store.FindAsync("alice", default);
        Assert.Equal((false, "/moved"), (alice!.Enabled, alice.Home));
    }

    [Fact]
    public async Task A_database_restored_by_moving_another_into_its_place_is_the_one_that_answers()
    {
        await Store.AddAsync(Alice, default);
        using (SqliteAccountStore backup = SqliteAccountStore.Open(Database + ".new"))
        {
            await backup.AddAsync(Alice with { Name = "bob" }, default);
        }

        // With the daemon's own -wal still there, as an operator would leave it, the new file must not be mixed up with it.
        foreach (string left in Directory.GetFiles(_directory, "accounts.db-*"))
        {
            File.Delete(left);
        }

        File.Move(Database + ".new", Database, overwrite: true);

        Assert.Null(await Store.FindAsync("alice", default));
        Assert.NotNull(await Store.FindAsync("bob", default));
    }

    [Fact]
    public async Task A_database_that_disappears_is_reported_and_taken_up_again_when_it_is_back()
    {
        await Store.AddAsync(Alice, default);
        File.Delete(Database);
        AccountStoreException failure = await Assert.ThrowsAsync<AccountStoreException>(async () => await Store.FindAsync("alice", default));
        Assert.Contains("disappeared", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Database));

        using (SqliteAccountStore made = SqliteAccountStore.Open(Database))
        {
            await made.AddAsync(Alice with { Name = "bob" }, default);
        }

        Assert.NotNull(await Store.FindAsync("bob", default));
    }

    [Fact]
    public void A_file_that_is_no_database_is_named_and_left_alone()
    {
        byte[] text = [.. "just some notes of mine, long enough not to be taken for an empty file\n"u8];
        File.WriteAllBytes(Database, text);
        AssertRefused("is not an account database", "mv ");
        Assert.Equal(text, File.ReadAllBytes(Database));
    }

    [Fact]
    public async Task A_damaged_database_is_named_and_left_alone()
    {
        using (SqliteAccountStore store = SqliteAccountStore.Open(Database))
        {
            for (int i = 0; i < 200; i++)
            {
                await store.AddAsync(Alice with { Name = $"user{i}" }, default);
            }
        }

        byte[] bytes = File.ReadAllBytes(Database);
        Random.Shared.NextBytes(bytes.AsSpan(4096, 4096));
        bytes.AsSpan(4096, 16).Fill(0xFF);
        File.WriteAllBytes(Database, bytes);
        AssertRefused("is damaged", ".recover");
        Assert.Equal(bytes, File.ReadAllBytes(Database));
    }

    [Fact]
    public void A_newer_schema_is_left_to_the_newer_program()
    {
        SqliteAccountStore.Open(Database).Dispose();
        Run("PRAGMA user_version = 2");
        AssertRefused("newer ftpsd", "schema 2");
    }

    [Fact]
    public void The_database_of_another_program_is_left_alone()
    {
        Run("CREATE TABLE account (name TEXT)");
        AssertRefused("another program", "accounts=sqlite:PATH");
    }

    [Fact]
    public void A_directory_that_is_missing_is_named_with_the_command_that_makes_it()
    {
        AccountStoreException failure = Assert.Throws<AccountStoreException>(() => SqliteAccountStore.Open(Path.Combine(_directory, "no", "accounts.db")));
        Assert.Contains($"mkdir -p -m 700 {_directory}/no", failure.Message, StringComparison.Ordinal);
    }

    // /proc refuses new files even to root; a directory in the database's place can be opened by nobody.
    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        AccountStoreException failure = Assert.Throws<AccountStoreException>(() => SqliteAccountStore.Open("/proc/self/accounts.db"));
        Assert.Contains("must be writable", failure.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(Database);
        AssertRefused("must be writable", "ls -ld");
    }

    [Fact]
    public async Task Two_who_open_a_new_database_at_once_both_succeed()
    {
        SqliteAccountStore[] stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteAccountStore.Open(Database))));
        Assert.Equal(1, (await Task.WhenAll(stores.Select(store => store.AddAsync(Alice, default).AsTask()))).Count(added => added));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task A_name_against_the_rule_is_not_written() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.AddAsync(Alice with { Name = "a/b" }, default));

    [Fact]
    public async Task Permissions_of_a_later_program_grant_nothing_here()
    {
        await Store.AddAsync(Alice with { Permissions = Permissions.Read }, default);
        Run("UPDATE account SET permissions = 1 | 4096");
        Assert.Equal(Permissions.Read, (await Store.FindAsync("alice", default))!.Permissions);
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_is_an_error_of_the_store()
    {
        await Store.AddAsync(Alice, default);
        Run("UPDATE account SET expires = 9223372036854775807");
        AccountStoreException failure = await Assert.ThrowsAsync<AccountStoreException>(async () => await Store.FindAsync("alice", default));
        Assert.Contains("no ftpsd wrote", failure.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(params string[] words)
    {
        AccountStoreException failure = Assert.Throws<AccountStoreException>(() => SqliteAccountStore.Open(Database));
        Assert.Contains(Database, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
    }

    private void Run(string statement)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}

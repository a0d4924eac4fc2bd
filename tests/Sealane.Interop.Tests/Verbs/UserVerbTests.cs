using System.Runtime.Versioning;
using System.Text.Json;
using Sealane.Accounts.Sql;
using Sealane.Daemon.Verbs;
using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Interop.Tests.Verbs;

[Collection(VerbConsole.Collection)]
[UnsupportedOSPlatform("windows")]
public sealed class UserVerbTests : IDisposable
{
    private readonly VerbConsole _ftpsd = new(UserVerb.Build);

    private string Home => Path.Combine(_ftpsd.Directory, "home");

    public void Dispose() => _ftpsd.Dispose();

    [Theory]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    [InlineData("secret")]
    [InlineData("secret\nsecond line\n")]
    public async Task An_account_gets_the_first_line_of_standard_input_as_its_password(string input)
    {
        Assert.Equal(0, await _ftpsd.RunAsync(["add", "alice", "--home", Home, "--password-stdin"], input));
        Account alice = await FindAsync("alice");

        Assert.True(PasswordHash.Verify(alice.PasswordHash!, "secret"));
        Assert.Equal((Home, Permissions.All, true, null), (alice.Home, alice.Permissions, alice.Enabled, alice.Expires));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Home));
        Assert.DoesNotContain("secret", _ftpsd.Output + _ftpsd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generated_password_is_shown_once_and_opens_the_account()
    {
        Assert.Equal(0, await _ftpsd.RunAsync(["add", "alice", "--generate", "--json"]));
        string first = JsonDocument.Parse(_ftpsd.Output).RootElement.GetProperty("password").GetString()!;
        Assert.True(PasswordHash.Verify((await FindAsync("alice")).PasswordHash!, first));
        Assert.True(Directory.Exists(Path.Combine(_ftpsd.StateDirectory, "homes", "alice")));

        Assert.Equal(0, await _ftpsd.RunAsync(["passwd", "alice", "--generate"]));
        string second = _ftpsd.Output[(_ftpsd.Output.IndexOf("password: ", StringComparison.Ordinal) + 10)..].Trim();
        Secret hash = (await FindAsync("alice")).PasswordHash!;
        Assert.True(PasswordHash.Verify(hash, second));
        Assert.False(PasswordHash.Verify(hash, first));

        foreach (string[] words in (string[][])[["show", "alice"], ["show", "alice", "--json"], ["list"], ["list", "--json"], ["lock", "alice", "--json"]])
        {
            Assert.Equal(0, await _ftpsd.RunAsync(words));
            Assert.DoesNotContain(second, _ftpsd.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("pbkdf2", _ftpsd.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rights_and_expiry_are_stored()
    {
        Assert.Equal(0, await _ftpsd.RunAsync(["add", "reader", "--generate", "--permissions", "list,read", "--expires", "2190-01-31"]));
        Assert.Equal(0, await _ftpsd.RunAsync(["add", "dropbox", "--generate", "--upload-only", "--expires", "2190-01-31T12:00:00+02:00"]));

        Account reader = await FindAsync("reader"), dropbox = await FindAsync("dropbox");
        Assert.Equal((Permissions.Read | Permissions.List, new DateTimeOffset(2190, 1, 31, 0, 0, 0, TimeSpan.Zero)), (reader.Permissions, reader.Expires));
        Assert.Equal((Permissions.UploadOnly, new DateTimeOffset(2190, 1, 31, 10, 0, 0, TimeSpan.Zero)), (dropbox.Permissions, dropbox.Expires));
    }

    [Fact]
    public async Task Lock_unlock_list_show_and_remove_do_what_they_say()
    {
        await _ftpsd.RunAsync(["add", "alice", "--generate", "--home", Home]);
        Assert.Equal(0, await _ftpsd.RunAsync(["lock", "alice"]));
        Assert.False((await FindAsync("alice")).Enabled);
        await _ftpsd.RunAsync(["list", "--json"]);
        Assert.Equal("locked", JsonDocument.Parse(_ftpsd.Output).RootElement[0].GetProperty("state").GetString());
        Assert.Equal(0, await _ftpsd.RunAsync(["unlock", "alice"]));
        Assert.True((await FindAsync("alice")).Enabled);
        await _ftpsd.RunAsync(["show", "alice"]);
        Assert.Contains($"home:        {Home}", _ftpsd.Output, StringComparison.Ordinal);

        Assert.Equal(0, await _ftpsd.RunAsync(["remove", "alice"]));
        Assert.True(Directory.Exists(Home));
        await _ftpsd.RefusedAsync(1, "no account 'alice'", ["show", "alice"]);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_in_one_line_and_changes_nothing()
    {
        await _ftpsd.RefusedAsync(1, "there are no accounts yet", ["list"]);
        Assert.False(Directory.Exists(_ftpsd.StateDirectory));
        await _ftpsd.RunAsync(["add", "alice", "--password-stdin"], "secret");
        string file = Path.Combine(_ftpsd.Directory, "file");
        File.WriteAllText(file, "");

        await _ftpsd.RefusedAsync(1, "already", ["add", "alice", "--generate"]);
        await _ftpsd.RefusedAsync(2, "an account name is", ["add", "a/b", "--generate"]);
        await _ftpsd.RefusedAsync(2, "'fly'", ["add", "bob", "--generate", "--permissions", "read,fly"]);
        await _ftpsd.RefusedAsync(2, "exclude", ["add", "bob", "--generate", "--permissions", "read", "--upload-only"]);
        await _ftpsd.RefusedAsync(2, "exclude", ["add", "bob", "--generate", "--password-stdin"]);
        await _ftpsd.RefusedAsync(2, "no date", ["add", "bob", "--generate", "--expires", "soon"]);
        await _ftpsd.RefusedAsync(2, "past", ["add", "bob", "--generate", "--expires", "2020-01-01"]);
        await _ftpsd.RefusedAsync(1, "is a file", ["add", "bob", "--generate", "--home", file]);
        await _ftpsd.RefusedAsync(1, "no directory", ["add", "bob", "--generate", "--home", Home, "--no-create-home"]);
        await _ftpsd.RefusedAsync(1, "empty", ["add", "bob", "--password-stdin", "--home", Home], "\n");
        await _ftpsd.RefusedAsync(1, "cannot be a password", ["passwd", "alice", "--password-stdin"], new string('x', 600));
        await _ftpsd.RefusedAsync(1, "no account", ["lock", "bob"]);
        await _ftpsd.RefusedAsync(1, "none.conf", ["list", "--config", Path.Combine(_ftpsd.Directory, "none.conf")]);
        Assert.Equal(2, await _ftpsd.RunAsync(["ad", "bob"]));

        Assert.False(Directory.Exists(Home));
        await _ftpsd.RunAsync(["list", "--json"]);
        Assert.Equal(1, JsonDocument.Parse(_ftpsd.Output).RootElement.GetArrayLength());
        Assert.True(PasswordHash.Verify((await FindAsync("alice")).PasswordHash!, "secret"));
    }

    [Fact]
    public async Task A_corrupt_database_is_reported_and_kept()
    {
        Directory.CreateDirectory(_ftpsd.StateDirectory);
        string database = Path.Combine(_ftpsd.StateDirectory, "accounts.db");
        File.WriteAllText(database, "no database at all, but longer than a header of sixteen bytes");
        await _ftpsd.RefusedAsync(1, "is not an account database", ["add", "alice", "--generate"]);
        Assert.StartsWith("no database", File.ReadAllText(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_ftpsd.StateDirectory, "in the way");
        await _ftpsd.RefusedAsync(1, _ftpsd.StateDirectory, ["add", "alice", "--generate"]);
    }

    [Fact]
    public async Task The_configuration_names_the_database()
    {
        string config = Path.Combine(_ftpsd.Directory, "ftpsd.conf");
        File.WriteAllText(config, "# accounts=sqlite:no.db\naccounts = sqlite:other.db\n");
        Assert.Equal(0, await _ftpsd.RunAsync(["add", "alice", "--generate", "--config", config]));
        // As everywhere in a configuration: relative to the file.
        Assert.True(File.Exists(Path.Combine(_ftpsd.Directory, "other.db")));

        File.WriteAllText(config, "accounts=postgres://db\n");
        await _ftpsd.RefusedAsync(1, "accounts", ["list", "--config", config]);
    }

    private async Task<Account> FindAsync(string name)
    {
        using SqliteAccountStore store = SqliteAccountStore.Open(Path.Combine(_ftpsd.StateDirectory, "accounts.db"));
        return (await store.FindAsync(name, default))!;
    }
}

using System.Net;
using Sealane.Server.Accounts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Server.Tests.Options;

namespace Sealane.Server.Tests.Accounts;

/// <summary>Whom anonymous logins become, and which of them are refused. nobody stands for ftp, because every system has him.</summary>
public sealed class AnonymousUsersTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sealane-anonymous-");
    private readonly MemoryAccountStore _store = new();
    private readonly Authenticator _authenticator;

    public AnonymousUsersTests() => _authenticator = new Authenticator(
        _store, null, new LoginThrottle(new LoginThrottleOptions { FailureDelay = TimeSpan.FromSeconds(1), BanAfter = 3 }, TimeProvider.System), TimeProvider.System);

    public void Dispose()
    {
        _authenticator.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("ftp")]
    [InlineData("FTP")]
    [InlineData("anonymous")]
    [InlineData("Anonymous")]
    public async Task Any_password_opens_the_directory_that_is_named(string name)
    {
        foreach (string password in new[] { "", "somebody@example.org" })
        {
            Account account = (await LogInAsync("anon_root=/srv/pub\nanon_umask=022", name, password)).Account!;
            Assert.Equal(("ftp", AccountKind.Anonymous, "/srv/pub", true), (account.Name, account.Kind, account.Home, account.Start.IsRoot));
            Assert.Equal((Permissions.Read | Permissions.List, 18), (account.Permissions, account.Umask));
            Assert.Equal(Identity.IsPossible ? 65534u : null, account.Identity?.User);
            Assert.Null(account.Handover);
        }
    }

    [Fact]
    public async Task Without_a_directory_it_is_the_users_home() => Assert.Equal("/nonexistent", (await LogInAsync("", "ftp", "")).Account!.Home);

    [Fact]
    public async Task An_account_of_that_name_is_not_asked_and_without_the_option_it_is()
    {
        await _store.AddAsync(new Account { Name = "ftp", Home = "/stored", PasswordHash = PasswordHash.Create("p", 1000) }, CancellationToken.None);
        Assert.Equal("/srv", (await LogInAsync("anon_root=/srv", "ftp", "wrong")).Account!.Home);
        Assert.Equal("/stored", (await _authenticator.AuthenticateAsync(TestHost.Usable(""), "ftp", "p", IPAddress.Loopback, CancellationToken.None)).Account!.Home);
    }

    [Fact]
    public async Task Lists_of_passwords_refuse_and_admit()
    {
        string list = Write("list", "bad@example.org\n\nsecret\n");
        Assert.Equal(LoginDenial.NotAdmitted, (await LogInAsync($"deny_email_enable=YES\nbanned_email_file={list}", "ftp", "bad@example.org", list)).Reason);
        Assert.NotNull((await LogInAsync($"deny_email_enable=YES\nbanned_email_file={list}", "ftp", "good@example.org", list)).Account);
        Assert.NotNull((await LogInAsync($"secure_email_list_enable=YES\nemail_password_file={list}", "ftp", "secret", list)).Account);
        LoginResult refused = await LogInAsync($"secure_email_list_enable=YES\nemail_password_file={list}", "ftp", "", list);
        Assert.Equal(LoginDenial.NotAdmitted, refused.Reason);
        Assert.True(refused.Delay > TimeSpan.Zero);
        File.Delete(list);
        Assert.Equal(LoginDenial.StoreUnavailable, (await LogInAsync($"deny_email_enable=YES\nbanned_email_file={list}", "ftp", "x", list)).Reason);
    }

    [Fact]
    public async Task Refusals_count_against_the_address()
    {
        string list = Write("list", "secret\n");
        string lines = $"secure_email_list_enable=YES\nemail_password_file={list}";
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(LoginDenial.NotAdmitted, (await LogInAsync(lines, "ftp", "guess", list)).Reason);
        }

        Assert.Equal(LoginDenial.AddressBanned, (await LogInAsync(lines, "ftp", "secret", list)).Reason);
    }

    [Fact]
    public async Task Their_file_of_settings_is_named_after_ftp_username()
    {
        Write("nobody", "anon_root=/srv/theirs\nanon_upload_enable=YES\nanon_max_rate=7\n");
        Write("ftp", "anon_root=/srv/wrong\n");
        LoginResult result = await LogInAsync($"user_config_dir={_directory.FullName}\nanon_root=/srv", "ftp", "");
        Assert.Equal(("/srv/theirs", 7L), (result.Account!.Home, result.Account.Rights!.BytesPerSecond));
        Assert.True(result.Account.Permissions.HasFlag(Permissions.UploadOnly));
        Assert.Equal("/srv/theirs", result.Options!.Anonymous!.Root);
        Write("nobody", "anon_upload_enable=PERHAPS\n");
        Assert.Equal(LoginDenial.StoreUnavailable, (await LogInAsync($"user_config_dir={_directory.FullName}\nanon_root=/srv", "ftp", "")).Reason);
    }

    [Fact]
    public async Task A_user_that_is_missing_is_the_operators_fault()
    {
        // The machine of the configuration has him, this one does not.
        LoginResult result = await LogInAsync("ftp_username=sealane-no-such-user", "ftp", "");
        Assert.Equal(LoginDenial.StoreUnavailable, result.Reason);
        Assert.Contains("useradd", result.Detail, StringComparison.Ordinal);
        Assert.Equal(LoginDenial.StoreUnavailable, (await LogInAsync("chown_uploads=YES\nchown_username=sealane-no-such-user", "ftp", "")).Reason);
    }

    [Fact]
    public async Task Uploads_can_have_another_owner()
    {
        Account account = (await LogInAsync("chown_uploads=YES\nchown_upload_mode=0444", "ftp", "")).Account!;
        Assert.Equal(new Handover(0, 0b100_100_100), account.Handover);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private async Task<LoginResult> LogInAsync(string lines, string name, string password, string? file = null)
    {
        string user = lines.Contains("ftp_username", StringComparison.Ordinal) ? "" : "ftp_username=nobody\n";
        ServerOptions options = TestHost.With(file is null ? [] : new() { [file] = FileCondition.Readable })
            .Parse(System.Text.Encoding.UTF8.GetBytes($"anonymous_enable=YES\n{user}{lines}\n"), "/etc/test.conf", []).Options!;
        return await _authenticator.AuthenticateAsync(options, name, password, IPAddress.Loopback, CancellationToken.None);
    }
}

using System.Text;
using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

/// <summary>What a file of user_config_dir does to the options of its user's sessions. The files are real ones.</summary>
public sealed class UserFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sealane-users-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_file_changes_what_it_names_and_leaves_the_rest()
    {
        ServerOptions running = Running("local_max_rate=1000\nlocal_umask=027\nidle_session_timeout=77\nmax_clients=5");
        Write("alice", "# hers\nwrite_enable=NO\nlocal_max_rate=500\ncmds_denied=DELE\n");
        UserSettings settings = UserSettings.Of(running, "alice");
        Assert.Null(settings.Fault);
        Assert.Empty(settings.Findings);
        Assert.Equal(["write_enable=NO", "local_max_rate=500", "cmds_denied=DELE"], settings.Settings);
        ServerOptions hers = settings.Options!;
        Assert.Equal((false, 500L, false), (hers.Access.Write, hers.Limits.BytesPerSecond, hers.Access.Admits("DELE")));
        Assert.Equal((23, 77.0, 5), (hers.Uploads.Umask, hers.Limits.IdleTimeout.TotalSeconds, hers.Limits.MaxClients));
        Assert.Equal((true, 1000L), (running.Access.Write, running.Limits.BytesPerSecond));
        Assert.Same(UserSettings.None, UserSettings.Of(running, "bob"));
        Assert.Same(UserSettings.None, UserSettings.Of(TestHost.Usable(""), "alice"));
    }

    [Theory]
    [InlineData("../alice")]
    [InlineData("sub/alice")]
    [InlineData(".alice")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_name_that_is_no_file_name_has_no_file(string name)
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "sub"));
        Write("sub/alice", "write_enable=NO\n");
        Write(".alice", "write_enable=NO\n");
        Assert.Same(UserSettings.None, UserSettings.Of(Running(), name));
    }

    [Theory]
    [InlineData("write_enable=PERHAPS", "wants YES or NO")]
    [InlineData("local_umask=09", "local_umask")]
    [InlineData("write_enable", "write_enable")]
    [InlineData("write_enabel=NO", "Did you mean write_enable?")]
    [InlineData("local_max_rate=-1", "local_max_rate")]
    public void What_cannot_be_read_keeps_the_user_out_rather_than_letting_him_do_more(string line, string said)
    {
        Write("alice", "download_enable=NO\n" + line + "\n");
        UserSettings settings = UserSettings.Of(Running(), "alice");
        Assert.Null(settings.Options);
        Assert.StartsWith(Path.Combine(_directory.FullName, "alice") + ":2: error: ", settings.Fault, StringComparison.Ordinal);
        Assert.Contains(said, settings.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_like_none_of_ours_is_passed_over_with_a_warning()
    {
        Write("alice", "xyzzy_plugh=1\nwrite_enable=NO\n");
        UserSettings settings = UserSettings.Of(Running(), "alice");
        Assert.False(settings.Options!.Access.Write);
        Assert.Contains("no option 'xyzzy_plugh'", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen_port=99")]
    [InlineData("max_clients=99")]
    [InlineData("ssl_enable=NO")]
    [InlineData("force_local_logins_ssl=NO")]
    [InlineData("user_config_dir=/tmp")]
    [InlineData("anonymous_enable=YES")]
    [InlineData("nopriv_user=root")]
    [InlineData("state_dir=/tmp")]
    [InlineData("compat=vsftpd")]
    public void What_is_decided_before_the_login_cannot_be_set_for_one_user(string line)
    {
        Write("alice", line + "\n");
        UserSettings settings = UserSettings.Of(Running(), "alice");
        Assert.Null(settings.Options);
        Assert.Null(settings.Fault);
        Assert.Contains("has no effect for a single user", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_that_can_be_set_for_one_user_exists() =>
        Assert.All(PerUserOptions.Names, name => Assert.Equal(name, OptionCatalog.Find(name)?.Name));

    [Fact]
    public void What_a_reload_or_a_start_decided_stays_as_the_server_has_it()
    {
        ServerOptions running = Running("local_enable=YES\nanonymous_enable=YES") with { StateDirectory = "/kept", LocalUsers = null, PidFile = "/kept.pid" };
        Write("alice", "write_enable=NO\nanon_root=/srv\n");
        ServerOptions hers = UserSettings.Of(running, "alice").Options!;
        Assert.Equal(("/kept", null, "/kept.pid", "/srv"), (hers.StateDirectory, hers.LocalUsers, hers.PidFile, hers.Anonymous!.Root));
    }

    [Fact]
    public void A_file_is_read_again_when_it_has_changed_and_only_then()
    {
        ServerOptions running = Running();
        running.UserFiles!.Time = new Storage.LaterTime();
        Write("alice", "write_enable=NO\nxyzzy_plugh=1\n");
        string path = Path.Combine(_directory.FullName, "alice");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ServerOptions first = UserSettings.Of(running, "alice").Options!;
        UserSettings again = UserSettings.Of(running, "alice");
        Assert.Same(first, again.Options);
        Assert.Empty(again.Findings);
        Assert.NotSame(first, UserSettings.Of(running with { PidFile = "/x" }, "alice").Options);

        // The same time and length, but another file.
        _ = UserSettings.Of(running, "alice");
        Assert.Empty(UserSettings.Of(running, "alice").Findings);
        string other = path + "-new";
        File.WriteAllText(other, "write_enable=NO\nxyzzy_plugh=2\n");
        File.SetLastWriteTimeUtc(other, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Move(other, path, overwrite: true);
        Assert.NotEmpty(UserSettings.Of(running, "alice").Findings);

        // The same file, length and time, but another content: whoever writes it can set all three.
        File.WriteAllText(path, "local_umask=022\n");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(0b010_010, UserSettings.Of(running, "alice").Options!.Uploads.Umask);
        long changed = Changed(path);
        do
        {
            File.WriteAllText(path, "local_umask=077\n");
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        while (Changed(path) == changed); // the file system's clock goes in steps
        Assert.Equal(0b111_111, UserSettings.Of(running, "alice").Options!.Uploads.Umask);

        running.UserFiles.Time = TimeProvider.System;
        File.WriteAllText(path, "write_enable=YES\n");
        Assert.True(UserSettings.Of(running, "alice").Options!.Access.Write);
        File.WriteAllText(path, "write_enable=NO \n");
        Assert.False(UserSettings.Of(running, "alice").Options!.Access.Write); // a moment after: its time may be the same
        File.Delete(path);
        Assert.Same(UserSettings.None, UserSettings.Of(running, "alice"));
    }

    [Fact]
    public void What_is_no_regular_file_keeps_the_user_out()
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "alice"));
        Assert.Contains("is no regular file", UserSettings.Of(Running(), "alice").Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_start_at_the_file()
    {
        Write("alice", "anon_root=pub\n");
        Assert.Equal(Path.Combine(_directory.FullName, "pub"), UserSettings.Of(Running("anonymous_enable=YES"), "alice").Options!.Anonymous!.Root);
    }

    [Fact]
    public void Check_looks_at_every_file_and_none_keeps_the_server_from_running()
    {
        Write("alice", "write_enable=PERHAPS\n");
        Write("bob", "listen_port=99\n");
        Write("carol", "write_enable=NO\n");
        Write(".hidden", "write_enable=PERHAPS\n");
        LoadedConfiguration loaded = Load("");
        Assert.NotNull(loaded.Options);
        Diagnostic[] findings = [.. loaded.Diagnostics.Where(finding => finding.File?.StartsWith(_directory.FullName, StringComparison.Ordinal) == true)];
        Assert.Equal(2, findings.Length);
        Assert.All(findings, finding => Assert.Equal((Severity.Warning, 1), (finding.Severity, finding.Line)));
        Assert.StartsWith("keeps 'alice' out: wants YES or NO", findings[0].Message, StringComparison.Ordinal);
        Assert.Equal("listen_port", findings[1].Option);
    }

    [Fact]
    public void The_directory_itself_is_checked()
    {
        Assert.StartsWith("there is no directory", TestHost.Warning("user_config_dir", "user_config_dir=/srv/none").Message, StringComparison.Ordinal);
        Assert.Equal("user_config_dir", TestHost.Error(TestHost.With(new() { ["/etc/file"] = FileCondition.Readable }).Parse("user_config_dir=file\n"u8, "/etc/test.conf", [])).Option);
    }

    [Fact]
    public async Task An_account_of_the_servers_own_logs_in_under_its_file_or_not_at_all()
    {
        MemoryAccountStore store = new();
        foreach (string name in new[] { "alice", "bob", "carol" })
        {
            await store.AddAsync(new Account { Name = name, Home = "/srv", PasswordHash = PasswordHash.Create("p", 1000) }, CancellationToken.None);
        }

        Write("alice", "write_enable=NO\n");
        Write("bob", "write_enable=PERHAPS\n");
        ServerOptions running = Running();
        using Authenticator authenticator = new(store, null, new LoginThrottle(new LoginThrottleOptions(), TimeProvider.System), TimeProvider.System);
        Assert.False((await LogInAsync("alice")).Options!.Access.Write);
        Assert.Null((await LogInAsync("carol")).Options);
        LoginResult refused = await LogInAsync("bob");
        Assert.Equal((LoginDenial.StoreUnavailable, null), (refused.Reason, refused.Account));
        Assert.Contains("bob:1: error: write_enable: wants YES or NO", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(LoginDenial.WrongPassword, (await authenticator.AuthenticateAsync(running, "bob", "wrong", System.Net.IPAddress.Loopback, CancellationToken.None)).Reason);

        async Task<LoginResult> LogInAsync(string name) => await authenticator.AuthenticateAsync(running, name, "p", System.Net.IPAddress.Loopback, CancellationToken.None);
    }

    private static long Changed(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        Assert.Equal(0, Sealane.Server.Storage.LinuxCalls.Stat(file, out Sealane.Server.Storage.StatxRecord record));
        return (record.ChangedSeconds * 1_000_000_000) + record.ChangedNanoseconds;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_directory.FullName, name), content);

    [Fact]
    public void Users_of_the_system_whom_a_reload_has_not_switched_off_yet_keep_their_files()
    {
        Write("alice", "write_enable=NO\nchroot_local_user=YES\n");
        ServerOptions before = TestHost.Usable("local_enable=YES"), reloaded = Running("local_enable=NO") with { LocalUsers = before.LocalUsers };
        ServerOptions hers = UserSettings.Of(reloaded, "alice").Options!;
        Assert.Equal((false, true), (hers.Access.Write, hers.LocalUsers?.Jailed));
        Assert.Null(UserSettings.Of(Running("local_enable=NO"), "alice").Options!.LocalUsers);
    }

    private ServerOptions Running(string content = "") => Load(content).Options!;

    private LoadedConfiguration Load(string content) => TestHost.With(new() { [_directory.FullName] = FileCondition.Directory })
        .Parse(Encoding.UTF8.GetBytes($"user_config_dir={_directory.FullName}\n{content}\n"), "/etc/test.conf", []);
}

namespace Sealane.Interop.Tests.LocalUsers;

/// <summary>Guests, and files with settings for single users, seen from outside.</summary>
public sealed class UserFileTests
{
    [Fact]
    public async Task Each_kind_of_user_has_a_file_that_holds_for_his_sessions_alone()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync($"chroot_local_user=YES\nlocal_umask=022\nuser_config_dir=users\nanonymous_enable=YES\nftp_username=nobody\nanon_root=/nonexistent");
        string users = Path.Combine(site.Site.Root, "users");
        Directory.CreateDirectory(users);
        string file = site.Site.LocalFile("mine", 100), pub = Path.Combine(site.Homes, "pub");
        Directory.CreateDirectory(pub);
        await SystemUser.AdministerAsync("/bin/chmod", ["755", pub]);
        File.WriteAllText(Path.Combine(pub, "open"), "open\n");
        await SystemUser.AdministerAsync("/bin/chmod", ["644", Path.Combine(pub, "open")]);
        File.WriteAllText(Path.Combine(users, site.Alice.Name), $"write_enable=NO\nlocal_root={pub}\n");
        File.WriteAllText(Path.Combine(users, Site.User), "local_umask=077\ncmds_denied=DELE\n");
        File.WriteAllText(Path.Combine(users, "nobody"), $"anon_root={pub}\n");

        // A user of the system, another without a file, an account of the server's own, anybody.
        Assert.Equal("open\n", (await site.CurlAsync(site.Alice.Credentials, site.Url("open"))).Succeeded());
        (await site.CurlAsync(site.Alice.Credentials, "-T", file, site.Url("mine"))).Failed("550");
        (await site.CurlAsync(site.Bob.Credentials, "-T", file, site.Url("mine"))).Succeeded();
        Assert.StartsWith("644 ", await LocalUserSite.StatAsync(Path.Combine(site.Bob.Home, "mine")), StringComparison.Ordinal);
        (await site.CurlAsync(Site.Credentials, "-T", file, site.Url("mine"))).Succeeded();
        Assert.StartsWith("600 ", await LocalUserSite.StatAsync(site.Site.HomePath("mine")), StringComparison.Ordinal);
        (await site.CurlAsync(Site.Credentials, "-Q", "DELE mine", site.Url(""))).Failed("550");
        Assert.Equal("open\n", (await Tool.RunAsync("curl", ["-q", "-sS", site.Url("open")])).Succeeded());

        // A change is in effect at the next login, without a reload; a bad one keeps him out and nobody else.
        File.WriteAllText(Path.Combine(users, site.Alice.Name), "write_enable=YES\nxyzzy_plugh=1\n");
        (await site.CurlAsync(site.Alice.Credentials, "-T", file, site.Url("mine"))).Succeeded();
        await site.Site.Daemon.WaitForAsync(line => line.Contains("no option 'xyzzy_plugh'", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(users, site.Alice.Name), "write_enabel=NO\n");
        (await site.CurlAsync(site.Alice.Credentials, "-v", site.Url(""))).Failed("421 Logins are not possible");
        await site.Site.Daemon.WaitForAsync(line => line.Contains("Did you mean write_enable?", StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal));
        (await site.CurlAsync(site.Bob.Credentials, site.Url(""))).Succeeded();

        ToolRun check = await DaemonProcess.RunAsync(["check", site.Site.ConfigPath]);
        Assert.Contains($"{Path.Combine(users, site.Alice.Name)}:1: warning: keeps '{site.Alice.Name}' out", check.Succeeded(), StringComparison.Ordinal);
        ToolRun explained = await DaemonProcess.RunAsync(["explain", "login", site.Alice.Name, "--from", "127.0.0.1", site.Site.ConfigPath]);
        Assert.Contains("user_config_dir", explained.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, explained.ExitCode);
        Assert.Contains("sets local_umask=077", (await DaemonProcess.RunAsync(["explain", "login", Site.User, "--from", "127.0.0.1", site.Site.ConfigPath])).Succeeded(), StringComparison.Ordinal);
        ToolRun reload = await DaemonProcess.RunAsync(["reload", site.Site.ConfigPath]);
        Assert.Contains($"keeps '{site.Alice.Name}' out", reload.Error, StringComparison.Ordinal);
        reload.Succeeded();
    }

    [Fact]
    public async Task Guests_are_one_user_with_a_directory_each_and_the_rights_of_anonymous_users()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync("""
            guest_enable=YES
            guest_username=GUEST
            user_sub_token=$USER
            local_root=GUESTHOME/$USER
            anon_upload_enable=YES
            anon_umask=027
            anon_max_rate=100000000
            dual_log_enable=YES
            xferlog_file=xferlog
            user_config_dir=users
            """, guest: true);
        string homes = site.Bob.Home, file = site.Site.LocalFile("mine", 100), users = Path.Combine(site.Site.Root, "users");
        foreach (SystemUser user in new[] { site.Alice, site.Bob })
        {
            string home = Path.Combine(homes, user.Name);
            Directory.CreateDirectory(home);
            await SystemUser.AdministerAsync("/bin/chown", [Site.Text((int)site.Bob.Id), home]);
        }

        // Alice logs in with her own password and is Bob, the guests' user, in a directory of her own.
        (await site.CurlAsync(site.Alice.Credentials, "-T", file, site.Url("mine"))).Succeeded();
        string uploaded = Path.Combine(homes, site.Alice.Name, "mine");
        Assert.StartsWith($"640 {site.Bob.Id} ", await LocalUserSite.StatAsync(uploaded), StringComparison.Ordinal);
        (await site.CurlAsync(site.Alice.Credentials, site.Url("mine"))).Failed("550"); // anon_world_readable_only
        (await site.CurlAsync(site.Alice.Credentials, "-T", file, site.Url("mine"))).Failed("553");
        (await site.CurlAsync(site.Alice.Credentials, "-Q", "DELE mine", site.Url(""))).Failed("550");
        Assert.Contains("257 \"/\"", (await site.CurlAsync(site.Alice.Credentials, "-v", "-Q", "PWD", site.Url(""))).Error, StringComparison.Ordinal);

        // One of them is trusted with more.
        Directory.CreateDirectory(users);
        File.WriteAllText(Path.Combine(users, site.Alice.Name), "virtual_use_local_privs=YES\nchroot_local_user=YES\n");
        (await site.CurlAsync(site.Alice.Credentials, "-o", site.Site.LocalPath("back"), site.Url("mine"))).Succeeded();
        (await site.CurlAsync(site.Alice.Credentials, "-Q", "DELE mine", site.Url(""))).Succeeded();
        await site.Site.Daemon.StopAsync();
        Assert.Contains($" i g {site.Alice.Name} ftp 0 * c", File.ReadAllText(Path.Combine(site.Site.Root, "xferlog")), StringComparison.Ordinal);
    }
}

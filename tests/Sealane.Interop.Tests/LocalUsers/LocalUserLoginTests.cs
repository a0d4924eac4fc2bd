using System.Text.RegularExpressions;

namespace Sealane.Interop.Tests.LocalUsers;

/// <summary>Who gets in through PAM, who does not, and what the logs say. The users are real ones.</summary>
public sealed class LocalUserLoginTests
{
    [Fact]
    public async Task The_tutorial_with_lftp()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync();
        string file = Path.Combine(Path.GetDirectoryName(site.Site.LocalPath("x"))!, "testfile.txt");
        File.WriteAllText(file, "Hello from client\n");
        ToolRun run = await Tool.RunAsync(
            "lftp",
            ["-u", $"{site.Alice.Name},{SystemUser.Password}", "-p", Site.Text(site.Site.Port), "-e",
                $"set ftp:ssl-force true; set ssl:ca-file {site.Site.Authority}; put {file}; ls; cat testfile.txt; bye", "localhost"]);
        Assert.Matches($@"(?m)^-rw-------    1 {site.Alice.Id,-8} {site.Alice.Group,-8}       18 \w{{3}} \d\d \d\d:\d\d testfile\.txt$", run.Succeeded());
        Assert.Contains("Hello from client", run.Output, StringComparison.Ordinal);
        Assert.Equal($"600 {site.Alice.Id} {site.Alice.Group}", await LocalUserSite.StatAsync(Path.Combine(site.Alice.Home, "testfile.txt")));
    }

    [Fact]
    public async Task Whoever_must_not_log_in_hears_nothing_but_that()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync();
        SystemUser alice = site.Alice;
        await LogsInAsync(site, alice.Credentials);
        await RefusedAsync(site, $"{alice.Name}:wrong", "WrongPassword");
        await RefusedAsync(site, $"{alice.Name}:", "WrongPassword");
        await RefusedAsync(site, "sealane-nobody-of-that-name:x", "UnknownUser");
        await RefusedAsync(site, "root:x", "WrongPassword");

        await alice.ChangeAsync("/usr/sbin/usermod", "-L");
        await RefusedAsync(site, alice.Credentials, "WrongPassword");
        await alice.ChangeAsync("/usr/sbin/usermod", "-U");
        await alice.ChangeAsync("/usr/sbin/usermod", "-e", "1");
        await RefusedAsync(site, alice.Credentials, "Expired");
        await alice.ChangeAsync("/usr/sbin/usermod", "-e", "");
        await alice.ChangeAsync("/usr/bin/chage", "-d", "0");
        await RefusedAsync(site, alice.Credentials, "Expired");
        await alice.ChangeAsync("/usr/bin/chage", "-d", "2026-01-01");
        await alice.ChangeAsync("/usr/sbin/usermod", "-s", "/bin/sealane-no-shell");
        await RefusedAsync(site, alice.Credentials, "WrongPassword");
        await alice.ChangeAsync("/usr/sbin/usermod", "-s", "/bin/sh");
        await LogsInAsync(site, alice.Credentials);

        File.AppendAllText(site.Unwanted, alice.Name + "\n");
        await RefusedAsync(site, alice.Credentials, "WrongPassword");
        await LogsInAsync(site, site.Bob.Credentials);

        await site.Site.Daemon.StopAsync();
        string log = File.ReadAllText(site.VsftpdLog);
        Assert.Matches($"(?m)^\\w{{3}} \\w{{3}} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{{4}} \\[pid \\d+\\] \\[{alice.Name}\\] OK LOGIN: Client \"(127\\.0\\.0\\.1|::1)\"$", log);
        Assert.Matches($"(?m)\\[{alice.Name}\\] FAIL LOGIN: Client \"(127\\.0\\.0\\.1|::1)\"$", log);
        Assert.DoesNotContain(SystemUser.Password, log + site.Site.Daemon.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("YES")]
    [InlineData("NO")]
    public async Task A_session_does_not_begin_elsewhere_when_the_home_is_missing(string jailed)
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync($"chroot_local_user={jailed}");
        string home = Path.Combine(site.Homes, "missing");
        await site.Bob.ChangeAsync("/usr/sbin/usermod", "-d", home);
        (await site.CurlAsync(site.Bob.Credentials, "-v", site.Url(""))).Failed("421 Your files are not available");
        await site.Site.Daemon.WaitForAsync(line => line.Contains($"the home directory {home} cannot be opened", StringComparison.Ordinal));
        await site.Site.Daemon.KillAsync(); // that line is an error, which an orderly end would be asked about
    }

    [Fact]
    public async Task Accounts_of_the_servers_own_go_on_beside_the_systems_users()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync();
        string file = site.Site.LocalFile("mine", 100);
        (await site.CurlAsync(Site.Credentials, "-T", file, site.Url("mine"))).Succeeded();
        (await site.CurlAsync(site.Alice.Credentials, "-T", file, site.Url("hers"))).Succeeded();
        (await site.CurlAsync(Site.Credentials, "-T", file, site.Url("mine%20too"))).Succeeded();
        Assert.Equal("600 0 0", await LocalUserSite.StatAsync(site.Site.HomePath("mine")));
        Assert.Equal("600 0 0", await LocalUserSite.StatAsync(site.Site.HomePath("mine too")));

        // A name of both kinds is the system's; the other password opens nothing.
        (await site.Site.FtpsdAsync(["user", "add", site.Bob.Name, "--password-stdin"], "another")).Succeeded();
        await RefusedAsync(site, $"{site.Bob.Name}:another", "WrongPassword");
        await LogsInAsync(site, site.Bob.Credentials);
    }

    [Fact]
    public async Task A_session_of_PAM_is_open_as_long_as_the_login()
    {
        string log = Path.Combine(Path.GetTempPath(), $"sealane-pam-{Guid.NewGuid():n}");
        string script = log + ".sh";
        File.WriteAllText(script, $"echo \"$PAM_TYPE $PAM_USER $PAM_RHOST $PAM_TTY\" >> {log}\n");
        try
        {
            await using LocalUserSite site = await LocalUserSite.OpenAsync(
                "chroot_local_user=YES\nsession_support=YES", $"session required pam_exec.so /bin/sh {script}");
            (await site.CurlAsync(site.Alice.Credentials, $"ftp://127.0.0.1:{site.Site.Port}/")).Succeeded();
            await site.Site.Daemon.StopAsync();
            Assert.Equal([$"open_session {site.Alice.Name} 127.0.0.1 ftp", $"close_session {site.Alice.Name} 127.0.0.1 ftp"], File.ReadAllLines(log));
        }
        finally
        {
            File.Delete(script);
            File.Delete(log);
        }
    }

    [Fact]
    public async Task A_guest_whom_only_a_script_knows_is_let_in_refused_and_explained()
    {
        string script = Path.Combine(Path.GetTempPath(), $"sealane-pam-{Guid.NewGuid():n}.sh");
        File.WriteAllText(script, "read -r password\ncase \"$PAM_USER:$password\" in anna:right*) exit 0;; *) exit 1;; esac\n");
        string service = $"sealane-guests-{Random.Shared.Next(100_000, 1_000_000)}";
        try
        {
            SystemUser.Require();
            File.WriteAllText(
                Path.Combine("/etc/pam.d", service),
                $"auth requisite pam_exec.so quiet expose_authtok /bin/sh {script}\nauth required pam_permit.so\naccount required pam_permit.so\n");
            await using LocalUserSite site = await LocalUserSite.OpenAsync(
                $"pam_service_name={service}\nchroot_local_user=YES\nguest_enable=YES\nguest_username=GUEST\nlocal_root=GUESTHOME/$USER\nuser_sub_token=$USER\nvirtual_use_local_privs=YES", guest: true);
            await SystemUser.AdministerAsync("/bin/mkdir", ["-m", "777", Path.Combine(site.Bob.Home, "anna")]);
            (await site.CurlAsync("anna:right", "-T", site.Site.LocalFile("hers", 10), site.Url("hers"))).Succeeded();
            Assert.True(File.Exists(Path.Combine(site.Bob.Home, "anna", "hers")));

            // pam_exec calls it a system error; to the client it is a wrong password like any other.
            await RefusedAsync(site, "anna:wrong", "WrongPassword");

            string explained = (await DaemonProcess.RunAsync(["explain", "login", "anna", site.Site.ConfigPath])).Succeeded();
            Assert.Contains($"a guest (guest_enable), if PAM knows the name; files are accessed as {site.Bob.Name}.", explained, StringComparison.Ordinal);
            Assert.Contains($"{site.Bob.Home}/anna", explained, StringComparison.Ordinal);
            Assert.Equal(1, (await DaemonProcess.RunAsync(["explain", "login", "anna", site.Site.ConfigPath, "-oguest_enable=NO"])).ExitCode);
        }
        finally
        {
            File.Delete(script);
            File.Delete(Path.Combine("/etc/pam.d", service));
        }
    }

    [Fact]
    public async Task A_user_list_decides_before_the_password()
    {
        await using LocalUserSite site = await LocalUserSite.OpenAsync("chroot_local_user=YES\nuserlist_enable=YES\nuserlist_file=/dev/null");
        await LogsInAsync(site, site.Alice.Credentials);
        await using LocalUserSite closed = await LocalUserSite.OpenAsync("chroot_local_user=YES\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/dev/null");
        ToolRun run = await closed.CurlAsync(closed.Alice.Credentials, "-v", closed.Url(""));
        run.Failed("530 Permission denied");
        Assert.DoesNotContain("> PASS", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_error_with_its_fix()
    {
        SystemUser.Require();
        ToolRun run = await DaemonProcess.RunAsync(["check", "-olocal_enable=YES", "-opam_service_name=sealane-none"]);
        run.Failed("there is no PAM service file /etc/pam.d/sealane-none");
        Assert.Contains("pam_unix.so", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_it_is_an_error_with_its_fix()
    {
        SystemUser.Require();
        ToolRun run = await Tool.RunAsync("/usr/bin/setpriv", ["--reuid", "65534", "--clear-groups", DaemonProcess.Executable, "check", "-olocal_enable=YES"]);
        run.Failed("may not act for other users");
        Assert.Contains("Start ftpsd as root", run.Output, StringComparison.Ordinal);
    }

    private static async Task LogsInAsync(LocalUserSite site, string credentials) => (await site.CurlAsync(credentials, site.Url(""))).Succeeded();

    private static async Task RefusedAsync(LocalUserSite site, string credentials, string reason)
    {
        int before = Regex.Count(site.Site.Daemon.Error, $"refused: {reason}");
        ToolRun run = await site.CurlAsync(credentials, "-v", site.Url(""));
        run.Failed("530 Login incorrect.");
        await site.Site.Daemon.WaitForAsync(_ => Regex.Count(site.Site.Daemon.Error, $"refused: {reason}") > before);
    }
}

using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Anonymous;

/// <summary>Anonymous users of the real executable, with the clients that people use.</summary>
public sealed class AnonymousTests
{
    [Fact]
    public async Task Curl_reads_what_everybody_may_and_nothing_else()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync();
        Assert.Equal("Hello everybody\n", (await site.CurlAsync(site.Url("welcome"))).Succeeded());
        Assert.Equal("Hello everybody\n", (await site.CurlAsync("--ssl-reqd", "--cacert", site.Site.Authority, "-u", "FTP:me@example.org", site.Url("welcome"))).Succeeded());
        Assert.Contains("welcome", (await site.CurlAsync(site.Url(""))).Succeeded(), StringComparison.Ordinal);
        (await site.CurlAsync(site.Url("closed"))).Failed("550");
        (await site.CurlAsync(site.Url("//etc/passwd"))).Failed("curl: (");
        string file = site.Site.LocalFile("mine", 10);
        (await site.CurlAsync("-T", file, site.Url("incoming/mine"))).Failed("550");
        (await site.CurlAsync("-Q", "DELE welcome", site.Url(""))).Failed("550");
        (await site.CurlAsync("-Q", "MKD incoming/d", site.Url(""))).Failed("550");

        // The account beside them still needs TLS.
        (await site.CurlAsync("-v", "-u", Site.Credentials, site.Url(""))).Failed("530 TLS is required");
        (await site.CurlAsync("--ssl-reqd", "--cacert", site.Site.Authority, "-u", Site.Credentials, site.Url(""))).Succeeded();
        await site.Site.Daemon.StopAsync();
        string[] transfers = File.ReadAllLines(site.Xferlog);
        Assert.EndsWith(" o a ftp@example.com ftp 0 * c", transfers[0], StringComparison.Ordinal); // as curl introduces itself
        Assert.EndsWith(" o a me@example.org ftp 0 * c", transfers[1], StringComparison.Ordinal);
        Assert.Contains("[ftp] OK LOGIN: Client \"", File.ReadAllText(site.VsftpdLog), StringComparison.Ordinal);
        Assert.Contains("\", anon password \"me@example.org\"\n", File.ReadAllText(site.VsftpdLog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_are_new_files_with_the_umask_of_anonymous_users()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES\nanon_mkdir_write_enable=YES\nanon_umask=027\nlocal_umask=0");
        string file = site.Site.LocalFile("mine", 70_000);
        (await Tool.RunAsync(
            "lftp",
            ["-p", Site.Text(site.Site.Port), "-e", $"set ftp:ssl-allow no; set net:max-retries 1; cd incoming; put {file}; mkdir d; put -O d {file}; bye", "localhost"])).Succeeded();
        foreach (string name in new[] { "mine", "d/mine" })
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(site.Incoming, name)));
        }

        string who = Environment.IsPrivilegedProcess ? Site.Text((int)site.Owner) : (await Tool.RunAsync("/usr/bin/id", ["-u"])).Succeeded().Trim();
        Assert.StartsWith($"640 {who} ", await LocalUserSite.StatAsync(Path.Combine(site.Incoming, "mine")), StringComparison.Ordinal);
        Assert.StartsWith($"750 {who} ", await LocalUserSite.StatAsync(Path.Combine(site.Incoming, "d")), StringComparison.Ordinal);
        (await site.CurlAsync("-T", file, site.Url("incoming/mine"))).Failed("553");
        (await site.CurlAsync("-a", "-T", file, site.Url("incoming/mine"))).Failed("55");
        (await site.CurlAsync("-Q", "DELE incoming/mine", site.Url(""))).Failed("550");
        (await site.CurlAsync("-Q", "SITE CHMOD 777 incoming/mine", site.Url(""))).Failed("550");
        (await site.CurlAsync(site.Url("incoming/mine"))).Failed("550"); // 0640: not everybody may read it
        if (Environment.IsPrivilegedProcess)
        {
            (await site.CurlAsync("-T", file, site.Url("mine"))).Failed("553"); // the kernel says no: the directory is root's
        }
    }

    [Fact]
    public async Task With_other_writes_they_change_and_remove()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES\nanon_other_write_enable=YES\nanon_umask=022");
        string file = site.Site.LocalFile("mine", 1000);
        (await site.CurlAsync("-T", file, site.Url("incoming/mine"))).Succeeded();
        (await site.CurlAsync("-a", "-T", file, site.Url("incoming/mine"))).Succeeded();
        Assert.Equal(2000, new FileInfo(Path.Combine(site.Incoming, "mine")).Length);
        (await site.CurlAsync("-Q", "RNFR incoming/mine", "-Q", "RNTO incoming/moved", site.Url(""))).Succeeded();
        (await site.CurlAsync("-Q", "DELE incoming/moved", site.Url(""))).Succeeded();
        Assert.Empty(Directory.GetFileSystemEntries(site.Incoming));
    }

    [Fact]
    public async Task What_was_interrupted_is_nobodys_to_go_on_with()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES");
        const string script = """
            import ftplib, socket, struct, sys
            ftp = ftplib.FTP()
            ftp.connect('localhost', int(sys.argv[1]), timeout=60)
            ftp.login()
            ftp.voidcmd('TYPE I')
            data = ftp.transfercmd('STOR incoming/half')
            data.sendall(b'x' * 100000)
            data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            data.close()
            try:
                print(ftp.voidresp())
            except ftplib.Error as e:
                print(e)
            try:
                print(ftp.size('incoming/half'))
            except ftplib.Error as e:
                print(e)
            """;
        string[] said = (await Tool.RunAsync("python3", ["-c", script, Site.Text(site.Site.Port)])).Succeeded().Split('\n');
        Assert.StartsWith("426", said[0], StringComparison.Ordinal);
        Assert.StartsWith("550", said[1], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(site.Incoming));
    }

    [Fact]
    public async Task What_a_crash_interrupted_is_nobodys_either()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES\nanon_umask=022");
        const string crash = """
            import ftplib, os, signal, sys
            ftp = ftplib.FTP()
            ftp.connect('localhost', int(sys.argv[1]), timeout=60)
            ftp.login()
            ftp.voidcmd('TYPE I')
            data = ftp.transfercmd('STOR incoming/half')
            data.sendall(b'x' * 4000000)
            def written():
                return sum(os.path.getsize(os.path.join(sys.argv[2], name)) for name in os.listdir(sys.argv[2]))
            while not written():
                ftp.sendcmd('NOOP')
            os.kill(int(sys.argv[3]), signal.SIGKILL)
            """;
        (await Tool.RunAsync("python3", ["-c", crash, Site.Text(site.Site.Port), site.Incoming, Site.Text(site.Site.Daemon.Id)])).Succeeded();
        await site.Site.Daemon.DisposeAsync();
        string left = Assert.Single(Directory.GetFiles(site.Incoming));
        await site.Site.StartAsync();

        const string next = """
            import ftplib, io, sys
            ftp = ftplib.FTP()
            ftp.connect('localhost', int(sys.argv[1]), timeout=60)
            ftp.login()
            ftp.voidcmd('TYPE I')
            for ask in (lambda: ftp.size('incoming/half'), lambda: ftp.storbinary('STOR incoming/half', io.BytesIO(b'y'), rest=1), lambda: ftp.storbinary('APPE incoming/half', io.BytesIO(b'mine'))):
                try:
                    print(ask())
                except ftplib.Error as e:
                    print(e)
            """;
        string[] said = (await Tool.RunAsync("python3", ["-c", next, Site.Text(site.Site.Port)])).Succeeded().Split('\n');
        Assert.StartsWith("550", said[0], StringComparison.Ordinal);
        Assert.StartsWith("55", said[1], StringComparison.Ordinal);
        Assert.StartsWith("226", said[2], StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(site.Incoming, "half")));
        Assert.True(File.Exists(left)); // until it expires
    }

    [Fact]
    public async Task Uploads_are_given_away_with_their_mode()
    {
        SystemUser.Require();
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES\nchown_uploads=YES\nchown_username=nobody\nchown_upload_mode=0444");
        string file = site.Site.LocalFile("mine", 1000);
        (await site.CurlAsync("-T", file, site.Url("incoming/mine"))).Succeeded();
        string[] mine = (await LocalUserSite.StatAsync(Path.Combine(site.Incoming, "mine"))).Split(' ');
        Assert.Equal(["444", "65534", Site.Text((int)site.Group)], mine);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(site.Incoming, "mine")));
        await Tool.RunAsync("/bin/chown", [Site.Text((int)site.Owner), site.Public]);
        (await site.CurlAsync("-T", file, site.Url("mine"))).Succeeded(); // no sticky bit there
        Assert.StartsWith("444 65534 ", await LocalUserSite.StatAsync(Path.Combine(site.Public, "mine")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ftplib_logs_in_without_a_password_and_the_lists_decide_where_there_is_one()
    {
        const string script = """
            import ftplib, sys
            ftp = ftplib.FTP()
            ftp.connect('localhost', int(sys.argv[1]), timeout=60)
            try:
                print(ftp.sendcmd('USER anonymous')[:3])
                if len(sys.argv) > 2:
                    print(ftp.sendcmd('PASS ' + sys.argv[2])[:3])
                lines = []
                ftp.retrlines('RETR welcome', lines.append)
                print(lines)
            except ftplib.error_perm as e:
                print(e)
            """;
        await using (AnonymousSite site = await AnonymousSite.OpenAsync("no_anon_password=YES"))
        {
            Assert.Equal("230\n['Hello everybody']\n", (await Tool.RunAsync("python3", ["-c", script, Site.Text(site.Site.Port)])).Succeeded());
            await site.Site.Daemon.StopAsync();
            Assert.EndsWith(" o a ? ftp 0 * c\n", File.ReadAllText(site.Xferlog), StringComparison.Ordinal);
        }

        string list = Path.GetTempFileName();
        try
        {
            File.WriteAllText(list, "me@example.org\n");
            await using AnonymousSite banned = await AnonymousSite.OpenAsync($"deny_email_enable=YES\nbanned_email_file={list}");
            Assert.Contains("530 Login incorrect", (await LogInAsync(banned, "me@example.org")).Succeeded(), StringComparison.Ordinal);
            Assert.Contains("Hello everybody", (await LogInAsync(banned, "you@example.org")).Succeeded(), StringComparison.Ordinal);
            await using AnonymousSite admitted = await AnonymousSite.OpenAsync($"secure_email_list_enable=YES\nemail_password_file={list}");
            Assert.Contains("Hello everybody", (await LogInAsync(admitted, "me@example.org")).Succeeded(), StringComparison.Ordinal);
            Assert.Contains("530 Login incorrect", (await LogInAsync(admitted, "you@example.org")).Succeeded(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(list);
        }

        Task<ToolRun> LogInAsync(AnonymousSite site, string password) => Tool.RunAsync("python3", ["-c", script, Site.Text(site.Site.Port), password]);
    }

    [Fact]
    public async Task Tls_is_asked_of_them_where_it_is_forced_and_refused_where_not_allowed()
    {
        await using AnonymousSite forced = await AnonymousSite.OpenAsync("force_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\nallow_anon_ssl=NO");
        (await forced.CurlAsync("-v", forced.Url("welcome"))).Failed("530 TLS is required");
        (await forced.CurlAsync("--ssl-reqd", "--cacert", forced.Site.Authority, forced.Url("welcome"))).Succeeded();
        (await forced.CurlAsync("-v", "--ftp-ssl-control", "--cacert", forced.Site.Authority, forced.Url("welcome"))).Failed("534 TLS is required on data connections");
        await using AnonymousSite clear = await AnonymousSite.OpenAsync("allow_anon_ssl=NO");
        (await clear.CurlAsync(clear.Url("welcome"))).Succeeded();
        (await clear.CurlAsync("-v", "--ssl-reqd", "--cacert", clear.Site.Authority, clear.Url("welcome"))).Failed("530 Anonymous sessions may not use encryption");

        // Nor by naming themselves before TLS.
        const string script = """
            import ftplib, ssl, sys
            ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=sys.argv[2]))
            ftp.connect('localhost', int(sys.argv[1]), timeout=60)
            print(ftp.sendcmd('USER ftp'))
            ftp.auth()
            try:
                print(ftp.sendcmd('PASS x'))
            except ftplib.Error as e:
                print(e)
            """;
        string[] said = (await Tool.RunAsync("python3", ["-c", script, Site.Text(clear.Site.Port), clear.Site.Authority])).Succeeded().Split('\n');
        Assert.StartsWith("331", said[0], StringComparison.Ordinal);
        Assert.StartsWith("503", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_class_has_its_rate()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_max_rate=1000000\nlocal_max_rate=100000000");
        byte[] bytes = Site.Bytes(2_500_000);
        File.WriteAllBytes(Path.Combine(site.Public, "large"), bytes);
        await Tool.RunAsync("/bin/chmod", ["644", Path.Combine(site.Public, "large")]);
        File.WriteAllBytes(site.Site.HomePath("large"), bytes);
        string slow = (await site.CurlAsync("-o", "/dev/null", "-w", "%{time_total}", site.Url("large"))).Succeeded();
        Assert.True(double.Parse(slow, System.Globalization.CultureInfo.InvariantCulture) > 1, slow); // two and a half seconds by the rule, less what a bucket holds at first
        await site.Site.Daemon.WaitForAsync(line => line.Contains("ftp RETR /large: Completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_and_who_know_them()
    {
        await using AnonymousSite site = await AnonymousSite.OpenAsync();
        ToolRun explained = await DaemonProcess.RunAsync(["explain", "login", "anonymous", "--from", "127.0.0.1", "--clear", site.Site.ConfigPath]);
        Assert.Contains($"the session sees {site.Public} as /", explained.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("is let in", explained.Output, StringComparison.Ordinal);
        ToolRun refused = await DaemonProcess.RunAsync(["explain", "login", "anonymous2", "--from", "127.0.0.1", site.Site.ConfigPath]);
        Assert.Contains("there is no account", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_user_can_serve_them_and_root_becomes_ftp_username()
    {
        SystemUser.Require();
        await using AnonymousSite site = await AnonymousSite.OpenAsync("anon_upload_enable=YES\nanon_umask=022");
        await site.Site.Daemon.StopAsync();
        string mine = site.Site.LocalFile("mine", 500), id = Site.Text((int)site.Owner);

        // The last of several settings wins: not set at all, as far as the file goes.
        string config = File.ReadAllText(site.Site.ConfigPath).Replace("nopriv_user=root\n", "", StringComparison.Ordinal);
        File.WriteAllText(site.Site.ConfigPath, config);
        await Tool.RunAsync("/bin/chmod", ["755", site.Site.Root]);
        await using (DaemonProcess dropped = await DaemonProcess.StartAsync(["serve", site.Site.ConfigPath], listeners: 4))
        {
            Assert.Matches($@"(?m)^Uid:\s+{id}\s+{id}\s+{id}\s+{id}$", File.ReadAllText($"/proc/{dropped.Id}/status"));
            (await site.CurlAsync("-T", mine, site.Url("incoming/dropped"))).Succeeded();
            Assert.Equal($"644 {id} {site.Group}", await LocalUserSite.StatAsync(Path.Combine(site.Incoming, "dropped")));
            (await site.CurlAsync(site.Url("closed"))).Failed("550");
            await dropped.StopAsync();
        }

        string own = Path.Combine(site.Site.Root, "own");
        await Tool.RunAsync("/usr/bin/install", ["-d", "-o", "65534", "-g", "65534", own]);
        File.WriteAllText(Path.Combine(own, "ftpsd.conf"), $"listen_port={site.Site.Port}\nlisten_address=127.0.0.1\nstate_dir=state\nssl_enable=NO\nanonymous_enable=YES\nftp_username=nobody\nanon_root={site.Public}\nanon_upload_enable=YES\n");
        await using DaemonProcess ordinary = await DaemonProcess.StartAsync(new System.Diagnostics.ProcessStartInfo(
            "/usr/bin/setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", DaemonProcess.Executable, "serve", Path.Combine(own, "ftpsd.conf")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = own, Environment = { ["HOME"] = own, ["XDG_STATE_HOME"] = own },
        });
        (await site.CurlAsync("-T", mine, site.Url("incoming/ordinary"))).Succeeded();
        Assert.Equal("600 65534 65534", await LocalUserSite.StatAsync(Path.Combine(site.Incoming, "ordinary")));
        await ordinary.StopAsync();
        ToolRun check = await Tool.RunAsync("/usr/bin/setpriv", ["--reuid", "65534", "--clear-groups", DaemonProcess.Executable, "check", Path.Combine(own, "ftpsd.conf"), "-ochown_uploads=YES"]);
        check.Failed("gives uploads to another user, which only root can do");
    }
}

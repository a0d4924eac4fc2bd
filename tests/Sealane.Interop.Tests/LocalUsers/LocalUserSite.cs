namespace Sealane.Interop.Tests.LocalUsers;

/// <summary>A server that lets two real users in, by a PAM service of the tests' own, and an account of its own beside them.</summary>
internal sealed class LocalUserSite : IAsyncDisposable
{
    private readonly ScratchDirectory _homes = new();
    private readonly List<SystemUser> _users = [];
    private readonly List<string> _groups = [];
    private readonly string _service = $"sealane-test-{Guid.NewGuid():n}"[..24];
    private Site? _site;

    private LocalUserSite()
    {
    }

    public Site Site => _site!;

    public SystemUser Alice => _users[0];

    public SystemUser Bob => _users[1];

    /// <summary>A directory that everybody may pass through; homes are in it.</summary>
    public string Homes => _homes.Path;

    public string VsftpdLog => Path.Combine(Site.Root, "vsftpd.log");

    /// <summary>Names that are refused by PAM (ftpusers).</summary>
    public string Unwanted => _homes.File("ftpusers");

    /// <param name="settings">Lines of configuration on top.</param>
    /// <param name="pam">Lines of the PAM service on top.</param>
    /// <param name="guest">Bob is the guests' user: GUEST in the settings stands for his name, GUESTHOME for his home.</param>
    public static async Task<LocalUserSite> OpenAsync(string settings = "chroot_local_user=YES", string pam = "", bool guest = false)
    {
        SystemUser.Require();
        var made = new LocalUserSite();
        try
        {
            await SystemUser.AdministerAsync("/bin/chmod", ["755", made.Homes]);
            made._users.Add(await SystemUser.MakeAsync(made.Homes));
            made._users.Add(await SystemUser.MakeAsync(made.Homes));
            File.WriteAllText(made.Unwanted, "root\n");
            File.WriteAllText(
                Path.Combine("/etc/pam.d", made._service),
                $"""
                auth     required pam_listfile.so item=user sense=deny file={made.Unwanted} onerr=fail
                auth     required pam_unix.so
                auth     required pam_shells.so
                account  required pam_unix.so
                {pam}

                """);
            made._site = await Site.OpenAsync($"""
                local_enable=YES
                pam_service_name={made._service}
                xferlog_enable=YES
                vsftpd_log_file=vsftpd.log
                max_per_ip=0
                {(guest ? settings.Replace("GUESTHOME", made.Bob.Home, StringComparison.Ordinal).Replace("GUEST", made.Bob.Name, StringComparison.Ordinal) : settings)}
                """);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>A group with these members, which goes away with the site. Returns its name.</summary>
    public async Task<string> MakeGroupAsync(params SystemUser[] members)
    {
        string name = $"sealane-g{Random.Shared.Next(100_000, 1_000_000)}";
        await SystemUser.AdministerAsync("/usr/sbin/groupadd", [name]);
        _groups.Add(name);
        foreach (SystemUser member in members)
        {
            await member.ChangeAsync("/usr/sbin/usermod", "-aG", name);
        }

        return name;
    }

    public Task<ToolRun> CurlAsync(string credentials, params string[] words) =>
        Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Site.Authority, "-u", credentials, .. words]);

    public string Url(string path) => $"ftp://localhost:{Site.Port}/{path}";

    /// <summary>Mode, owner and group of a file, as stat(1) shows them.</summary>
    public static async Task<string> StatAsync(string path) => (await Tool.RunAsync("/usr/bin/stat", ["-c", "%a %u %g", path])).Succeeded().Trim();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_site is { } site)
            {
                await site.DisposeAsync();
            }
        }
        finally
        {
            File.Delete(Path.Combine("/etc/pam.d", _service));
            foreach (SystemUser user in _users)
            {
                await user.DisposeAsync();
            }

            foreach (string group in _groups)
            {
                await SystemUser.AdministerAsync("/usr/sbin/groupdel", [group]);
            }

            _homes.Dispose();
        }
    }
}

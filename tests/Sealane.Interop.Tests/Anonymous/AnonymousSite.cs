using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.Interop.Tests.Anonymous;

/// <summary>A server that lets anybody in. As root anonymous users act as a user who was made for it; otherwise as whoever runs the tests.</summary>
internal sealed class AnonymousSite : IAsyncDisposable
{
    private readonly ScratchDirectory _tree = new();
    private SystemUser? _user;
    private Site? _site;

    private AnonymousSite()
    {
    }

    public Site Site => _site!;

    /// <summary>What anonymous users see as /: nobody but its owner can write to it.</summary>
    public string Public => Path.Combine(_tree.Path, "public");

    /// <summary>A directory in it that everybody may write to, /incoming.</summary>
    public string Incoming => Path.Combine(Public, "incoming");

    /// <summary>Whose files anonymous uploads are.</summary>
    public uint Owner => _user!.Id;

    public uint Group => _user!.Group;

    public string VsftpdLog => Path.Combine(Site.Root, "vsftpd.log");

    public string Xferlog => Path.Combine(Site.Root, "xferlog");

    /// <param name="settings">Lines of configuration on top.</param>
    public static async Task<AnonymousSite> OpenAsync(string settings = "")
    {
        var made = new AnonymousSite();
        try
        {
            Directory.CreateDirectory(made.Incoming);
            File.WriteAllText(Path.Combine(made.Public, "welcome"), "Hello everybody\n");
            File.WriteAllText(Path.Combine(made.Public, "closed"), "not for everybody\n");
            await Tool.RunAsync("/bin/chmod", ["755", made._tree.Path, made.Public]);
            await Tool.RunAsync("/bin/chmod", ["1777", made.Incoming]);
            await Tool.RunAsync("/bin/chmod", ["644", Path.Combine(made.Public, "welcome")]);
            await Tool.RunAsync("/bin/chmod", ["640", Path.Combine(made.Public, "closed")]);
            if (Environment.IsPrivilegedProcess)
            {
                made._user = await SystemUser.MakeAsync(made._tree.Path);

                // Who could read it as its group, and is still held by the option.
                await Tool.RunAsync("/bin/chown", [$"root:{made._user.Group}", Path.Combine(made.Public, "closed")]);
            }

            made._site = await Site.OpenAsync($"""
                anonymous_enable=YES
                ftp_username={made._user?.Name ?? Environment.UserName}
                anon_root={made.Public}
                dual_log_enable=YES
                vsftpd_log_file=vsftpd.log
                xferlog_file=xferlog
                max_per_ip=0
                {settings}
                """);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public Task<ToolRun> CurlAsync(params string[] words) => Tool.RunAsync("curl", ["-q", "-sS", .. words]);

    public string Url(string path) => $"ftp://localhost:{Site.Port}/{path}";

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
            if (_user is { } user)
            {
                await user.DisposeAsync();
            }

            _tree.Dispose();
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.ClientInterop.Tests.Tutorials;

/// <summary>
/// What the tutorial makes on the server, step by step and in its order: certificate, configuration, a running server, a user of the system. All of it goes away
/// again with this.
/// </summary>
internal sealed class TutorialServer : IAsyncDisposable
{
    // A common name and nothing else, as tutorials make it.
    public const string Address = "127.0.0.1";

    private const string Homes = "/home";
    private const int TutorialPort = 21;

    private readonly ScratchDirectory _directory = new();
    private string? _pamFile;
    private DaemonProcess? _daemon;
    private SystemUser? _user;

    public string Configuration => _directory.File("vsftpd.conf");

    public string State => _directory.File("state");

    /// <summary>The local authority's certificate, once there is one.</summary>
    public string Authority => Path.Combine(State, "tls", "ca.pem");

    /// <summary>21 as in the tutorial, or another where somebody has it.</summary>
    public int Port { get; } = IsFree(TutorialPort) ? TutorialPort : Site.FreePort();

    public DaemonProcess Daemon => _daemon ?? throw new InvalidOperationException("the server has not been started");

    public SystemUser User => _user ?? throw new InvalidOperationException("the user has not been made");

    /// <summary>Step 1.</summary>
    public async Task MakeCertificateAsync()
    {
        (await Tool.RunAsync(
            "openssl",
            ["req", "-x509", "-nodes", "-days", "365", "-newkey", "rsa:2048", "-keyout", _directory.File("vsftpd.key"), "-out", _directory.File("vsftpd.pem"), "-subj", $"/CN={Address}"]))
            .Succeeded();
    }

    /// <summary>Step 2: the configuration as tutorials have it, but for where certificate and key are.</summary>
    public static string TutorialConfiguration(string directory) => $"""
        listen=YES
        anonymous_enable=NO
        local_enable=YES
        write_enable=YES
        chroot_local_user=YES
        ssl_enable=YES
        rsa_cert_file={directory}/vsftpd.pem
        rsa_private_key_file={directory}/vsftpd.key
        ssl_tlsv1=YES
        ssl_sslv2=NO
        ssl_sslv3=NO
        require_ssl_reuse=NO
        ssl_ciphers=HIGH

        """;

    /// <summary>Step 2, byte for byte.</summary>
    public void WriteConfiguration() => File.WriteAllText(Configuration, TutorialConfiguration(_directory.Path));

    /// <summary>Step 3. The file is not added to: what a test must have elsewhere comes on the command line.</summary>
    public async Task StartAsync()
    {
        ProvidePam();
        string[] words = ["serve", Configuration, $"-ostate_dir={State}"];
        _daemon = await DaemonProcess.StartAsync(Port == TutorialPort ? words : [.. words, $"-olisten_port={Site.Text(Port)}"]);
    }

    /// <summary>Step 3, asked: what <c>ftpsd status</c> says.</summary>
    public async Task<string> StatusAsync() => (await FtpsdAsync("status")).Succeeded();

    /// <summary>Step 4, as <c>netstat -tulnp</c> finds it: whether a listening socket on the port is the server's.</summary>
    public bool Listens()
    {
        HashSet<string> own = [.. Directory.GetFiles($"/proc/{Site.Text(Daemon.Id)}/fd").Select(handle => new FileInfo(handle).LinkTarget ?? "")];
        string port = Port.ToString("X4", CultureInfo.InvariantCulture);
        const string listening = "0A";
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[1] == $"00000000:{port}" && fields[3] == listening && own.Contains($"socket:[{fields[9]}]"));
    }

    /// <summary>Step 5: <c>adduser ftptest</c>, or a name like it where there is one already.</summary>
    public async Task AddUserAsync()
    {
        string name = "ftptest";
        while (Directory.Exists(Path.Combine(Homes, name)) || Regex.IsMatch(File.ReadAllText("/etc/passwd"), $"(?m)^{name}:"))
        {
            name = $"ftptest{Random.Shared.Next(1000, 10_000)}";
        }

        _user = await SystemUser.MakeAsync(Homes, name);
    }

    /// <summary>Where the user's upload arrives.</summary>
    public string Uploaded => Path.Combine(User.Home, "testfile.txt");

    /// <summary>A verb of ftpsd that asks about this server.</summary>
    public Task<ToolRun> FtpsdAsync(params string[] words) => DaemonProcess.RunAsync([.. words, "--state-dir", State]);

    /// <summary>The certificate of the server's own authority instead of openssl's, by the commands that the messages name.</summary>
    public async Task TakeOwnCertificateAsync()
    {
        ToolRun made = await DaemonProcess.RunAsync(["cert", "create", "--force", "--name", Address, "--config", Configuration, "--state-dir", State]);
        made.Succeeded();
        Assert.Contains("Take rsa_cert_file and rsa_private_key_file out", made.Error, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Configuration);
        File.WriteAllLines(Configuration, lines.Where(line => !line.StartsWith("rsa_", StringComparison.Ordinal)));
        (await FtpsdAsync("reload")).Succeeded();
        Assert.Contains(Authority, (await FtpsdAsync("cert", "ca")).Succeeded(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_daemon is { } daemon)
            {
                await daemon.StopAsync();
                await daemon.DisposeAsync();
            }
        }
        finally
        {
            if (_user is { } user)
            {
                await user.DisposeAsync();
            }

            if (_pamFile is { } file)
            {
                File.Delete(file);
            }

            _directory.Dispose();
        }
    }

    // Debian's package of vsftpd, or ours, brings the service's file; where neither is installed it is what "ftpsd check" proposes.
    private void ProvidePam()
    {
        string[] services = ["/etc/pam.d/vsftpd", "/etc/pam.d/ftpsd"];
        if (!services.Any(File.Exists))
        {
            _pamFile = services[1];
            File.WriteAllText(_pamFile, "auth required pam_unix.so\nauth required pam_shells.so\naccount required pam_unix.so\nsession required pam_unix.so\n");
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

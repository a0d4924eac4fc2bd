using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sealane.Tests.Shared;

/// <summary>A directory with a configuration, a local CA, one account and its files, and a server that serves them: explicit and implicit TLS, IPv4 and IPv6.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string User = "demo";
    public const string Password = "correct horse";

    private readonly ScratchDirectory _directory;
    private DaemonProcess? _daemon;

    private Site(string settings, string? under)
    {
        _directory = new ScratchDirectory(under);
        Port = FreePort();
        do
        {
            ImplicitPort = FreePort();
        }
        while (ImplicitPort == Port);

        Directory.CreateDirectory(Home);
        File.WriteAllText(ConfigPath, $"""
            listen_ipv6=YES
            listen_address=127.0.0.1
            listen_address6=::1
            listen_port={Port}
            listen_implicit_port={ImplicitPort}
            state_dir=state
            nopriv_user=root
            ban_after=0
            delay_failed_login=0
            {settings}

            """);
    }

    /// <summary>All of it is here, and goes away with it.</summary>
    public string Root => _directory.Path;

    public string ConfigPath => Path.Combine(Root, "ftpsd.conf");

    public string StateDirectory => Path.Combine(Root, "state");

    public string Authority => Path.Combine(StateDirectory, "tls", "ca.pem");

    /// <summary>What the account sees as /.</summary>
    public string Home => Path.Combine(Root, "home");

    public int Port { get; }

    public int ImplicitPort { get; }

    public DaemonProcess Daemon => _daemon ?? throw new InvalidOperationException("The server is not running.");

    /// <summary>The account's name and password as curl takes them.</summary>
    public static string Credentials => $"{User}:{Password}";

    /// <summary>A running server.</summary>
    /// <param name="settings">Lines of configuration on top.</param>
    /// <param name="root">Where its directory is made; the temporary directory if left out.</param>
    public static async Task<Site> OpenAsync(string settings = "", string? root = null)
    {
        var site = new Site(settings, root);
        try
        {
            (await site.FtpsdAsync(["user", "add", User, "--password-stdin", "--home", site.Home], Password)).Succeeded();
            await site.StartAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync() => _daemon = await DaemonProcess.StartAsync(["serve", ConfigPath], listeners: 4);

    /// <summary>A verb of ftpsd that takes <c>--config</c>.</summary>
    public Task<ToolRun> FtpsdAsync(IEnumerable<string> words, string? input = null) =>
        DaemonProcess.RunAsync([.. words, "--config", ConfigPath], input);

    public string HomePath(string name) => Path.Combine(Home, name);

    /// <summary>A file outside the account's home.</summary>
    public string LocalPath(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "local")).FullName, name);

    /// <summary>A file outside the account's home, of bytes that do not repeat.</summary>
    public string LocalFile(string name, int length)
    {
        string path = LocalPath(name);
        File.WriteAllBytes(path, Bytes(length));
        return path;
    }

    /// <summary>Bytes that do not repeat, the same for the same length.</summary>
    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_daemon is { HasExited: false } running)
            {
                await running.StopAsync();
            }
        }
        finally
        {
            if (_daemon is { } daemon)
            {
                await daemon.DisposeAsync();
            }

            _directory.Dispose();
        }
    }

    /// <summary>A port that nobody uses, below those that the system gives to outgoing connections, so that nothing takes it before the server does.</summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20000, 32000);
            using TcpListener listener = new(IPAddress.IPv6Any, port);
            listener.Server.DualMode = true;
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: draw again.
            }
        }
    }

    /// <summary>A port as text.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>
/// A server of the matrix, running on loopback: its own ports, directory, certificate (localhost, 127.0.0.1, ::1 and the relays' addresses) and account.
/// It demands TLS on control and data connections. Disposing it ends its processes and removes its directory.
/// </summary>
internal abstract class ForeignServer : IAsyncDisposable
{
    public const string UserName = "ftptest";

    // Characters that a URL and a shell must quote.
    public const string Password = "p:ss w%rd";

    // The account's ids where a server wants some: nobody's.
    protected const int Nobody = 65534;

    private readonly List<ServerProcess> _processes = [];

    protected ForeignServer(TlsRange tls)
    {
        Tls = tls;
        Scratch = new ScratchDirectory();
        Open(Scratch.Path);
        Root = Directory.CreateDirectory(Scratch.File("home")).FullName;
        Open(Root);
        Ports = PortRange.Take();
        Certificate = ServerCertificate.Make(Scratch.Path);
    }

    public abstract string Name { get; }

    public abstract ServerTraits Traits { get; }

    public TlsRange Tls { get; }

    public static string Host => "localhost";

    public int Port => Ports.First;

    /// <summary>Where TLS begins with the first byte; null if the build cannot.</summary>
    public virtual int? ImplicitPort => null;

    /// <summary>The account's name and password as curl takes them.</summary>
    public static string Credentials => $"{UserName}:{Password}";

    /// <summary>The authority that signed the server's certificate, PEM.</summary>
    public string CaFile => Certificate.AuthorityPath;

    /// <summary>The directory that the account sees as /.</summary>
    public string Root { get; }

    /// <summary>Ports 0 and 1 are for control connections, the others for data.</summary>
    public PortRange Ports { get; }

    protected ScratchDirectory Scratch { get; }

    protected ServerCertificate Certificate { get; }

    /// <summary>What the server's processes have written, and its log files.</summary>
    public string Log => string.Concat(_processes.Select(process => process.Output)) + string.Concat(LogFiles.Where(File.Exists).Select(ReadShared));

    protected virtual IEnumerable<string> LogFiles => [];

    public bool Has(ServerTraits traits) => (Traits & traits) == traits;

    public async Task StartAsync()
    {
        try
        {
            await LaunchAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the configuration and starts the processes.</summary>
    protected abstract Task LaunchAsync();

    /// <summary>Starts a process of this server and waits until it greets on a port (an implicit one: until it accepts).</summary>
    protected async Task RunAsync(string[] command, IReadOnlyDictionary<string, string?> environment, params (string Address, int Port, bool Implicit)[] listeners)
    {
        var process = ServerProcess.Start(Name, command, environment);
        _processes.Add(process);
        foreach ((string address, int port, bool immediate) in listeners)
        {
            await process.UntilGreetingAsync(address, port, speaksFirst: !immediate);
        }
    }

    /// <summary>The path on disk of what the account sees as /<paramref name="name"/>.</summary>
    public string PathOf(string name) => Path.Combine(Root, name.TrimStart('/'));

    /// <summary>A fresh directory for one test, which both the server and the test may change. The account sees it as /<c>Name</c>.</summary>
    public (string Name, string Path) MakeDirectory()
    {
        string name = $"d{Guid.NewGuid():n}"[..13];
        string path = Directory.CreateDirectory(PathOf(name)).FullName;
        Own(path);
        return (name, path);
    }

    /// <summary>A file that the account owns.</summary>
    public string PutFile(string name, byte[] content)
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, content);
        Own(path);
        return path;
    }

    /// <summary>Gives something to the account.</summary>
    public virtual void Own(string path) => FileOwner.Set(path, OwnerId, OwnerId);

    /// <summary>The user that the account's files belong to.</summary>
    protected virtual int OwnerId => Nobody;

    protected string Write(string name, string text)
    {
        string path = Scratch.Write(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>A directory of the server's own.</summary>
    protected string MakeState(string name) => Directory.CreateDirectory(Scratch.File(name)).FullName;

    /// <summary>OpenSSL's own configuration, which is how programs without an option of their own are held to a version.</summary>
    protected Dictionary<string, string?> OpenSslEnvironment()
    {
        Dictionary<string, string?> environment = [];
        if (Tls != TlsRange.Both)
        {
            string limit = Tls == TlsRange.Only12 ? "MaxProtocol = TLSv1.2" : "MinProtocol = TLSv1.3";
            environment["OPENSSL_CONF"] = Scratch.Write("openssl.cnf", $"openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\n{limit}\n");
        }

        return environment;
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        Ports.Dispose();
        GC.SuppressFinalize(this);

        // Last: a name that the platform cannot say keeps its directory.
        Scratch.Dispose();
    }

    // The server's other users must be able to pass.
    private static void Open(string directory) => File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream).ReadToEnd();
    }
}

using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server.Tests.Sessions;

/// <summary>A real server on a free port of 127.0.0.1 with files in memory; account <c>u</c>, password <c>p</c>, everything allowed.</summary>
internal sealed class SessionHarness : IAsyncDisposable
{
    /// <summary>No test waits longer for something that should happen at once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What a test does not ask for must not slow it down or refuse it.
    // The ports lie below those that the system gives to clients, and apart from those of the tests that use a range up.
    private const string Base = "delay_failed_login=0\nmax_per_ip=0\nban_after=0\npasv_min_port=20000\npasv_max_port=20999\n";

    private static readonly Lazy<(ServerTls Tls, byte[] Der)> s_certificate = new(MakeCertificate);
    private readonly Func<Account, IFileStore, IFileStore>? _wrap;

    /// <param name="config">Lines of configuration. TLS is off unless they say <c>ssl_enable=YES</c>.</param>
    /// <param name="time">The system's clock when null.</param>
    /// <param name="implicitTls">TLS from the first byte.</param>
    /// <param name="wrap">Replaces the files of a session.</param>
    /// <param name="accounts">Another account store than the one in memory.</param>
    public SessionHarness(
        string config = "",
        TimeProvider? time = null,
        bool implicitTls = false,
        Func<Account, IFileStore, IFileStore>? wrap = null,
        IAccountStore? accounts = null)
    {
        bool tls = config.Contains("ssl_enable=YES", StringComparison.Ordinal);
        _wrap = wrap;
        Files = new MemoryStore("test", time);
        Options = Load(string.Join('\n', (Base + (tls ? "" : "ssl_enable=NO\n") + config)
            .Split('\n').GroupBy(line => line.Split('=')[0]).Select(group => group.Last()))) with
        {
            Listen = new() { Endpoints = [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0), false, implicitTls)] },
        };
        AddAccount("u", "p", Permissions.All);
        Server = new FtpsServer(Options, new ServerParts
        {
            Accounts = accounts ?? Accounts,
            OpenFiles = OpenFiles,
            Logging = Log,
            Time = time ?? TimeProvider.System,
        });
        Server.Certificate = tls ? s_certificate.Value.Tls : null;
        Server.Start();
    }

    public FtpsServer Server { get; }

    public ServerOptions Options { get; }

    /// <summary>The tree that all accounts share.</summary>
    public MemoryStore Files { get; }

    public MemoryAccountStore Accounts { get; } = new();

    public RecordedLog Log { get; } = new(LogLevel.Debug);

    public IPEndPoint EndPoint => Server.EndPoints[0];

    /// <summary>Connects; with <paramref name="from"/> from another address of 127.0.0.0/8.</summary>
    public Task<TestClient> ConnectAsync(string from = "127.0.0.1") => TestClient.ConnectAsync(EndPoint, from);

    /// <summary>Connects and reads the greeting.</summary>
    public async Task<TestClient> GreetedAsync(string from = "127.0.0.1")
    {
        TestClient client = await ConnectAsync(from);
        await client.ExpectAsync(220);
        return client;
    }

    /// <summary>Connects and logs in, over TLS where the server has it, with TYPE I.</summary>
    public async Task<TestClient> LoggedInAsync(string user = "u", string password = "p", string from = "127.0.0.1")
    {
        TestClient client = await GreetedAsync(from);
        if (Options.Tls.Enabled)
        {
            await client.AskAsync("AUTH TLS", 234);
            await client.StartTlsAsync();
            await client.AskAsync("PBSZ 0", 200);
            await client.AskAsync("PROT P", 200);
        }

        await client.LogInAsync(user, password);
        await client.AskAsync("TYPE I", 200);
        return client;
    }

    public void AddAccount(string name, string password, Permissions permissions)
    {
        // The fewest rounds: what a hash costs is not what these tests are about.
        var account = new Account { Name = name, PasswordHash = PasswordHash.Create(password, 1000), Home = "/home/" + name, Permissions = permissions };
        Task<bool> added = Accounts.AddAsync(account, CancellationToken.None).AsTask();
        Assert.True(added is { IsCompletedSuccessfully: true, Result: true });
    }

    public async Task PutAsync(string path, byte[] content)
    {
        await using FileWriter writer = await Files.OpenWriteAsync(FtpPath.Of(path), WriteMode.Replace, 0, CancellationToken.None);
        await writer.WriteAsync(content, CancellationToken.None);
        await writer.CommitAsync(CancellationToken.None);
    }

    public Task PutAsync(string path, string content) => PutAsync(path, Encoding.UTF8.GetBytes(content));

    /// <summary>The content of a file; null when there is none.</summary>
    public async Task<byte[]?> GetAsync(string path)
    {
        if (await Files.FindAsync(FtpPath.Of(path), CancellationToken.None) is null)
        {
            return null;
        }

        await using FileReader reader = await Files.OpenReadAsync(FtpPath.Of(path), 0, CancellationToken.None);
        byte[] content = new byte[reader.Length];
        int count = await reader.ReadAsync(content, CancellationToken.None);
        return count == content.Length ? content : throw new InvalidOperationException("A file in memory is read in one piece.");
    }

    public async Task<string?> TextAsync(string path) => await GetAsync(path) is { } content ? Encoding.UTF8.GetString(content) : null;

    /// <summary>Bytes that compress badly and differ everywhere, the same for every run.</summary>
    public static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Waits for something that another task is about to do.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var giveUp = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (giveUp.IsCancellationRequested)
            {
                Assert.Fail($"{what}: not so after {Patience}.");
            }

            await Task.Yield();
        }
    }

    private static ServerOptions Load(string text)
    {
        ConfigurationLoader loader = new(new HostFacts
        {
            StateDirectory = "/var/lib/test",
            Probe = path => Directory.Exists(path) ? FileCondition.Directory : File.Exists(path) ? FileCondition.Readable : FileCondition.Missing,
            CertificateFault = (_, _) => null,
        });
        LoadedConfiguration loaded = loader.Parse(Encoding.UTF8.GetBytes(text), "/etc/test.conf", []);
        Assert.DoesNotContain(loaded.Diagnostics, finding => finding.Severity == Severity.Error);
        return loaded.Options!;
    }

    private IFileStore OpenFiles(Account account, ServerOptions options)
    {
        MemoryStore view = Files.View(account.Name);
        return _wrap?.Invoke(account, view) ?? view;
    }

    /// <summary>Pinned: the certificate is the one that the harness made.</summary>
    public static bool IsOurs(X509Certificate? certificate) => certificate?.GetRawCertData().SequenceEqual(s_certificate.Value.Der) == true;

    private static (ServerTls Tls, byte[] Der) MakeCertificate()
    {
        using CertificateAndKey made = CertificateFactory.CreateSelfSigned(new CertificateTerms { Names = ["localhost", "127.0.0.1"] }, DateTimeOffset.UtcNow);
        byte[] der = made.Certificate.RawData;
        return (ServerTls.Create([der], made.Key.ExportPkcs8PrivateKey(), new ServerTlsSettings()), der);
    }

    // A server that does not end fails its test instead of hanging it.
    public async ValueTask DisposeAsync() => await Server.DisposeAsync().AsTask().WaitAsync(Patience + Patience);
}

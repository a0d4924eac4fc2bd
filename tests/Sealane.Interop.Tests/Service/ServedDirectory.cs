using System.Diagnostics;

namespace Sealane.Interop.Tests.Service;

/// <summary>A configuration of its own with its state and one account; servers are started by the tests.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class ServedDirectory : IDisposable
{
    public const string User = "demo";
    public const string Password = "pw";

    private readonly ScratchDirectory _scratch = new();

    /// <param name="settings">Lines on top; they win over those that are always there.</param>
    /// <param name="open">Whether other users may come in, as below /var/lib.</param>
    /// <param name="staysRoot">Whether a server that root starts stays root.</param>
    public ServedDirectory(string settings = "", bool open = false, bool staysRoot = true)
    {
        Settings = settings;
        Base = $"listen_address=127.0.0.1\nlisten_port={Port}\nstate_dir=state\nban_after=0\ndelay_failed_login=0\n{(staysRoot ? "nopriv_user=root\n" : "")}";
        Write(settings);
        if (open)
        {
            File.SetUnixFileMode(_scratch.Path, (UnixFileMode)0b111_101_101);
        }
    }

    public int Port { get; } = Site.FreePort();

    public string Base { get; }

    public string Settings { get; }

    public string Root => _scratch.Path;

    public string Config => _scratch.File("ftpsd.conf");

    public string State => _scratch.File("state");

    public string Home => Path.Combine(State, "homes", User);

    public string Url => $"ftp://localhost:{Port}/";

    public string PathOf(string name) => _scratch.File(name);

    public void Write(string settings) => _scratch.Write("ftpsd.conf", Base + settings + "\n");

    public async Task AddUserAsync() => (await DaemonProcess.RunAsync(["user", "add", User, "--password-stdin", "--config", Config], Password)).Succeeded();

    public Task<DaemonProcess> StartAsync(int listeners = 1, string? untilSaid = null) => DaemonProcess.StartAsync(["serve", Config], listeners, untilSaid: untilSaid);

    /// <summary>Starts it with more in its environment.</summary>
    public Task<DaemonProcess> StartAsync(params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = DaemonProcess.StartInfo(["serve", Config], null);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return DaemonProcess.StartAsync(start);
    }

    /// <summary>A verb that ends by itself, with this configuration.</summary>
    public Task<ToolRun> AskAsync(params string[] words) => DaemonProcess.RunAsync([.. words, Config]);

    public Task<ToolRun> CurlAsync(params string[] words) =>
        Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", Path.Combine(State, "tls", "ca.pem"), "-u", $"{User}:{Password}", .. words]);

    /// <summary>Asks again until the answer is as it should become.</summary>
    public async Task<string> UntilAsync(Func<string, bool> asWanted, params string[] words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            string answer = (await AskAsync(words)).Output;
            if (asWanted(answer))
            {
                return answer;
            }

            Assert.False(limit.IsCancellationRequested, $"{string.Join(' ', words)} still answers\n{answer}");
        }
    }

    public void Dispose() => _scratch.Dispose();
}

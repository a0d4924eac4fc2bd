namespace Sealane.Interop.Tests.Network;

/// <summary>hosts.allow and hosts.deny, from outside: clients of other addresses, the check, the explanation, a reload.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TcpWrappersTests
{
    private const string Settings = "tcp_wrappers=YES\nhosts_allow_file=hosts.allow\nhosts_deny_file=hosts.deny\nlisten_ipv6=NO\nlisten_address6=\n" + NetworkScenario.Clear;

    [Fact]
    public async Task Addresses_are_let_in_refused_and_served_under_settings_of_their_own()
    {
        await using Network network = await Network.StartAsync("127.0.0.2", Settings);

        Assert.Equal("421 Service not available.", await network.HearAsync("127.0.0.2"));
        Assert.Equal("", await network.HearAsync("127.0.0.2", network.ImplicitPort));
        Assert.Equal("220 Hello partner", await network.HearAsync("127.0.0.3"));
        Assert.StartsWith("220 ", await network.HearAsync("127.0.0.1"), StringComparison.Ordinal);
        await network.Daemon.WaitForAsync(line => line.Contains("127.0.0.2 was refused: tcp_wrappers, ", StringComparison.Ordinal) && line.Contains("hosts.deny:1: vsftpd: 127.0.0.2", StringComparison.Ordinal));

        // What a file says is in effect at once; a reload says so as well, and a bad one changes nothing.
        network.Write("hosts.deny", "vsftpd: 127.0.0.5\n");
        Assert.Equal("421 Service not available.", await network.HearAsync("127.0.0.5"));
        Assert.StartsWith("220 ", await network.HearAsync("127.0.0.2"), StringComparison.Ordinal);
        await network.Daemon.WaitForAsync(line => line.Contains("ftpsd[5013]", StringComparison.Ordinal));
        network.Write("hosts.deny", "vsftpd: 127.0.0.4\n");
        string reloaded = (await network.AskAsync("reload")).Succeeded();
        Assert.Contains("other lines in hosts.allow or hosts.deny", reloaded, StringComparison.Ordinal);
        Assert.StartsWith("220 ", await network.HearAsync("127.0.0.2"), StringComparison.Ordinal);
        Assert.Equal("421 Service not available.", await network.HearAsync("127.0.0.4"));
        network.Write("hosts.deny", "vsftpd: .example.com\n");
        (await network.AskAsync("reload")).Failed("is a host name, which is not looked up");
        Assert.Equal("421 Service not available.", await network.HearAsync("127.0.0.4"));
    }

    [Fact]
    public async Task Check_maps_each_line_and_explain_names_the_one_that_decides()
    {
        await using Network network = await Network.StartAsync("127.0.0.2", Settings);
        string check = (await network.AskAsync("check")).Succeeded();
        Assert.Matches(@"hosts\.allow:1 +allow +127\.0\.0\.3 +with the settings of .*partners\.conf", check);
        Assert.Matches(@"hosts\.deny:1 +deny +127\.0\.0\.2", check);

        ToolRun explained = await network.AskAsync("explain", "login", Site.User, "--from", "127.0.0.2");
        Assert.Equal(1, explained.ExitCode);
        Assert.Matches(@"-> tcp_wrappers +REFUSES +\S*hosts\.deny:1: vsftpd: 127\.0\.0\.2", explained.Output);
        Assert.Matches(@"tcp_wrappers +passes +\S*hosts\.allow:1: .*partners\.conf", (await network.AskAsync("explain", "login", Site.User, "--from", "127.0.0.3")).Output);

        network.Write("hosts.deny", "vsftpd: .example.com\n");
        (await network.AskAsync("check")).Failed("is a host name, which is not looked up");
    }

    /// <summary>A site with hosts files: one address refused, 127.0.0.3 served under partners.conf.</summary>
    private sealed class Network : IAsyncDisposable
    {
        private readonly Service.ServedDirectory _site;

        private Network(Service.ServedDirectory site) => _site = site;

        public DaemonProcess Daemon { get; private set; } = null!;

        public int ImplicitPort { get; } = Site.FreePort();

        public static async Task<Network> StartAsync(string refused, string settings)
        {
            var site = new Service.ServedDirectory(settings);
            var network = new Network(site);
            site.Write($"{settings}listen_implicit_port={network.ImplicitPort}");
            network.Write("partners.conf", "ftpd_banner=Hello partner\n");
            network.Write("hosts.allow", $"vsftpd: 127.0.0.3 : setenv VSFTPD_LOAD_CONF {site.PathOf("partners.conf")}\n");
            network.Write("hosts.deny", $"vsftpd: {refused}\n");
            await site.AddUserAsync();
            network.Daemon = await site.StartAsync(listeners: 2);
            return network;
        }

        public void Write(string name, string content) => File.WriteAllText(_site.PathOf(name), content);

        public async Task<string> HearAsync(string from, int? port = null) =>
            (await NetworkScenario.RunAsync(_site.Port, "hear", from, Site.Text(port ?? _site.Port))).Succeeded().Trim();

        public Task<ToolRun> AskAsync(params string[] words) => _site.AskAsync(words);

        public async ValueTask DisposeAsync()
        {
            await Daemon.DisposeAsync();
            _site.Dispose();
        }
    }
}

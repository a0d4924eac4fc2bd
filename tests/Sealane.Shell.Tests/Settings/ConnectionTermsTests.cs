using Sealane.Client;
using Sealane.Shell.Remote;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;
using Sealane.Shell.Tests.Support;
using Sealane.Transport;

namespace Sealane.Shell.Tests.Settings;

/// <summary>Settings about connections, as the library gets them.</summary>
public sealed class ConnectionTermsTests
{
    private static readonly string[] s_closures = ["u@h", "h"];
    private static readonly Site s_site = new() { Protocol = "ftp", Host = "h", User = "u", Password = new Sealane.Protocol.Secret("p") };

    [Theory]
    [InlineData("", "", "Tls False - True True Active False True 0 0 False")]
    [InlineData("ftp:ssl-auth", "SSL", "Ssl False - True True Active False True 0 0 False")]
    [InlineData("ftp:ssl-use-ccc", "yes", "Tls True - True True Active False True 0 0 False")]
    [InlineData("ftps:initial-prot", "P", "Tls False P True True Active False True 0 0 False")]
    [InlineData("ftp:ssl-data-use-keys", "no", "Tls False - False True Active False True 0 0 False")]
    [InlineData("ftp:auto-passive-mode", "no", "Tls False - True False Active False True 0 0 False")]
    [InlineData("ftp:verify-address", "yes", "Tls False - True True Always False True 0 0 False")]
    [InlineData("ftp:verify-address", "no", "Tls False - True True Never False True 0 0 False")]
    [InlineData("ftp:verify-port", "yes", "Tls False - True True Active True True 0 0 False")]
    [InlineData("ftp:bind-data-socket", "no", "Tls False - True True Active False False 0 0 False")]
    [InlineData("net:socket-buffer", "64k", "Tls False - True True Active False True 65536 0 False")]
    [InlineData("net:socket-maxseg", "1400", "Tls False - True True Active False True 0 1400 False")]
    [InlineData("ftp:use-ip-tos", "yes", "Tls False - True True Active False True 0 0 True")]
    public void Each_setting_sets_what_it_names_and_makes_another_connection_necessary(string name, string value, string expected)
    {
        using var shell = new ShellUnderTest();
        var options = new SiteOptions(shell.Shell);
        string before = options.Fingerprint(s_site);
        if (name.Length > 0)
        {
            shell.Shell.Settings.Set(name, value);
            Assert.NotEqual(before, options.Fingerprint(s_site));
        }

        FtpsClientOptions made = options.For(s_site);
        Assert.Equal(expected, $"{made.Auth} {made.ClearControlAfterLogin} {made.InitialProtection?.ToString() ?? "-"} {made.CertificateOnData} {made.TryOtherDataMode} {made.DataPeer} {made.CheckDataPort} "
            + $"{made.DataFromControlAddress} {made.Sockets.Buffer} {made.Sockets.Segment} {made.Sockets.MarksService}");
    }

    [Theory]
    [InlineData(0, 20_000)]
    [InlineData(15_000, 15_000)]
    public void What_a_limit_saves_up_is_twice_its_rate_or_what_was_said(long most, int saved)
    {
        Assert.Null(DataTerms.Limit(0, most, TimeProvider.System));
        var time = new HandClock();
        RateLimit limit = DataTerms.Limit(10_000, most, time)!;
        Assert.True(limit.SpendAsync(10_000).IsCompleted, "it begins with one second's worth");
        time.Seconds += 100;
        Assert.True(limit.SpendAsync(saved).IsCompleted);
        Assert.False(limit.SpendAsync(100_000).IsCompleted);
    }

    [Theory]
    [InlineData("ftp://pu:pp@proxy:2121", "open", "proxy 2121 Open pu")]
    [InlineData("ftp://proxy", "user", "proxy 21 User ")]
    [InlineData("proxy", "joined", "proxy 21 Joined ")]
    [InlineData("http://proxy", "open", null)]
    [InlineData("socks5://proxy", "open", null)]
    public void Proxies_are_of_two_kinds(string url, string type, string? speaking)
    {
        var settings = new SettingStore();
        settings.Set("ftp:proxy", url);
        settings.Set("ftp:proxy-auth-type", type);
        FtpProxy? proxy = ProxyTerms.Speaking(settings, s_site, s_closures);
        Assert.Equal(speaking, proxy is null ? null : $"{proxy.Host} {proxy.Port} {proxy.Login} {proxy.User}");
        Assert.Equal(speaking is null, ProxyTerms.Tunnel(settings, s_site, s_closures) is not null);
        settings.Set("net:no-proxy", "h");
        Assert.False(ProxyTerms.Applies(settings, s_site, s_closures));
    }

    // Goes when it is told to; nobody waits by it.
    private sealed class HandClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}

using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;
using Sealane.Transport;

namespace Sealane.Shell.Remote;

/// <summary>The proxy for a site: one that connects for us (HTTP, SOCKS), or one that speaks FTP itself.</summary>
internal static class ProxyTerms
{
    /// <exception cref="CommandException">A proxy of another kind.</exception>
    public static ProxySettings? Tunnel(SettingStore settings, Site site, string[] closures) => Url(settings, site, closures) switch
    {
        null or { Scheme: "ftp" or "" } => null,
        { Scheme: "http" or "https" } url => new ProxySettings(ProxyKind.Http, url.Host, url.Port ?? 3128, url.User ?? "", url.Password),
        { Scheme: "socks5" or "socks5h" or "socks" } url => new ProxySettings(ProxyKind.Socks5, url.Host, url.Port ?? 1080, url.User ?? "", url.Password),
        { } url => throw new CommandException($"ftp:proxy: {url.Scheme} proxies are not supported; http:// (CONNECT), socks5:// and ftp:// are"),
    };

    public static FtpProxy? Speaking(SettingStore settings, Site site, string[] closures)
    {
        if (Url(settings, site, closures) is not { Scheme: "ftp" or "" } url)
        {
            return null;
        }

        FtpProxyLogin login = settings.Text("ftp:proxy-auth-type", url.Host) switch
        {
            "joined" => FtpProxyLogin.Joined,
            "joined-acct" => FtpProxyLogin.JoinedAccount,
            "open" => FtpProxyLogin.Open,
            "proxy-user@host" => FtpProxyLogin.UserAtHost,
            _ => FtpProxyLogin.User,
        };
        return new FtpProxy(url.Host, url.Port ?? 21, login, url.User ?? "", url.Password);
    }

    /// <summary>Whether there is one.</summary>
    public static bool Applies(SettingStore settings, Site site, string[] closures) => Url(settings, site, closures) is not null;

    private static SiteUrl? Url(SettingStore settings, Site site, string[] closures)
    {
        string text = settings.Text("ftp:proxy", closures);
        return text.Length == 0 || settings.Text("net:no-proxy").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Any(domain => site.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            ? null
            : SiteUrl.Parse(text);
    }
}

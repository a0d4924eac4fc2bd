using Sealane.Client;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>The settings about TLS, as the library takes them.</summary>
internal static class TlsTerms
{
    /// <summary>Whether a site is spoken to in the clear because the user said so. The explicit scheme <c>ftpes:</c> says otherwise.</summary>
    public static bool IsForbidden(SettingStore settings, Site site, string[] closures) => site.Protocol != "ftpes"
        && (!settings.Flag("ftp:ssl-allow", closures) || (site.User is null && !settings.Flag("ftp:ssl-allow-anonymous", closures)));

    public static AuthMethod Auth(SettingStore settings, string[] closures) => settings.Text("ftp:ssl-auth", closures).ToUpperInvariant() switch
    {
        "SSL" => AuthMethod.Ssl,
        "TLS-P" => AuthMethod.TlsPrivate,
        "TLS-C" => AuthMethod.TlsClear,
        _ => AuthMethod.Tls,
    };

    /// <summary>The level that an implicit connection begins with; null while nobody has said.</summary>
    public static char? InitialProtection(SettingStore settings, string[] closures) =>
        settings.Text("ftps:initial-prot", closures).ToUpperInvariant() is [char level] ? level : null;
}

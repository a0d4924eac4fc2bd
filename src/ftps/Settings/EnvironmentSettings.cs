namespace Sealane.Shell.Settings;

/// <summary>Settings that begin with what the environment says, as lftp's do; rc files and the user come after them.</summary>
internal static class EnvironmentSettings
{
    /// <summary><c>ftp_proxy</c> where it names a proxy that speaks FTP (one of HTTP is for programs that fetch FTP's files by HTTP), and <c>no_proxy</c>.</summary>
    public static void Apply(SettingStore settings, Func<string, string?> environment)
    {
        if (environment("ftp_proxy") is { } proxy && proxy.StartsWith("ftp://", StringComparison.Ordinal))
        {
            settings.Set("ftp:proxy", proxy);
        }

        if (environment("no_proxy") is { Length: > 0 } domains)
        {
            settings.Set("net:no-proxy", domains);
        }
    }
}

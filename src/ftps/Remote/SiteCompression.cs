using System.Text.RegularExpressions;
using Sealane.Client;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Remote;

/// <summary>What the settings say of MODE Z.</summary>
internal static class SiteCompression
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Null while it is off.</summary>
    public static CompressionOptions? Of(SettingStore settings, string[] closures)
    {
        if (!settings.Flag("ftp:use-mode-z", closures))
        {
            return null;
        }

        string pattern = settings.Text("ftp:compressed-re", closures);
        return new CompressionOptions
        {
            Level = (int)Math.Clamp(settings.Number("ftp:mode-z-level", closures), 0, 9),
            Exempt = pattern.Length == 0 ? null : new Names(new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_patience)).IsCompressed,
        };
    }

    private sealed class Names(Regex pattern)
    {
        public bool IsCompressed(string path)
        {
            try
            {
                return pattern.IsMatch(path);
            }
            catch (RegexMatchTimeoutException)
            {
                // A pattern that cannot decide in time decides nothing: compressing costs time, and changes no byte.
                return false;
            }
        }
    }
}

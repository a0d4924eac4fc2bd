using System.Globalization;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Remote;

/// <summary>The zone that a server's LIST is written in, as <c>ftp:timezone</c> names it.</summary>
internal static class ServerClock
{
    /// <summary>What the server's clock is ahead of UTC; null to measure it, which nobody needs to who names a zone.</summary>
    public static TimeSpan? Offset(SettingStore settings, string[] closures)
    {
        string zone = settings.Text("ftp:timezone", closures);
        bool isNamed = settings.Changed().Any(one => one.Key == "ftp:timezone" || one.Key.StartsWith("ftp:timezone/", StringComparison.Ordinal));
        return isNamed ? OffsetOf(zone, DateTime.UtcNow) ?? TimeSpan.Zero
            : settings.Flag("ftp:use-mdtm", closures) ? null : TimeSpan.Zero;
    }

    /// <summary>A zone's offset: empty for this machine's, a name of the zone database, or POSIX's <c>NAME±hh[:mm]</c>, whose sign counts westwards. Null if it is none of them.</summary>
    public static TimeSpan? OffsetOf(string zone, DateTime utc)
    {
        if (zone.Length == 0)
        {
            return TimeZoneInfo.Local.GetUtcOffset(utc);
        }

        int sign = zone.IndexOfAny(['+', '-']);
        if (!zone.Contains('/') && sign > 0)
        {
            string[] parts = zone[(sign + 1)..].Split(':');
            return parts.Length <= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours) && hours <= 24
                && (parts.Length == 1 ? (int?)0 : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given < 60 ? given : null) is { } minutes
                ? new TimeSpan(hours, minutes, 0) * (zone[sign] == '+' ? -1 : 1)
                : null;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? found.GetUtcOffset(utc) : null;
    }
}

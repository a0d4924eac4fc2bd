using System.Globalization;

namespace Sealane.Shell.OneShots.Events;

/// <summary>Bytes and times for people, in powers of 1024.</summary>
internal static class Amounts
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary><c>939 B</c>, <c>1.9 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double number = bytes;
        int unit = 0;
        while (number >= 1024 && unit < s_units.Length - 1)
        {
            number /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{number.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {s_units[unit]}");
    }

    /// <summary><c>12s</c>, <c>3m05s</c>, <c>2h10m</c>.</summary>
    public static string Time(TimeSpan time) =>
        time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h{time.Minutes:00}m")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0}s");
}

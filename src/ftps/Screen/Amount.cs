using System.Globalization;

namespace Sealane.Shell.Screen;

/// <summary>Numbers, rates and times as lftp writes them.</summary>
internal static class Amount
{
    private static readonly CultureInfo s_plain = CultureInfo.InvariantCulture;

    /// <summary>A rate in a sentence: <c>939 B/s</c>, <c>12.3 KiB/s</c>, <c>1.91 MiB/s</c>; empty for none.</summary>
    public static string Rate(double bytesPerSecond) => Scaled(bytesPerSecond, " B/s", " KiB/s", " MiB/s", " GiB/s");

    /// <summary>A rate in a status line: <c>939b/s</c>, <c>12.3K/s</c>, <c>1.91M/s</c>; empty for none.</summary>
    public static string TerseRate(double bytesPerSecond) => Scaled(bytesPerSecond, "b/s", "K/s", "M/s", "G/s");

    /// <summary>A rest of time: <c>1h5m10s</c>, or its greatest unit alone.</summary>
    public static string Duration(TimeSpan time, bool terse)
    {
        long seconds = Math.Max(0, (long)time.TotalSeconds);
        long days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;
        if (terse)
        {
            // The next unit is shown while the number is small: 1d23h says more than 1d.
            return days > 0 ? Pair(days, "d", hours, "h", 10)
                : hours > 0 ? Pair(hours, "h", minutes, "m", 10)
                : minutes > 0 ? Pair(minutes, "m", seconds % 60, "s", 1)
                : Text(seconds, "s");
        }

        return (days > 0 ? Text(days, "d") : "") + (seconds >= 3600 ? Text(hours, "h") : "") + (seconds >= 60 ? Text(minutes, "m") : "") + Text(seconds % 60, "s");
    }

    /// <summary>The word for a number of things.</summary>
    public static string Count(long number, string one, string many) => number == 1 ? $"1 {one}" : Text(number, " ") + many;

    private static string Pair(long great, string unit, long small, string smallUnit, long below) =>
        Text(great, unit) + (great < below && small > 0 ? Text(small, smallUnit) : "");

    private static string Text(long number, string unit) => number.ToString(s_plain) + unit;

    private static string Scaled(double rate, string bytes, string kibi, string mebi, string gibi)
    {
        const double Kibi = 1024;
        if (rate < 1)
        {
            return "";
        }

        return rate < Kibi ? Math.Round(rate).ToString(s_plain) + bytes
            : rate < Kibi * Kibi ? Digits(rate / Kibi) + kibi
            : rate < Kibi * Kibi * Kibi ? Digits(rate / Kibi / Kibi) + mebi
            : Digits(rate / Kibi / Kibi / Kibi) + gibi;
    }

    // Kibibytes of 1 to 1023 with three digits or so: 1.91, 12.3, 123.4.
    private static string Digits(double number) => number.ToString(number < 10 ? "0.00" : "0.0", s_plain);
}

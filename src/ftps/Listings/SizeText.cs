using System.Globalization;

namespace Sealane.Shell.Listings;

/// <summary>Sizes as cls and du write them, always rounded up.</summary>
internal static class SizeText
{
    /// <summary>Blocks that bytes fill.</summary>
    public static long Blocks(long bytes, long block) => (bytes / block) + (bytes % block > 0 ? 1 : 0);

    /// <summary>A plain number up to one unit, then <c>1.5K</c>, <c>20K</c>, <c>3.0M</c>.</summary>
    /// <param name="bytes">The size.</param>
    /// <param name="unit">1024, or 1000 (then the kilo is a small k).</param>
    public static string Human(long bytes, int unit)
    {
        if (bytes < unit)
        {
            return bytes.ToString(CultureInfo.InvariantCulture);
        }

        string letters = unit == 1000 ? "kMGTPE" : "KMGTPE";
        decimal number = bytes;
        int power = -1;
        while (number >= unit && power + 1 < letters.Length)
        {
            number /= unit;
            power++;
        }

        // What rounding up makes ten has no decimal, and what it makes a whole next unit is one of those.
        decimal tenths = Math.Ceiling(number * 10) / 10;
        if (tenths < 10)
        {
            return tenths.ToString("0.0", CultureInfo.InvariantCulture) + letters[power];
        }

        decimal whole = Math.Ceiling(number);
        return whole >= unit && power + 1 < letters.Length ? $"1.0{letters[power + 1]}" : whole.ToString("0", CultureInfo.InvariantCulture) + letters[power];
    }
}

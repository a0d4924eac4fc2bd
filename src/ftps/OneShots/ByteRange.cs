using System.Globalization;
using Sealane.Client;

namespace Sealane.Shell.OneShots;

/// <summary>A piece of a file: <c>0-99</c> (both included), <c>100-</c>, <c>-100</c> (the last hundred).</summary>
/// <param name="First">First byte; null when counted from the end.</param>
/// <param name="Length">How many; null for all that follow.</param>
internal sealed record ByteRange(long? First, long? Length)
{
    /// <exception cref="UsageFault">It is none.</exception>
    public static ByteRange Parse(string text)
    {
        string[] parts = text.Split('-');
        bool hasFirst = TryNumber(parts[0], out long first), hasLast = TryNumber(parts[^1], out long last);
        return (parts.Length, hasFirst, hasLast) switch
        {
            (2, true, true) when first <= last => new ByteRange(first, last - first + 1),
            (2, true, false) when parts[1].Length == 0 => new ByteRange(first, null),
            (2, false, true) when parts[0].Length == 0 && last > 0 => new ByteRange(null, last),
            _ => throw new UsageFault($"--range {text}: it wants 0-99, 100- or -100"),
        };
    }

    /// <summary>Where it begins in a file.</summary>
    public async Task<long> BeginAsync(FtpsClient client, string path, CancellationToken cancellation) =>
        First ?? Math.Max(0, await client.GetSizeAsync(path, cancellation) - Length!.Value);

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

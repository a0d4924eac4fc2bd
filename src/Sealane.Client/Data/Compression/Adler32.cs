namespace Sealane.Client.Data;

/// <summary>The checksum at the end of a zlib stream (RFC 1950 §8.2).</summary>
internal static class Adler32
{
    /// <summary>Of no bytes.</summary>
    internal const uint Empty = 1;

    private const uint Base = 65521;

    // RFC 1950 §9: so many bytes can be added before the sums must be reduced.
    private const int Most = 5552;

    internal static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        uint low = sum & 0xFFFF, high = sum >> 16;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> some = bytes[..Math.Min(bytes.Length, Most)];
            bytes = bytes[some.Length..];
            foreach (byte one in some)
            {
                low += one;
                high += low;
            }

            low %= Base;
            high %= Base;
        }

        return (high << 16) | low;
    }
}

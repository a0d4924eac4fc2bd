using System.Net;
using System.Net.Sockets;

namespace Sealane.Server.Hosts;

/// <summary>The addresses that agree with a network in the bits of a mask, which need not be contiguous.</summary>
internal sealed class AddressRange
{
    private readonly byte[] _network;
    private readonly byte[] _mask;

    private AddressRange(byte[] network, byte[] mask) => (_network, _mask) = (network, mask);

    /// <summary>True when the network has bits that the mask leaves out, so that it was perhaps meant as one address.</summary>
    internal bool HasStrayBits => _network.Where((octet, i) => (octet & ~_mask[i]) != 0).Any();

    /// <summary><c>192.168.0.0/16</c>, <c>192.168.0.0/255.255.0.0</c>, <c>192.168.</c>, <c>192.168.1.1</c>, <c>[2001:db8::]/32</c>, <c>[::1]</c>; null for anything else.</summary>
    internal static AddressRange? Parse(string text)
    {
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            return end > 0 && IPAddress.TryParse(text[1..end], out IPAddress? six) && six.AddressFamily == AddressFamily.InterNetworkV6
                && (end == text.Length - 1 || text[end + 1] == '/')
                && Mask(end == text.Length - 1 ? "128" : text[(end + 2)..], 16) is { } mask6
                    ? new AddressRange(six.GetAddressBytes(), mask6)
                    : null;
        }

        if (text.EndsWith('.'))
        {
            byte[]? start = Octets(text[..^1]);
            return start is { Length: < 4 } ? new AddressRange([.. start, .. new byte[4 - start.Length]], Mask(start.Length * 8, 4)) : null;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return Octets(slash < 0 ? text : text[..slash]) is { Length: 4 } address && Mask(slash < 0 ? "32" : text[(slash + 1)..], 4) is { } mask
            ? new AddressRange(address, mask)
            : null;
    }

    internal bool Contains(IPAddress client)
    {
        Span<byte> octets = stackalloc byte[16];
        if (!client.TryWriteBytes(octets, out int length) || length != _network.Length)
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (((octets[i] ^ _network[i]) & _mask[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // A length of 0 matches nobody in libwrap, whatever was meant by it; ALL is the word for everybody.
    private static byte[]? Mask(string text, int size) =>
        text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit) && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var bits and > 0 && bits <= size * 8 ? Mask(bits, size)
        : size == 4 && Octets(text) is { Length: 4 } mask ? mask
        : null;

    private static byte[] Mask(int bits, int size)
    {
        byte[] mask = new byte[size];
        for (int i = 0; i < bits; i++)
        {
            mask[i / 8] |= (byte)(0x80 >> (i % 8));
        }

        return mask;
    }

    // Decimal only: other notations of IPv4 addresses mean different things to different programs.
    private static byte[]? Octets(string text)
    {
        string[] parts = text.Split('.');
        byte[] octets = new byte[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length is 0 or > 3 || !parts[i].All(char.IsAsciiDigit) || !byte.TryParse(parts[i], System.Globalization.CultureInfo.InvariantCulture, out octets[i]))
            {
                return null;
            }
        }

        return octets;
    }
}

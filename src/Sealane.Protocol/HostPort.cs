using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sealane.Protocol;

/// <summary>What is wrong with an EPRT argument.</summary>
public enum EprtError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Not of the form <c>|1|address|port|</c>, or the address is not of the family named: 501.</summary>
    Syntax,

    /// <summary>A network protocol other than 1 (IPv4) and 2 (IPv6): 522 with the list of those served (RFC 2428 §2).</summary>
    UnsupportedProtocol,
}

/// <summary>Addresses and ports as PORT, PASV, EPRT and EPSV write them. Says nothing about whether an address may be connected to: that is policy.</summary>
public static class HostPort
{
    private static readonly SearchValues<byte> s_v6Letters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Reads PORT's <c>h1,h2,h3,h4,p1,p2</c> (RFC 959 §5.3.2): six numbers from 0 to 255 of at most three digits, and nothing else.</summary>
    public static bool TryParsePort(ReadOnlySpan<byte> argument, out IPEndPoint? endpoint)
    {
        bool parsed = TryReadSix(argument, blanks: false, out endpoint, out int length) && length == argument.Length;
        endpoint = parsed ? endpoint : null;
        return parsed;
    }

    /// <summary>Reads EPRT's <c>|1|10.0.0.1|50000|</c> or <c>|2|::1|50000|</c> (RFC 2428 §2). Any delimiter from 33 to 126; the port is 1 to 65535.</summary>
    public static EprtError ParseEprt(ReadOnlySpan<byte> argument, out IPEndPoint? endpoint)
    {
        endpoint = null;
        if (argument.Length < 2 || argument[0] is < 33 or > 126)
        {
            return EprtError.Syntax;
        }

        byte delimiter = argument[0];
        ReadOnlySpan<byte> rest = argument[1..];
        if (!TryCut(ref rest, delimiter, out ReadOnlySpan<byte> protocol)
            || !TryCut(ref rest, delimiter, out ReadOnlySpan<byte> address)
            || !TryCut(ref rest, delimiter, out ReadOnlySpan<byte> portText)
            || !rest.IsEmpty
            || !TryReadNumber(protocol, ushort.MaxValue, out int number)
            || !TryReadNumber(portText, IPEndPoint.MaxPort, out int port)
            || port == 0)
        {
            return EprtError.Syntax;
        }

        if (number is not (1 or 2))
        {
            return EprtError.UnsupportedProtocol;
        }

        if (!(number == 1 ? TryReadV4(address, out IPAddress? ip) : TryReadV6(address, out ip)))
        {
            return EprtError.Syntax;
        }

        endpoint = new IPEndPoint(ip!, port);
        return EprtError.None;
    }

    /// <summary>The six numbers of a 227 reply: <c>10,0,0,1,195,80</c>.</summary>
    /// <param name="address">IPv4, or IPv4 mapped into IPv6.</param>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentException">An IPv6 address: PASV cannot say it, EPSV can.</exception>
    public static string FormatPasv(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        Span<byte> bytes = stackalloc byte[4];
        if (!(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out int length) || length != 4)
        {
            throw new ArgumentException("PASV speaks IPv4 only.", nameof(address));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes[0]},{bytes[1]},{bytes[2]},{bytes[3]},{port >> 8},{port & 0xFF}");
    }

    /// <summary>Reads the text of a 227 reply. Servers differ in what stands around the numbers (RFC 1123 §4.1.2.6), so the first six in a row count, wherever they are.</summary>
    public static bool TryParsePasvReply(ReadOnlySpan<byte> text, out IPEndPoint? endpoint)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool begins = IsDigit(text[i]) && (i == 0 || !IsDigit(text[i - 1]));
            if (begins && TryReadSix(text[i..], blanks: true, out endpoint, out int length) && (i + length == text.Length || !IsDigit(text[i + length])))
            {
                return true;
            }
        }

        endpoint = null;
        return false;
    }

    /// <summary>Reads the text of a 229 reply: <c>Entering Extended Passive Mode (|||6446|)</c> (RFC 2428 §3). What stands in the first two fields is ignored. Without brackets, or cut off by a middlebox, three equal signs before the number are enough: <c>!!!9447!</c>.</summary>
    /// <param name="text">The text of the reply, with or without its code.</param>
    /// <param name="port">1 to 65535.</param>
    public static bool TryParseEpsvReply(ReadOnlySpan<byte> text, out int port)
    {
        ReadOnlySpan<byte> whole = text;
        for (int open; (open = text.IndexOf((byte)'(')) >= 0; text = text[(open + 1)..])
        {
            ReadOnlySpan<byte> rest = text[(open + 1)..];
            if (rest.IsEmpty || rest[0] is < 33 or > 126 || IsDigit(rest[0]))
            {
                continue;
            }

            byte delimiter = rest[0];
            rest = rest[1..];
            if (TryCut(ref rest, delimiter, out _) && TryCut(ref rest, delimiter, out _) && TryCut(ref rest, delimiter, out ReadOnlySpan<byte> number)
                && TryReadNumber(number, IPEndPoint.MaxPort, out port) && port > 0)
            {
                return true;
            }
        }

        return TryReadBareEpsv(whole, out port);
    }

    private static bool TryReadBareEpsv(ReadOnlySpan<byte> text, out int port)
    {
        for (int i = 0; i + 3 < text.Length; i++)
        {
            byte sign = text[i];
            if (sign is < 33 or > 126 || char.IsAsciiLetterOrDigit((char)sign) || text[i + 1] != sign || text[i + 2] != sign)
            {
                continue;
            }

            ReadOnlySpan<byte> rest = text[(i + 3)..];
            int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (TryReadNumber(digits < 0 ? rest : rest[..digits], IPEndPoint.MaxPort, out port) && port > 0)
            {
                return true;
            }
        }

        port = 0;
        return false;
    }

    private static bool TryReadSix(ReadOnlySpan<byte> text, bool blanks, out IPEndPoint? endpoint, out int length)
    {
        endpoint = null;
        length = 0;
        Span<byte> numbers = stackalloc byte[6];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                if (length == text.Length || text[length] != ',')
                {
                    return false;
                }

                length++;
                while (blanks && length < text.Length && text[length] == ' ')
                {
                    length++;
                }
            }

            int digits = 0;
            while (digits < 3 && length + digits < text.Length && IsDigit(text[length + digits]))
            {
                digits++;
            }

            if (!TryReadNumber(text.Slice(length, digits), byte.MaxValue, out int number))
            {
                return false;
            }

            numbers[i] = (byte)number;
            length += digits;
        }

        endpoint = new IPEndPoint(new IPAddress(numbers[..4]), (numbers[4] << 8) | numbers[5]);
        return true;
    }

    private static bool TryCut(ref ReadOnlySpan<byte> rest, byte delimiter, out ReadOnlySpan<byte> field)
    {
        int end = rest.IndexOf(delimiter);
        field = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return end >= 0;
    }

    // Utf8Parser alone would take a sign.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, int max, out int number)
    {
        number = 0;
        return text.Length is > 0 and <= 5 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out number, out _) && number <= max;
    }

    // Four decimal numbers; the platform's parser would also take 127.1, 0x7f000001 and 017700000001, which read differently elsewhere.
    private static bool TryReadV4(ReadOnlySpan<byte> text, out IPAddress? address)
    {
        address = null;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < 4; i++)
        {
            int end = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end is < 1 or > 3 || !TryReadNumber(text[..end], byte.MaxValue, out int number))
            {
                return false;
            }

            bytes[i] = (byte)number;
            text = text[Math.Min(end + 1, text.Length)..];
        }

        address = new IPAddress(bytes);
        return true;
    }

    // Scopes (fe80::1%eth0), brackets and ports, which the platform's parser takes, have no place here.
    private static bool TryReadV6(ReadOnlySpan<byte> text, out IPAddress? address)
    {
        address = null;
        return text.Length <= 45 && text.Contains((byte)':') && !text.ContainsAnyExcept(s_v6Letters)
            && IPAddress.TryParse(text, out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}

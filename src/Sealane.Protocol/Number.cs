using System.Buffers.Text;

namespace Sealane.Protocol;

/// <summary>Numbers as servers write them: digits, and nothing else. The platform's parser alone would take signs.</summary>
internal static class Number
{
    /// <summary>Decimal, not negative.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;
    }

    /// <summary>Decimal, not negative, up to a limit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, int max, out int number)
    {
        bool read = TryRead(text, out long wide) && wide <= max;
        number = read ? (int)wide : 0;
        return read;
    }

    /// <summary>Octal: permission bits, perhaps with the type of the file before them.</summary>
    public static bool TryReadOctal(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 7 || text.ContainsAnyExceptInRange((byte)'0', (byte)'7'))
        {
            return false;
        }

        foreach (byte digit in text)
        {
            number = (number << 3) | (digit - '0');
        }

        return true;
    }
}

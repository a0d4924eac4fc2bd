namespace Sealane.Protocol;

/// <summary>Times as MDTM, MFMT and the modify fact write them: <c>YYYYMMDDHHMMSS[.fraction]</c>, UTC (RFC 3659 §2.3).</summary>
public static class FtpTimestamp
{
    /// <summary>Bytes that <see cref="Format"/> writes at most.</summary>
    public const int MaxLength = 18;

    private const int SecondsLength = 14;

    /// <summary>Reads a time; the text must be nothing else. Digits of the fraction past a tick (100 ns) are dropped; a leap second counts as the second before it, which a <see cref="DateTime"/> can hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < SecondsLength || text[..SecondsLength].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !TryReadFraction(text[SecondsLength..], out long ticks))
        {
            return false;
        }

        int year = (TwoDigits(text) * 100) + TwoDigits(text[2..]);
        int month = TwoDigits(text[4..]);
        int day = TwoDigits(text[6..]);
        int hour = TwoDigits(text[8..]);
        int minute = TwoDigits(text[10..]);
        int second = TwoDigits(text[12..]);
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        utc = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Utc).AddTicks(ticks);
        return true;
    }

    /// <summary>Writes a time.</summary>
    /// <param name="utc">Taken as UTC, whatever its kind.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="fraction">Adds <c>.sss</c> when the milliseconds are not zero; smaller parts are dropped.</param>
    /// <returns>Bytes written: 14 or 18.</returns>
    public static int Format(DateTime utc, Span<byte> destination, bool fraction)
    {
        (DateOnly date, TimeOnly time) = utc;
        (int year, int month, int day) = date;
        WriteTwo(destination, year / 100);
        WriteTwo(destination[2..], year % 100);
        WriteTwo(destination[4..], month);
        WriteTwo(destination[6..], day);
        WriteTwo(destination[8..], time.Hour);
        WriteTwo(destination[10..], time.Minute);
        WriteTwo(destination[12..], time.Second);
        if (!fraction || time.Millisecond == 0)
        {
            return SecondsLength;
        }

        destination[14] = (byte)'.';
        destination[15] = (byte)('0' + (time.Millisecond / 100));
        WriteTwo(destination[16..], time.Millisecond % 100);
        return MaxLength;
    }

    internal static void WriteTwo(Span<byte> destination, int number)
    {
        destination[1] = (byte)('0' + (number % 10));
        destination[0] = (byte)('0' + (number / 10));
    }

    private static int TwoDigits(ReadOnlySpan<byte> text) => ((text[0] - '0') * 10) + (text[1] - '0');

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length < 2 || text[0] != '.' || text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        long place = TimeSpan.TicksPerSecond;
        foreach (byte digit in text[1..])
        {
            place /= 10;
            ticks += (digit - '0') * place;
        }

        return true;
    }
}

namespace Sealane.Protocol.Dialects;

/// <summary>A day written in three parts: <c>11-22-26</c>, <c>22.11.2026</c>, <c>2026-11-22</c>, <c>22-NOV-2026</c>.</summary>
internal readonly record struct NumericDate(int Year, int Month, int Day)
{
    // As most programs do: 70 to 99 are of the last century.
    private const int FirstYearOfLastCentury = 70;

    // The unit of the years that OS/2 writes: 103 is 2003.
    private const int CountedFrom = 1900;

    /// <summary>Reads a day of numbers. Four digits in front are the year; with dots the day comes first; otherwise the month does, unless it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out NumericDate date)
    {
        date = default;
        int first = text.IndexOfAny((byte)'-', (byte)'/', (byte)'.');
        if (first is not (1 or 2 or 4))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(first + 1)..];
        int second = rest.IndexOf(text[first]);
        if (second is not (1 or 2)
            || !Number.TryRead(text[..first], 9999, out int a) || !Number.TryRead(rest[..second], 99, out int b) || !Number.TryRead(rest[(second + 1)..], 9999, out int c))
        {
            return false;
        }

        int lengthOfLast = rest.Length - second - 1;
        if (first == 4)
        {
            date = new NumericDate(a, b, c);
            return lengthOfLast <= 2 && date.IsValid;
        }

        bool dayFirst = text[first] == '.' || a > 12;
        date = new NumericDate(FullYear(c, lengthOfLast), dayFirst ? b : a, dayFirst ? a : b);
        return lengthOfLast >= 2 && date.IsValid;
    }

    /// <summary>Reads a day whose month has a name, between the others or before them: <c>2-JUL-2003</c>, <c>Feb-28-1998</c>.</summary>
    public static bool TryReadNamed(ReadOnlySpan<byte> text, out NumericDate date)
    {
        date = default;
        int first = text.IndexOf((byte)'-');
        int last = text.LastIndexOf((byte)'-');
        if (first <= 0 || last <= first + 1)
        {
            return false;
        }

        ReadOnlySpan<byte> a = text[..first];
        ReadOnlySpan<byte> b = text[(first + 1)..last];
        ReadOnlySpan<byte> c = text[(last + 1)..];
        bool dayFirst = Number.TryRead(a, 31, out int day);
        if (!MonthNames.TryRead(dayFirst ? b : a, out int month) || (!dayFirst && !Number.TryRead(b, 31, out day))
            || c.Length is < 2 or > 4 || !Number.TryRead(c, 9999, out int year))
        {
            return false;
        }

        date = new NumericDate(FullYear(year, c.Length), month, day);
        return date.IsValid;
    }

    private bool IsValid => ListingClock.TryMake(Year, Month, Day, 0, 0, 0, out _);

    /// <summary>The moment, in the server's zone.</summary>
    public ListedTime At(in TimeOfDay time)
    {
        ListingClock.TryMake(Year, Month, Day, time.Hour, time.Minute, time.Second, out DateTime moment);
        return new ListedTime(moment, time.Precision == TimePrecision.None ? TimePrecision.Day : time.Precision);
    }

    private static int FullYear(int year, int digits) => digits switch
    {
        2 => year + (year < FirstYearOfLastCentury ? 2000 : 1900),
        3 => year + CountedFrom,
        _ => year,
    };
}

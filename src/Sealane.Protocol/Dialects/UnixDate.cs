namespace Sealane.Protocol.Dialects;

/// <summary>The dates of <c>ls -l</c>, in its many styles and languages.</summary>
internal static class UnixDate
{
    private static ReadOnlySpan<byte> YearSigns => "年년"u8;

    private static ReadOnlySpan<byte> DaySigns => "日일"u8;

    /// <summary>Reads the date that begins at a word of the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="clock">Infers years.</param>
    /// <param name="time">The time.</param>
    /// <param name="end">The byte behind the date; a blank follows, and the name.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, int start, ListingClock clock, out ListedTime time, out int end)
    {
        Columns words = new(line, start);
        ReadOnlySpan<byte> first = words.Next();
        (time, end) = (default, 0);
        if (first.IsEmpty)
        {
            return false;
        }

        if (first[0] is >= (byte)'0' and <= (byte)'9' && first.Length is 5 or 10 && first.IndexOfAny((byte)'-', (byte)'/') > 0)
        {
            return first.Length == 10 ? TryReadIso(first, ref words, out time, out end) : TryReadShortIso(first, ref words, clock, out time, out end);
        }

        if (first.Length >= 7 && first.Length <= 7 && TryReadSigned(first, YearSigns, out int year))
        {
            // 2026年 11月 22日, which tells the time of day to nobody.
            return MonthNames.TryRead(words.Next(), out int signedMonth) && TryReadDay(words.Next(), out int signedDay)
                && TryFinish(year, signedMonth, signedDay, default, words.End, out time, out end);
        }

        if (MonthNames.TryRead(first, out int month))
        {
            ReadOnlySpan<byte> dayWord = words.Next();
            return TryReadDay(dayWord, out int day) && TryReadYearOrTime(ref words, month, day, dayWord[^1] == ',', clock, out time, out end);
        }

        return TryReadDay(first, out int leadingDay) && first[^1] < 0x80 && MonthNames.TryRead(words.Next(), out month)
            && TryReadYearOrTime(ref words, month, leadingDay, false, clock, out time, out end);
    }

    private static bool TryReadYearOrTime(ref Columns words, int month, int day, bool comma, ListingClock clock, out ListedTime time, out int end)
    {
        (time, end) = (default, 0);
        ReadOnlySpan<byte> word = words.Next();
        if (TryReadYear(word, out int year))
        {
            end = words.End;
            TimeOfDay timeOfDay = default;
            if (comma && TimeOfDay.TryRead(words.Next(), out timeOfDay))
            {
                end = words.End;
            }

            return TryFinish(year, month, day, timeOfDay, end, out time, out end);
        }

        if (!TimeOfDay.TryRead(word, out TimeOfDay clockTime))
        {
            return false;
        }

        // ls -T of the BSDs: Nov 22 08:43:30 2026
        end = words.End;
        if (clockTime.Precision == TimePrecision.Second && TryReadYear(words.Next(), out year) && words.End + 1 < words.End + words.Rest.Length)
        {
            return TryFinish(year, month, day, clockTime, words.End, out time, out end);
        }

        bool inferred = clock.TryInfer(month, day, clockTime.Hour, clockTime.Minute, clockTime.Second, out DateTime moment);
        time = new ListedTime(moment, clockTime.Precision);
        return inferred;
    }

    // 2026-11-22 08:43, 2026-11-22 08:43:30.123456789 +0100, or the day alone.
    private static bool TryReadIso(ReadOnlySpan<byte> first, ref Columns words, out ListedTime time, out int end)
    {
        (time, end) = (default, 0);
        if (!NumericDate.TryRead(first, out NumericDate date) || first[2] is < (byte)'0' or > (byte)'9')
        {
            return false;
        }

        end = words.End;
        bool padded = words.Rest.StartsWith("  "u8);
        if (!TimeOfDay.TryRead(words.Next(), out TimeOfDay timeOfDay))
        {
            // ls fills the day up to the width of "11-22 08:43".
            end += padded ? 1 : 0;
            time = date.At(default);
            return true;
        }

        end = words.End;
        time = date.At(timeOfDay);
        if (timeOfDay.Precision == TimePrecision.Second && TryReadZone(words.Next(), out TimeSpan zone))
        {
            end = words.End;
            long utc = Math.Clamp(time.Value.Ticks - zone.Ticks, 0, DateTime.MaxValue.Ticks);
            time = new ListedTime(new DateTime(utc, DateTimeKind.Utc), TimePrecision.Second, IsLocal: false);
        }

        return true;
    }

    private static bool TryReadShortIso(ReadOnlySpan<byte> first, ref Columns words, ListingClock clock, out ListedTime time, out int end)
    {
        (time, end) = (default, 0);
        if (first[2] != '-' || !Number.TryRead(first[..2], 12, out int month) || !Number.TryRead(first[3..], 31, out int day)
            || !TimeOfDay.TryRead(words.Next(), out TimeOfDay timeOfDay)
            || !clock.TryInfer(month, day, timeOfDay.Hour, timeOfDay.Minute, timeOfDay.Second, out DateTime moment))
        {
            return false;
        }

        end = words.End;
        time = new ListedTime(moment, timeOfDay.Precision);
        return true;
    }

    private static bool TryFinish(int year, int month, int day, in TimeOfDay timeOfDay, int at, out ListedTime time, out int end)
    {
        bool valid = ListingClock.TryMake(year, month, day, timeOfDay.Hour, timeOfDay.Minute, timeOfDay.Second, out DateTime moment);
        time = new ListedTime(moment, timeOfDay.Precision == TimePrecision.None ? TimePrecision.Day : timeOfDay.Precision);
        end = at;
        return valid;
    }

    private static bool TryReadDay(ReadOnlySpan<byte> word, out int day)
    {
        if (word.Length > 3 && TryReadSigned(word, DaySigns, out day))
        {
            return day is >= 1 and <= 31;
        }

        ReadOnlySpan<byte> digits = word.TrimEnd(".,"u8);
        return digits.Length + 1 >= word.Length & Number.TryRead(digits, 31, out day) && day > 0 && digits.Length <= 2;
    }

    private static bool TryReadYear(ReadOnlySpan<byte> word, out int year)
    {
        if (word.Length == 7)
        {
            return TryReadSigned(word, YearSigns, out year);
        }

        return Number.TryRead(word, 9999, out year) && word.Length == 4;
    }

    // Digits and one of two signs of three bytes.
    private static bool TryReadSigned(ReadOnlySpan<byte> word, ReadOnlySpan<byte> signs, out int number)
    {
        number = 0;
        return word.Length > 3 && (word.EndsWith(signs[..3]) || word.EndsWith(signs[3..])) && Number.TryRead(word[..^3], 9999, out number);
    }

    private static bool TryReadZone(ReadOnlySpan<byte> word, out TimeSpan zone)
    {
        zone = default;
        if (word.Length != 5 || word[0] is not ((byte)'+' or (byte)'-') || !Number.TryRead(word[1..3], 14, out int hours) || !Number.TryRead(word[3..], 59, out int minutes))
        {
            return false;
        }

        zone = new TimeSpan(hours, minutes, 0) * (word[0] == '-' ? -1 : 1);
        return true;
    }
}

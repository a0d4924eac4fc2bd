namespace Sealane.Protocol.Dialects;

/// <summary>Hours, minutes and seconds of a listing.</summary>
internal readonly record struct TimeOfDay(int Hour, int Minute, int Second, TimePrecision Precision)
{
    /// <summary>Reads <c>8:43</c>, <c>08:43:30</c>, <c>08:43:30.64</c>, <c>08:43AM</c>, <c>08:43p</c>; with a dot between, as some languages write it, only hours and minutes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out TimeOfDay time)
    {
        time = default;
        int half = CutHalfOfDay(ref text);
        int colon = text.IndexOfAny((byte)':', (byte)'.');
        if (colon is not (1 or 2) || text.Length < colon + 3
            || !Number.TryRead(text[..colon], 23, out int hour) || !Number.TryRead(text.Slice(colon + 1, 2), 59, out int minute))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(colon + 3)..];
        int second = 0;
        if (!rest.IsEmpty && (text[colon] == '.' || rest.Length < 3 || rest[0] != ':' || !Number.TryRead(rest.Slice(1, 2), 60, out second)
            || (rest.Length > 3 && (rest[3] is not ((byte)'.' or (byte)',') || !Number.TryRead(rest[4..], out _)))))
        {
            return false;
        }

        if (half >= 0 && hour is 0 or > 12)
        {
            half = hour == 0 ? 0 : -1;
        }

        hour = half < 0 ? hour : (hour % 12) + half;
        time = new TimeOfDay(hour, minute, second, rest.IsEmpty ? TimePrecision.Minute : TimePrecision.Second);
        return true;
    }

    // 0 in the morning, 12 in the afternoon, -1 when the day has 24 hours.
    private static int CutHalfOfDay(ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> letters = text.TrimEnd("mM"u8);
        if (letters.IsEmpty || letters.Length < text.Length - 1)
        {
            return -1;
        }

        int half = (letters[^1] | 0x20) switch
        {
            'a' => 0,
            'p' => 12,
            _ => -1,
        };
        text = half < 0 ? text : letters[..^1];
        return half;
    }
}

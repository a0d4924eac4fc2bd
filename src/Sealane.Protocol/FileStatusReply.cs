namespace Sealane.Protocol;

/// <summary>The 213 replies to SIZE and MDTM (RFC 3659 §3, §4).</summary>
public static class FileStatusReply
{
    // The year as 1900 and a count, as programs wrote it that were surprised by the year 2000: 19126 is 2026.
    private const int LengthWithSurprisedYear = 15;

    /// <summary>Reads the size of SIZE's reply.</summary>
    /// <param name="text">The text without its code. Words behind the number are passed over.</param>
    /// <param name="size">Bytes.</param>
    public static bool TryParseSize(ReadOnlySpan<byte> text, out long size) => Number.TryRead(FirstWord(text), out size);

    /// <summary>Reads the time of MDTM's and MFMT's reply, UTC.</summary>
    /// <param name="text">The text without its code; <c>modify=</c> before the time is passed over, as are words behind it.</param>
    /// <param name="utc">The time.</param>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out DateTime utc)
    {
        ReadOnlySpan<byte> word = FirstWord(text);
        int sign = word.IndexOf((byte)'=');
        word = word[(sign + 1)..].TrimEnd((byte)';');
        if (word.Length != LengthWithSurprisedYear || !word.StartsWith("191"u8))
        {
            return FtpTimestamp.TryParse(word, out utc);
        }

        Span<byte> repaired = stackalloc byte[LengthWithSurprisedYear - 1];
        "20"u8.CopyTo(repaired);
        word[3..].CopyTo(repaired[2..]);
        return FtpTimestamp.TryParse(repaired, out utc);
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        int blank = text.IndexOf((byte)' ');
        return blank < 0 ? text : text[..blank];
    }
}

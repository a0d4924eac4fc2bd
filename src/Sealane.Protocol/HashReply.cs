using System.Buffers;
using System.Text;

namespace Sealane.Protocol;

/// <summary>A hash that the server computed, as its reply tells it.</summary>
/// <param name="Algorithm">As the server calls it: <c>SHA-256</c>; empty when the reply does not say, as those to the X commands.</param>
/// <param name="Start">First byte hashed.</param>
/// <param name="End">The byte behind the last one hashed, or the last one itself: servers differ (<see cref="HashReply.TryParse"/>). Null when the reply does not say.</param>
/// <param name="Digest">The hash.</param>
public sealed record HashResult(string Algorithm, long Start, long? End, ReadOnlyMemory<byte> Digest);

/// <summary>Replies to HASH (draft-bryan-ftp-hash) and to the older XCRC, XMD5, XSHA1, XSHA256, XSHA512.</summary>
public static class HashReply
{
    // SHA-512.
    private const int MaxDigestBytes = 64;

    private const int Crc32Bytes = 4;

    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>Reads HASH's 213 reply: <c>SHA-256 0-49 6169…cf18 name</c>. Whether the second number is the last byte or the one behind it, only the size of the file tells; a reader that asked for a whole file need not look.</summary>
    /// <param name="text">The text without its code.</param>
    /// <param name="result">The hash; null when the text is of another form.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out HashResult? result)
    {
        result = null;
        ReadOnlySpan<byte> algorithm = CutWord(ref text);
        ReadOnlySpan<byte> range = CutWord(ref text);
        ReadOnlySpan<byte> hex = CutWord(ref text);
        int dash = range.IndexOf((byte)'-');
        if (algorithm.IsEmpty || dash <= 0 || !Number.TryRead(range[..dash], out long start) || !Number.TryRead(range[(dash + 1)..], out long end) || end < start || !TryReadHex(hex, out byte[] digest))
        {
            return false;
        }

        result = new HashResult(Encoding.ASCII.GetString(algorithm), start, end, digest);
        return true;
    }

    /// <summary>
    /// Finds the hash in the reply to an X command, which no document describes: <c>6169…</c>, <c>"name" 6169…</c>, <c>XMD5 of name is 6169…</c>.
    /// What stands in quotes is not looked at; of several words that fit, the first of the text if it is one of them, else the last.
    /// </summary>
    /// <param name="text">The text without its code.</param>
    /// <param name="digestBytes">Length of the hash: 4 for XCRC, 16 for XMD5, 20, 32, 64. Of a CRC alone in the reply, leading zeros may be missing.</param>
    /// <param name="digest">The hash, most significant byte first; empty when there is none.</param>
    public static bool TryFindDigest(ReadOnlySpan<byte> text, int digestBytes, out byte[] digest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digestBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digestBytes, MaxDigestBytes);
        digest = [];
        ReadOnlySpan<byte> rest = text;
        bool first = true;
        int words = 0;
        ReadOnlySpan<byte> found = default;
        for (ReadOnlySpan<byte> word; !(word = CutWord(ref rest)).IsEmpty; words++)
        {
            if (word[0] == '"' && SkipQuoted(word, ref rest))
            {
                first = false;
                continue;
            }

            word = word.Trim(".,:;()="u8);
            if (word.Length == digestBytes * 2 && !word.ContainsAnyExcept(s_hexDigits))
            {
                found = word;
                if (first)
                {
                    break;
                }
            }

            first = false;
        }

        if (found.IsEmpty && digestBytes == Crc32Bytes && words == 1)
        {
            ReadOnlySpan<byte> alone = text.Trim((byte)' ');
            return alone.Length is > 0 and < Crc32Bytes * 2 && TryReadHex(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(alone).PadLeft(Crc32Bytes * 2, '0')), out digest);
        }

        return !found.IsEmpty && TryReadHex(found, out digest);
    }

    // A name in quotes may hold blanks and doubled quotes; the rest is moved behind its end.
    private static bool SkipQuoted(ReadOnlySpan<byte> word, ref ReadOnlySpan<byte> rest)
    {
        int inWord = word[1..].IndexOf((byte)'"');
        if (inWord >= 0)
        {
            return true;
        }

        int close = rest.IndexOf((byte)'"');
        rest = close < 0 ? rest : rest[(close + 1)..];
        return close >= 0;
    }

    private static ReadOnlySpan<byte> CutWord(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        int blank = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = blank < 0 ? text : text[..blank];
        text = text[word.Length..];
        return word;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        if (text.IsEmpty || text.Length % 2 != 0 || text.Length > MaxDigestBytes * 2 || text.ContainsAnyExcept(s_hexDigits))
        {
            return false;
        }

        bytes = Convert.FromHexString(Encoding.ASCII.GetString(text));
        return true;
    }
}

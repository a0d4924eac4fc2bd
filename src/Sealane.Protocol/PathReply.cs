namespace Sealane.Protocol;

/// <summary>The path in a 257 reply to PWD or MKD (RFC 959 §5.4, Appendix II).</summary>
public static class PathReply
{
    /// <summary>Reads <c>"path" anything</c>; a quote within the path is doubled. Without quotes, the first word counts if it is an absolute path.</summary>
    /// <param name="text">The text of the reply without its code.</param>
    /// <param name="path">The path, unquoted; empty when there is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out ReadOnlyMemory<byte> path)
    {
        path = default;
        int open = text.IndexOf((byte)'"');
        if (open < 0)
        {
            text = text.Trim((byte)' ');
            int blank = text.IndexOf((byte)' ');
            path = text.StartsWith("/"u8) ? text[..(blank < 0 ? text.Length : blank)].ToArray() : default;
            return !path.IsEmpty;
        }

        text = text[(open + 1)..];
        byte[] unquoted = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                bool doubled = i + 1 < text.Length && text[i + 1] == '"';

                // Pure-FTPd doubles none; but a closing quote has no letter behind it and is the last one.
                bool bare = i + 1 < text.Length && text[i + 1] > ' ' && text[(i + 1)..].Contains((byte)'"');
                if (!doubled && !bare)
                {
                    path = unquoted.AsMemory(0, length);
                    return length > 0;
                }

                i += doubled ? 1 : 0;
            }

            unquoted[length++] = text[i];
        }

        // The closing quote was cut off, and with it perhaps a part of the path.
        return false;
    }
}

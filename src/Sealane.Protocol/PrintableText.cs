using System.Globalization;
using System.Text;

namespace Sealane.Protocol;

/// <summary>Bytes from a peer made fit for a log line or a terminal.</summary>
public static class PrintableText
{
    /// <summary>
    /// Decodes UTF-8 and writes what could move a cursor, end a line or reverse the reading direction as <c>\x1b</c> or <c>\u202e</c>;
    /// bytes that are not UTF-8 become <c>\xff</c>, a backslash <c>\\</c>, so that the bytes can be told from the result.
    /// </summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        // What most lines are: printable ASCII.
        if (!bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !bytes.Contains((byte)'\\'))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (!valid)
            {
                foreach (byte b in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
                }
            }
            else
            {
                Append(text, rune);
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The same for text; a lone surrogate that stands for a byte (<see cref="Charset"/>) becomes <c>\xff</c>, any other <c>\ud800</c>.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder printable = new(text.Length + 16);
        for (int at = 0; at < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, at, out Rune rune))
            {
                Append(printable, rune);
                at += rune.Utf16SequenceLength;
            }
            else
            {
                char lone = text[at++];
                printable.Append(CultureInfo.InvariantCulture, $"{(lone is >= '\uDC80' and <= '\uDCFF' ? $"\\x{lone & 0xFF:x2}" : $"\\u{(int)lone:x4}")}");
            }
        }

        return printable.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        if (rune.Value == '\\')
        {
            text.Append(@"\\");
        }
        else if (!IsUnsafe(rune))
        {
            text.Append(rune.ToString());
        }
        else if (rune.IsAscii)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
    }

    /// <summary>True for what a terminal may obey instead of showing it: controls, line and paragraph separators, and format characters (which include the bidirectional overrides).</summary>
    public static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}

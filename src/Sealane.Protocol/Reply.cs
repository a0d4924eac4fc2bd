using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sealane.Protocol;

/// <summary>
/// A reply as it goes over the wire (RFC 959 §4.2), immutable and already encoded: a reply kept in a static field costs nothing to send.
/// </summary>
/// <remarks>Text is made safe: whatever is a control character in it, CR and LF included, is sent as <c>?</c>. So no text can end the reply early or begin another one.</remarks>
public sealed class Reply
{
    private readonly byte[] _wire;

    private Reply(int code, byte[] wire)
    {
        Code = code;
        _wire = wire;
    }

    /// <summary>The three digits.</summary>
    public int Code { get; }

    /// <summary>Everything to be sent, the last CRLF included.</summary>
    public ReadOnlyMemory<byte> Wire => _wire;

    /// <summary>A reply of one line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not 100 to 699.</exception>
    public static Reply Of(int code, string text)
    {
        ArrayBufferWriter<byte> wire = Begin(code, ' ');
        WriteText(wire, text);
        return End(code, wire);
    }

    /// <summary>A reply of one line that quotes a path: <c>257 "/a ""b""" created</c> (RFC 959 appendix II).</summary>
    /// <param name="code">The three digits.</param>
    /// <param name="before">What stands before the quoted path, its separating blank included; may be empty.</param>
    /// <param name="path">Sent byte for byte, except that a quote is doubled, and a 0xFF too, because that byte is Telnet's (RFC 959 §4.1, RFC 854).</param>
    /// <param name="after">What stands after it, its separating blank included; may be empty.</param>
    public static Reply OfPath(int code, string before, FtpPath path, string after)
    {
        ArrayBufferWriter<byte> wire = Begin(code, ' ');
        WriteText(wire, before);
        wire.Write("\""u8);
        ReadOnlySpan<byte> rest = path.Bytes;
        for (int doubled; (doubled = rest.IndexOfAny((byte)'"', (byte)0xFF)) >= 0; rest = rest[(doubled + 1)..])
        {
            wire.Write(rest[..(doubled + 1)]);
            wire.Write(rest.Slice(doubled, 1));
        }

        wire.Write(rest);
        wire.Write("\""u8);
        WriteText(wire, after);
        return End(code, wire);
    }

    /// <summary>A reply of several lines (RFC 959 §4.2): <c>211-first</c>, the middle lines each behind one blank, <c>211 last</c>.</summary>
    public static Reply Lines(int code, string first, IEnumerable<string> middle, string last)
    {
        ArgumentNullException.ThrowIfNull(middle);
        ArrayBufferWriter<byte> wire = Begin(code, '-');
        WriteText(wire, first);
        wire.Write("\r\n"u8);
        foreach (string line in middle)
        {
            wire.Write(" "u8);
            WriteText(wire, line);
            wire.Write("\r\n"u8);
        }

        WriteCode(wire, code, ' ');
        WriteText(wire, last);
        return End(code, wire);
    }

    /// <summary>A reply of several lines whose middle is bytes: the listing of STAT, the facts of MLST.</summary>
    /// <param name="code">The three digits.</param>
    /// <param name="first">Text of the first line.</param>
    /// <param name="middleWire">Lines, each ended by CRLF and beginning with a blank (with anything but a digit, which could be taken for the end of the reply). May be empty.</param>
    /// <param name="last">Text of the last line.</param>
    /// <exception cref="ArgumentException">The middle does not end in CRLF, or a line of it begins with a digit.</exception>
    public static Reply LinesRaw(int code, string first, ReadOnlyMemory<byte> middleWire, string last)
    {
        CheckMiddle(middleWire.Span);
        ArrayBufferWriter<byte> wire = Begin(code, '-', middleWire.Length);
        WriteText(wire, first);
        wire.Write("\r\n"u8);
        wire.Write(middleWire.Span);
        WriteCode(wire, code, ' ');
        WriteText(wire, last);
        return End(code, wire);
    }

    /// <summary>This reply with lines of a text before it, each behind <c>250-</c> (its own code): what a directory or the administrator has to say.</summary>
    /// <param name="text">Lines that end in LF or CR LF. UTF-8, or else Latin-1, which is sent as UTF-8; a character cut off at its end is left out. Tabs become blanks, other controls <c>?</c>.
    /// Whatever a line begins with, it cannot be taken for the end of the reply, because the code and a hyphen stand before it.</param>
    /// <returns>This reply itself when the text is empty.</returns>
    public Reply After(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return this;
        }

        string[] lines = Decode(text).Split('\n');
        int count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        ArrayBufferWriter<byte> wire = new(text.Length + _wire.Length + 128);
        foreach (string line in lines.AsSpan(0, count))
        {
            WriteCode(wire, Code, '-');
            WriteText(wire, line.TrimEnd('\r').Replace('\t', ' '));
            wire.Write("\r\n"u8);
        }

        wire.Write(_wire);
        return new Reply(Code, wire.WrittenSpan.ToArray());
    }

    /// <summary>The reply's lines fit for a log: controls escaped (<see cref="PrintableText.Escape(ReadOnlySpan{byte})"/>).</summary>
    public IReadOnlyList<string> PrintableLines
    {
        get
        {
            List<string> lines = [];
            ReadOnlySpan<byte> rest = _wire.AsSpan(0, _wire.Length - 2);
            for (int end; (end = rest.IndexOf("\r\n"u8)) >= 0; rest = rest[(end + 2)..])
            {
                lines.Add(PrintableText.Escape(rest[..end]));
            }

            lines.Add(PrintableText.Escape(rest));
            return lines;
        }
    }

    /// <summary>The reply fit for one line of a log: its <see cref="PrintableLines"/>, joined by <c> | </c>.</summary>
    public override string ToString() => string.Join(" | ", PrintableLines);

    private static string Decode(ReadOnlySpan<byte> text)
    {
        const int LongestCharacter = 4;
        for (int cut = 0; cut < LongestCharacter && cut <= text.Length; cut++)
        {
            // What is left out at the end is the beginning of a character, and nothing else.
            bool begun = cut == 0 || Rune.DecodeFromUtf8(text[^cut..], out _, out _) == OperationStatus.NeedMoreData;
            if (begun && System.Text.Unicode.Utf8.IsValid(text[..^cut]))
            {
                return Encoding.UTF8.GetString(text[..^cut]);
            }
        }

        return Encoding.Latin1.GetString(text);
    }

    private static ArrayBufferWriter<byte> Begin(int code, char separator, int room = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 699);
        ArrayBufferWriter<byte> wire = new(room + 128);
        WriteCode(wire, code, separator);
        return wire;
    }

    private static Reply End(int code, ArrayBufferWriter<byte> wire)
    {
        wire.Write("\r\n"u8);
        return new Reply(code, wire.WrittenSpan.ToArray());
    }

    private static void WriteCode(ArrayBufferWriter<byte> wire, int code, char separator)
    {
        Span<byte> span = wire.GetSpan(4);
        Utf8Formatter.TryFormat(code, span, out _);
        span[3] = (byte)separator;
        wire.Advance(4);
    }

    private static void WriteText(ArrayBufferWriter<byte> wire, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Any(char.IsControl))
        {
            text = string.Create(text.Length, text, static (safe, source) =>
            {
                for (int i = 0; i < safe.Length; i++)
                {
                    safe[i] = char.IsControl(source[i]) ? '?' : source[i];
                }
            });
        }

        Encoding.UTF8.GetBytes(text, wire);
    }

    private static void CheckMiddle(ReadOnlySpan<byte> middle)
    {
        if (!middle.IsEmpty && !middle.EndsWith("\r\n"u8))
        {
            throw new ArgumentException("The middle of a reply ends in CRLF.", nameof(middle));
        }

        for (int end; !middle.IsEmpty; middle = middle[(end + 1)..])
        {
            end = middle.IndexOf((byte)'\n');
            if (middle[0] is >= (byte)'0' and <= (byte)'9')
            {
                throw new ArgumentException("A middle line that begins with a digit could end the reply.", nameof(middle));
            }
        }
    }
}

using System.Buffers;
using System.Text;

namespace Sealane.Protocol;

/// <summary>
/// File names between bytes, which is what a server has, and text, which is what a person has. Without loss: bytes that are not of the
/// charset become lone surrogates U+DC80 to U+DCFF and go back to the same bytes, so every name of every server can be asked for again.
/// </summary>
public sealed class Charset
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    // U+DC80 stands for byte 0x80.
    private const int EscapeBase = 0xDC00;

    // Of any charset the platform knows: GB 18030 has four.
    private const int MaxBytesOfCharacter = 4;

    private readonly Encoding _encoding;
    private readonly bool _isUtf8;

    private Charset(Encoding strict)
    {
        _encoding = strict;
        _isUtf8 = strict is UTF8Encoding;
    }

    /// <summary>UTF-8, what RFC 2640 asks for.</summary>
    public static Charset Utf8 { get; } = new(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

    /// <summary>ISO 8859-1: every byte is a character.</summary>
    public static Charset Latin1 { get; } = Of(Encoding.Latin1);

    /// <summary>The charset's name as IANA registered it: <c>utf-8</c>.</summary>
    public string Name => _encoding.WebName;

    /// <summary>A charset of the platform's.</summary>
    /// <exception cref="ArgumentException">It is not a superset of ASCII (UTF-16, UTF-7, EBCDIC): names in it cannot be told from the protocol around them.</exception>
    public static Charset Of(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        if (encoding is UTF8Encoding)
        {
            return Utf8;
        }

        Encoding strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return IsSupersetOfAscii(strict)
            ? new Charset(strict)
            : throw new ArgumentException($"Names cannot be in {encoding.WebName}: it does not hold ASCII as it is.", nameof(encoding));
    }

    /// <summary>Finds a charset by name, those of Windows and of East Asia included: <c>iso-8859-15</c>, <c>windows-1251</c>, <c>gbk</c>, <c>shift_jis</c>.</summary>
    /// <returns>Null when the platform has none of that name, or one that names cannot be in.</returns>
    public static Charset? Find(string name)
    {
        try
        {
            return Of(CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name));
        }
        catch (ArgumentException)
        {
            // What the platform says of a name it does not know, and Of of a charset that is none for names.
            return null;
        }
    }

    /// <summary>The text of a name. Never fails; <see cref="Encode"/> gives the same bytes again.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (_isUtf8)
        {
            return System.Text.Unicode.Utf8.IsValid(bytes) ? _encoding.GetString(bytes) : DecodeInvalidUtf8(bytes);
        }

        string text = TryDecode(bytes) ?? DecodePiecewise(bytes);
        // Some charsets have two codes for a character, or states: then the bytes matter more than their looks.
        return TryEncode(text) is { } again && bytes.SequenceEqual(again) ? text : EscapeAll(bytes);
    }

    /// <summary>The bytes of a name.</summary>
    /// <exception cref="ArgumentException">The text has a character that the charset has not, or half of a surrogate pair that stands for no byte.</exception>
    public byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryEncode(text)
            ?? throw new ArgumentException($"The name \"{PrintableText.Escape(text)}\" has a character that {Name} has not. Choose the server's charset, or rename the file.", nameof(text));
    }

    /// <summary>A name fit for a terminal or a log: what could move the cursor, and bytes that are not of the charset, are written as escapes.</summary>
    public string Printable(ReadOnlySpan<byte> bytes) => PrintableText.Escape(Decode(bytes));

    private static bool IsSupersetOfAscii(Encoding strict)
    {
        try
        {
            for (int b = 0; b < 0x80; b++)
            {
                string text = strict.GetString([(byte)b]);
                if (text.Length != 1 || text[0] != b || strict.GetBytes(text) is not [var back] || back != b)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is DecoderFallbackException or EncoderFallbackException)
        {
            return false;
        }
    }

    private static string DecodeInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (byte b in bytes[..length])
                {
                    text.Append((char)(EscapeBase + b));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static bool IsEscape(char c) => c is >= FirstEscape and <= LastEscape;

    // A low surrogate behind a high one is half of a character, not a byte.
    private static bool IsEscapeAt(string text, int at) => IsEscape(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    private static string EscapeAll(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        foreach (byte b in bytes)
        {
            text.Append((char)(b < 0x80 ? b : EscapeBase + b));
        }

        return text.ToString();
    }

    private string? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Only means that the bytes are not of this charset; the caller has another way.
            return null;
        }
    }

    // The shortest piece that is a character, or one byte escaped.
    private string DecodePiecewise(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int length = 1;
            string? piece = null;
            while (length <= Math.Min(MaxBytesOfCharacter, bytes.Length) && string.IsNullOrEmpty(piece = TryDecode(bytes[..length])))
            {
                length++;
            }

            if (string.IsNullOrEmpty(piece))
            {
                (piece, length) = (((char)(bytes[0] < 0x80 ? bytes[0] : EscapeBase + bytes[0])).ToString(), 1);
            }

            text.Append(piece);
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private byte[]? TryEncode(string text)
    {
        try
        {
            if (!text.AsSpan().ContainsAnyInRange(FirstEscape, LastEscape))
            {
                return _encoding.GetBytes(text);
            }

            ArrayBufferWriter<byte> bytes = new(text.Length + 16);
            for (int at = 0; at < text.Length;)
            {
                if (IsEscapeAt(text, at))
                {
                    bytes.Write([(byte)(text[at++] - EscapeBase)]);
                    continue;
                }

                int end = at + 1;
                while (end < text.Length && !IsEscapeAt(text, end))
                {
                    end++;
                }

                _encoding.GetBytes(text.AsSpan(at, end - at), bytes);
                at = end;
            }

            return bytes.WrittenSpan.ToArray();
        }
        catch (EncoderFallbackException)
        {
            // Only means that the charset lacks a character; Encode says so.
            return null;
        }
    }
}

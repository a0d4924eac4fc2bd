namespace Sealane.Protocol;

/// <summary>What <see cref="ReplyParser.TryRead"/> found.</summary>
public enum ReplyStatus
{
    /// <summary>No complete reply yet: receive more.</summary>
    NeedMore,

    /// <summary>A reply.</summary>
    Reply,

    /// <summary>Not FTP, or past a limit. The connection is of no more use: close it.</summary>
    Malformed,
}

/// <summary>
/// Puts the replies of a server together from lines (RFC 959 §4.2). One for each control connection, one user at a time.
/// The limits keep a hostile server from filling the client's memory.
/// </summary>
/// <param name="maxLines">Most lines of one reply. STAT of a directory answers over the control connection, so thousands are legal.</param>
/// <param name="maxBytes">Most bytes of one reply, terminators not counted.</param>
public sealed class ReplyParser(int maxLines = 65_536, int maxBytes = 8 * 1024 * 1024)
{
    private List<ReadOnlyMemory<byte>>? _lines;
    private int _code;
    private int _bytes;
    private bool _malformed;

    /// <summary>
    /// A reply of several lines ends with its own code (RFC 959 §4.2). False: with any code and a blank behind it, for servers that end it with another one; then a line of text
    /// that begins with three digits and a blank ends it too early. Its code is the first one in any case.
    /// </summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>True while a reply of several lines has begun and not ended.</summary>
    public bool IsInsideReply => _lines is not null;

    /// <summary>Reads the next reply. Empty lines between replies are passed over.</summary>
    public ReplyStatus TryRead(LineBuffer input, out ServerReply? reply)
    {
        ArgumentNullException.ThrowIfNull(input);
        reply = null;
        while (!_malformed)
        {
            switch (input.TryRead(out ReadOnlySpan<byte> line))
            {
                case LineStatus.NeedMore:
                    return ReplyStatus.NeedMore;
                case LineStatus.TooLong:
                    _malformed = true;
                    break;
                default:
                    if (TakeLine(line) is { } complete)
                    {
                        reply = complete;
                        return ReplyStatus.Reply;
                    }

                    break;
            }
        }

        _lines = null;
        return ReplyStatus.Malformed;
    }

    private ServerReply? TakeLine(ReadOnlySpan<byte> line)
    {
        int code = ReadCode(line, out bool continues);
        if (_lines is null)
        {
            if (line.IsEmpty)
            {
                return null;
            }

            _malformed = code == 0 || line.Length > maxBytes || maxLines < 1;
            if (_malformed)
            {
                return null;
            }

            ReadOnlyMemory<byte> text = TextOf(line);
            if (!continues)
            {
                return new ServerReply(code, [text]);
            }

            (_lines, _code, _bytes) = ([text], code, line.Length);
            return null;
        }

        _bytes += line.Length;
        _malformed = _lines.Count == maxLines || _bytes > maxBytes;
        if (_malformed)
        {
            return null;
        }

        // Only the same code ends it: text may begin with any other number.
        bool own = code == _code || (!IsStrict && code != 0 && line.Length > 3 && !continues);
        _lines.Add(own ? TextOf(line) : line.ToArray());
        if (!own || continues)
        {
            return null;
        }

        ServerReply complete = new(_code, _lines);
        _lines = null;
        return complete;
    }

    // "211 text", "211-text", or a bare "211", which some servers end with.
    private static int ReadCode(ReadOnlySpan<byte> line, out bool continues)
    {
        continues = line.Length > 3 && line[3] == '-';
        if (line.Length < 3 || line[0] is < (byte)'1' or > (byte)'6' || line[1..3].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            return 0;
        }

        return ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
    }

    private static ReadOnlyMemory<byte> TextOf(ReadOnlySpan<byte> line) => line.Length > 4 ? line[4..].ToArray() : default;
}

namespace Sealane.Protocol;

/// <summary>Cuts the bytes of a listing into lines, wherever the blocks that bring them end. Bounded: a line past the limit is cut, never collected.</summary>
/// <remarks>
/// Not <see cref="LineBuffer"/>, because a data connection speaks no Telnet: byte 255 is part of a name there.
/// <code>
/// ReadOnlySpan&lt;byte&gt; block = received;
/// while (lines.TryRead(ref block, out ReadOnlySpan&lt;byte&gt; line, out bool cut)) { … }
/// </code>
/// and, when the connection has ended, <see cref="TryReadLast"/>.
/// </remarks>
/// <param name="maxLength">Longest line in bytes, its end not counted. The default holds a link between two paths of PATH_MAX, and facts.</param>
public sealed class ListingLines(int maxLength = 16_384)
{
    // Room for the CRs before the LF, which do not count.
    private const int Slack = 2;

    // Grows with the lines that blocks cut in two; in a whole listing that is a few dozen bytes.
    private byte[] _held = [];
    private int _length;
    private bool _given;
    private bool _overflowed;

    /// <summary>Takes the next line out of a block.</summary>
    /// <param name="block">What was received; moved past what was taken. Empty when the result is false: what is left of it is held for the next block.</param>
    /// <param name="line">Without LF, and without CR before it. Valid until the next call or until the block's memory is written to.</param>
    /// <param name="cut">True when the line was longer than allowed, and is only its beginning: count it as not understood.</param>
    public bool TryRead(ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> line, out bool cut)
    {
        Forget();
        int lineFeed = block.IndexOf((byte)'\n');
        ReadOnlySpan<byte> piece = lineFeed < 0 ? block : block[..lineFeed];
        block = lineFeed < 0 ? default : block[(lineFeed + 1)..];
        if (lineFeed >= 0 && _length == 0)
        {
            line = Bound(piece, out cut);
            return true;
        }

        Hold(piece);
        if (lineFeed < 0)
        {
            line = default;
            cut = false;
            return false;
        }

        line = Bound(_held.AsSpan(0, _length), out cut);
        _given = true;
        return true;
    }

    /// <summary>Takes what came after the last LF, once the listing has ended. Servers end their lines, so this may be half of one: believe it only when the reply says that the transfer is complete.</summary>
    public bool TryReadLast(out ReadOnlySpan<byte> line, out bool cut)
    {
        Forget();
        line = Bound(_held.AsSpan(0, _length), out cut);
        bool any = _length > 0;
        _given = true;
        return any;
    }

    // What was handed out stays in place until the next call.
    private void Forget()
    {
        if (_given)
        {
            (_length, _given, _overflowed) = (0, false, false);
        }
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        int limit = maxLength + Slack;
        int taken = Math.Min(piece.Length, limit - _length);
        _overflowed |= taken < piece.Length;
        if (_length + taken > _held.Length)
        {
            Array.Resize(ref _held, Math.Min(limit, Math.Max(_length + taken, Math.Max(256, _held.Length * 2))));
        }

        piece[..taken].CopyTo(_held.AsSpan(_length));
        _length += taken;
    }

    private ReadOnlySpan<byte> Bound(ReadOnlySpan<byte> line, out bool cut)
    {
        ReadOnlySpan<byte> trimmed = line.TrimEnd((byte)'\r');
        cut = _overflowed || line.Length > maxLength + Slack || trimmed.Length > maxLength;
        return cut ? line[..Math.Min(line.Length, maxLength)] : trimmed;
    }
}

using System.Buffers.Text;
using System.Diagnostics;

namespace Sealane.Protocol;

/// <summary>Writes the fields of one listing line into room already measured, without allocating.</summary>
internal ref struct ByteCursor(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void Write(byte value) => _room[Length++] = value;

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Gives the room for a fixed number of bytes, to be filled in by the caller.</summary>
    public Span<byte> Take(int count)
    {
        Length += count;
        return _room.Slice(Length - count, count);
    }

    public void WriteNumber(long number)
    {
        bool written = Utf8Formatter.TryFormat(number, _room[Length..], out int length);
        Debug.Assert(written, "the caller measures the room");
        Length += length;
    }

    public void WriteHex(ulong number)
    {
        bool written = Utf8Formatter.TryFormat(number, _room[Length..], out int length, new('x'));
        Debug.Assert(written, "the caller measures the room");
        Length += length;
    }

    /// <summary>Right-aligns a number in a column; a longer one pushes the rest to the right.</summary>
    public void WriteRight(long number, int width)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        Pad(width - length);
        Write(digits[..length]);
    }

    /// <summary>Left-aligns text in a column; a longer one pushes the rest to the right.</summary>
    public void WriteLeft(scoped ReadOnlySpan<byte> text, int width)
    {
        Write(text);
        Pad(width - text.Length);
    }

    private void Pad(int count)
    {
        if (count > 0)
        {
            Take(count).Fill((byte)' ');
        }
    }
}

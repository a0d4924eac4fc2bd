using System.Buffers;

namespace Sealane.Protocol;

/// <summary>TYPE A from the wire: CRLF becomes LF (RFC 959 §3.1.1.1); a CR or LF alone is kept, so that what a careless peer sends is not damaged.</summary>
/// <remarks>One for each transfer, one user at a time: it holds back a CR at the end of a block until it sees what follows. Call <see cref="Finish(Span{byte})"/> at the end.</remarks>
public sealed class AsciiWireReader
{
    private bool _heldCarriageReturn;

    /// <summary>Most bytes that a block from the wire can become: one more than it has, for the CR held back before it.</summary>
    public static int MaxFileLength(int wireLength) => checked(wireLength + 1);

    /// <summary>Translates the next block.</summary>
    /// <param name="wire">The next bytes received.</param>
    /// <param name="file">Room for <see cref="MaxFileLength"/> bytes; does not overlap the block.</param>
    /// <returns>Bytes written.</returns>
    public int FromWire(ReadOnlySpan<byte> wire, Span<byte> file)
    {
        if (wire.IsEmpty)
        {
            return 0;
        }

        int length = 0;
        if (_heldCarriageReturn && wire[0] != '\n')
        {
            file[length++] = (byte)'\r';
        }

        _heldCarriageReturn = false;
        for (int end; (end = wire.IndexOf((byte)'\r')) >= 0; wire = wire[(end + 1)..])
        {
            wire[..end].CopyTo(file[length..]);
            length += end;
            if (end + 1 == wire.Length)
            {
                _heldCarriageReturn = true;
            }
            else if (wire[end + 1] != '\n')
            {
                file[length++] = (byte)'\r';
            }
        }

        wire.CopyTo(file[length..]);
        return length + wire.Length;
    }

    /// <summary>Translates the next block.</summary>
    public void FromWire(ReadOnlySpan<byte> wire, IBufferWriter<byte> file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!wire.IsEmpty)
        {
            file.Advance(FromWire(wire, file.GetSpan(MaxFileLength(wire.Length))));
        }
    }

    /// <summary>Ends the transfer: a CR that was the last byte comes out now.</summary>
    /// <param name="file">Room for one byte.</param>
    /// <returns>Bytes written, 0 or 1.</returns>
    public int Finish(Span<byte> file)
    {
        if (!_heldCarriageReturn)
        {
            return 0;
        }

        _heldCarriageReturn = false;
        file[0] = (byte)'\r';
        return 1;
    }

    /// <summary>Ends the transfer: a CR that was the last byte comes out now.</summary>
    public void Finish(IBufferWriter<byte> file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Advance(Finish(file.GetSpan(1)));
    }
}

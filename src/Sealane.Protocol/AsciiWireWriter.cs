using System.Buffers;

namespace Sealane.Protocol;

/// <summary>
/// TYPE A towards the wire: every line of a file ends in CRLF there (RFC 959 §3.1.1.1). A lone LF becomes CRLF; a CRLF the file has
/// already stays as it is, or files from other systems would arrive with CR CR LF.
/// </summary>
/// <remarks>One for each transfer, one user at a time: it remembers across blocks whether the last byte was a CR.</remarks>
public sealed class AsciiWireWriter
{
    private bool _afterCarriageReturn;

    /// <summary>Most bytes that a block of a file can become.</summary>
    public static int MaxWireLength(int fileLength) => checked(fileLength * 2);

    /// <summary>Translates the next block.</summary>
    /// <param name="file">The next bytes of the file.</param>
    /// <param name="wire">Room for <see cref="MaxWireLength"/> bytes; does not overlap the block.</param>
    /// <returns>Bytes written.</returns>
    public int ToWire(ReadOnlySpan<byte> file, Span<byte> wire)
    {
        int length = 0;
        for (int lineFeed; (lineFeed = file.IndexOf((byte)'\n')) >= 0; file = file[(lineFeed + 1)..])
        {
            bool preceded = lineFeed > 0 ? file[lineFeed - 1] == '\r' : _afterCarriageReturn;
            file[..lineFeed].CopyTo(wire[length..]);
            length += lineFeed;
            if (!preceded)
            {
                wire[length++] = (byte)'\r';
            }

            wire[length++] = (byte)'\n';
            _afterCarriageReturn = false;
        }

        if (!file.IsEmpty)
        {
            file.CopyTo(wire[length..]);
            length += file.Length;
            _afterCarriageReturn = file[^1] == '\r';
        }

        return length;
    }

    /// <summary>Translates the next block.</summary>
    public void ToWire(ReadOnlySpan<byte> file, IBufferWriter<byte> wire)
    {
        ArgumentNullException.ThrowIfNull(wire);
        if (!file.IsEmpty)
        {
            wire.Advance(ToWire(file, wire.GetSpan(MaxWireLength(file.Length))));
        }
    }
}

using System.IO.Compression;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>
/// The receiving half of MODE Z: the plain bytes of one zlib stream (RFC 1950) on a data connection. They unfold into the caller's buffer and no further, however much
/// there is in them. The end is taken for one only when the stream's own checksum is the last thing that arrived: neither a part nor something behind it passes for the whole.
/// </summary>
internal sealed class ZlibReceiver : IDisposable
{
    // A listing of names, numbers and dates shrinks to a tenth. One that grows a hundredfold is made to fill our memory.
    private const int MostOfListing = 100;
    private const long UnsuspiciousListing = 16 * 1024 * 1024;

    private readonly Connection _connection;
    private readonly CompressedWire _wire;
    private readonly ZLibStream _zlib;
    private readonly bool _isListing;
    private uint _sum = Adler32.Empty;
    private long _plain;
    private long _paid;

    /// <param name="connection">Stays the caller's, who arms its deadline before each read.</param>
    /// <param name="isListing">What is received is kept in memory.</param>
    /// <param name="piece">How many compressed bytes are read at once, at most.</param>
    internal ZlibReceiver(Connection connection, bool isListing, int piece)
    {
        _connection = connection;
        _isListing = isListing;
        _wire = new CompressedWire(connection, piece);
        _zlib = new ZLibStream(_wire, CompressionMode.Decompress);
    }

    /// <summary>The next plain bytes; 0 when the connection's side has ended, and then <see cref="Connection.PeerClose"/> says how.</summary>
    /// <exception cref="IOException">What arrives is no whole zlib stream.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        int count;
        try
        {
            count = await _zlib.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            if (_wire.HasEnded)
            {
                return AtEnd();
            }

            throw new IOException("what arrives compressed is damaged", e);
        }

        if (count == 0)
        {
            if (!_wire.HasEnded && await _wire.ReadAsync(buffer).ConfigureAwait(false) > 0)
            {
                throw new IOException("more bytes follow the end of what was compressed");
            }

            return AtEnd();
        }

        _plain += count;
        _sum = Adler32.Add(_sum, buffer.Span[..count]);
        return !_isListing || _plain <= UnsuspiciousListing || _plain / MostOfListing <= _wire.Arrived ? count
            : throw new IOException($"{_wire.Arrived} bytes of a compressed listing grow to more than {_plain}: no listing does, and it was not read on");
    }

    /// <summary>How many bytes have crossed the network since this was asked last.</summary>
    internal int TakeCost()
    {
        long cost = _wire.Arrived - _paid;
        _paid = _wire.Arrived;
        return (int)cost;
    }

    // Of a connection that broke or fell silent its own end tells more. Some servers send nothing at all for an empty file.
    private int AtEnd() => _connection.PeerClose is not (PeerClose.Orderly or PeerClose.Truncated) || _wire.Arrived == 0 || _wire.Tail == _sum ? 0
        : throw new IOException("what arrived compressed is not whole");

    public void Dispose()
    {
        _zlib.Dispose();
        _wire.Dispose();
    }
}

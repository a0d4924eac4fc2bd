using System.IO.Compression;

namespace Sealane.Client.Data;

/// <summary>The sending half of MODE Z: makes one zlib stream (RFC 1950) of the plain bytes that it is given, block by block. What it returns is good until the next call.</summary>
internal sealed class ZlibSender : IDisposable
{
    // RFC 1950 and 1951: a header, one empty block, the checksum of nothing. The framework's stream writes nothing for nothing.
    private static readonly byte[] s_empty = [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];

    private readonly MemoryStream _made = new();
    private readonly ZLibStream _zlib;
    private bool _hasBegun;

    /// <param name="level">From 0 to 9.</param>
    internal ZlibSender(int level) => _zlib = new ZLibStream(_made, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);

    /// <summary>Takes plain bytes; what is ready of their compressed form, which may be nothing yet.</summary>
    internal ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> plain)
    {
        _made.SetLength(0);
        _zlib.Write(plain.Span);
        _hasBegun |= !plain.IsEmpty;
        return Made;
    }

    /// <summary>The rest of the stream.</summary>
    internal ReadOnlyMemory<byte> Finish()
    {
        _made.SetLength(0);
        _zlib.Dispose();
        return _hasBegun ? Made : s_empty;
    }

    private ReadOnlyMemory<byte> Made => _made.GetBuffer().AsMemory(0, (int)_made.Length);

    public void Dispose() => _zlib.Dispose();
}

using System.Buffers;
using System.Buffers.Binary;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>What arrives on a compressed data connection, for the decompressor to read: counted, and its last four bytes remembered.</summary>
internal sealed class CompressedWire(Connection connection, int piece) : Stream
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(piece, 64 * 1024));
    private int _start;
    private int _end;

    /// <summary>True once the connection's reading side has ended.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Bytes that have arrived.</summary>
    internal long Arrived { get; private set; }

    /// <summary>The last four bytes that have arrived, as the number that they are there: of a whole stream its checksum (RFC 1950 §2.2).</summary>
    internal uint Tail { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] held = _buffer ?? throw new ObjectDisposedException(nameof(CompressedWire));
        if (_start == _end && !HasEnded)
        {
            (_start, _end) = (0, 0);
            int count = await connection.ReceiveAsync(held.AsMemory(0, Math.Min(held.Length, piece))).ConfigureAwait(false);
            HasEnded = count == 0;
            _end = count;
            Arrived += count;
            Remember(held.AsSpan(0, count));
        }

        int taken = Math.Min(buffer.Length, _end - _start);
        held.AsMemory(_start, taken).CopyTo(buffer);
        _start += taken;
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4)
        {
            Tail = BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]);
            return;
        }

        foreach (byte one in bytes)
        {
            Tail = (Tail << 8) | one;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The network is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }
}

using System.Buffers;
using Sealane.Client.Data;
using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>What an upload sends in MODE Z: another source's bytes, compressed as they are asked for.</summary>
/// <param name="inner">The plain bytes; stays the caller's.</param>
/// <param name="convert">Applied to them before (TYPE A); null for none.</param>
/// <param name="level">From 0 to 9.</param>
internal sealed class CompressedSource(ByteSource inner, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert, int level) : ByteSource
{
    private readonly ZlibSender _zlib = new(level);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private ReadOnlyMemory<byte> _rest;
    private bool _finished;
    private bool _disposed;

    public override bool AtEnd => _finished && _rest.IsEmpty;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (_rest.IsEmpty && !_finished)
        {
            int count = await inner.ReadAsync(_plain, cancellation).ConfigureAwait(false);
            _finished = count == 0;
            _rest = _finished ? _zlib.Finish() : _zlib.Convert(convert is null ? _plain.AsMemory(0, count) : convert(_plain.AsMemory(0, count)));
        }

        int taken = Math.Min(buffer.Length, _rest.Length);
        _rest[..taken].CopyTo(buffer);
        _rest = _rest[taken..];
        return taken;
    }

    public override ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _zlib.Dispose();
            ArrayPool<byte>.Shared.Return(_plain);
        }

        return default;
    }
}

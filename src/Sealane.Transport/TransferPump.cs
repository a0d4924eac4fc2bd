using System.Buffers;

namespace Sealane.Transport;

/// <summary>
/// Moves the bytes of one transfer between a source or sink and a data connection, straight: one pooled block, no queue between.
/// Progress is a counter that anybody may read; the deadline of the connection is renewed with every block.
/// </summary>
public sealed class TransferPump
{
    private readonly Connection _connection;
    private readonly TimeSpan _stallTimeout;
    private readonly RateLimit? _rate;
    private readonly RateLimit? _total;
    private readonly int _most;
    private long _moved;
    private long _onWire;

    /// <summary>Prepares a transfer on a connection that stays the caller's.</summary>
    /// <param name="connection">The data connection.</param>
    /// <param name="stallTimeout">How long a block may take before the connection is given up.</param>
    /// <param name="rate">Null for as fast as it goes.</param>
    /// <param name="total">A second limit that applies as well, shared with other transfers; null for none.</param>
    /// <param name="blockSize">Bytes of a block at most, up to <see cref="Block.Size"/>.</param>
    public TransferPump(Connection connection, TimeSpan stallTimeout, RateLimit? rate, RateLimit? total = null, int blockSize = Block.Size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        _most = Math.Min(blockSize, Block.Size);
        _connection = connection;
        _stallTimeout = stallTimeout;
        _rate = rate;
        _total = total;
    }

    /// <summary>File bytes moved so far.</summary>
    public long Moved => Volatile.Read(ref _moved);

    /// <summary>Bytes that went over the data connection so far, TLS not counted: other than <see cref="Moved"/> where line ends are converted.</summary>
    public long OnWire => Volatile.Read(ref _onWire);

    private int Piece => Math.Min(_most, Math.Min(_rate?.Piece ?? Block.Size, _total?.Piece ?? Block.Size));

    private bool IsLimited => _rate is not null || _total is not null;

    private async ValueTask SpendAsync(int bytes)
    {
        // Both count the bytes now, so that waiting for the one is no loss at the other.
        Task own = _rate?.SpendAsync(bytes) ?? Task.CompletedTask;
        Task shared = _total?.SpendAsync(bytes) ?? Task.CompletedTask;
        await own.ConfigureAwait(false);
        await shared.ConfigureAwait(false);
    }

    /// <summary>
    /// Sends all that the source has, then close_notify and FIN: while one block is on its way, the next is read, and the last block takes the goodbye with it.
    /// When the source fails there is no goodbye, so that the peer does not take what it got for the whole.
    /// </summary>
    /// <param name="source">Stays the caller's.</param>
    /// <param name="convert">Makes wire bytes of file bytes (TYPE A); null for none.</param>
    /// <param name="sizeHint">How many bytes there probably are, so that a small file gets a small block.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The peer is gone.</exception>
    /// <exception cref="ObjectDisposedException">The connection was aborted, or its deadline passed.</exception>
    public async ValueTask SendAsync(ByteSource source, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert, long sizeHint)
    {
        int piece = Piece;
        int size = (int)Math.Clamp(sizeHint + 1, Math.Min(1024, piece), piece);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        Task sent = Task.CompletedTask;
        try
        {
            while (true)
            {
                if (sent.IsCompleted)
                {
                    // Disk time is not the peer's fault.
                    _connection.Deadline.Disarm();
                }

                // The previous block was encrypted before SendAsync returned, so its buffer is free while the kernel still sends.
                int count = await source.ReadAsync(buffer.AsMemory(0, Math.Min(size, Piece)), CancellationToken.None).ConfigureAwait(false);
                await sent.ConfigureAwait(false);
                if (count == 0)
                {
                    await _connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
                    return;
                }

                ReadOnlyMemory<byte> wire = convert is null ? buffer.AsMemory(0, count) : convert(buffer.AsMemory(0, count));
                _connection.Deadline.Arm(_stallTimeout);
                if (source.AtEnd)
                {
                    Volatile.Write(ref _moved, _moved + count);
                    Volatile.Write(ref _onWire, _onWire + wire.Length);
                    await _connection.SendLastAsync(wire).ConfigureAwait(false);
                    return;
                }

                ValueTask sending = _connection.SendAsync(wire);
                sent = sending.IsCompletedSuccessfully ? Task.CompletedTask : sending.AsTask();
                Volatile.Write(ref _moved, _moved + count);
                Volatile.Write(ref _onWire, _onWire + wire.Length);
                if (IsLimited)
                {
                    await sent.ConfigureAwait(false);
                    _connection.Deadline.Disarm();
                    await SpendAsync(count).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // When the source fails, nobody asks any more how the sending of the block before went.
            if (!sent.IsCompletedSuccessfully)
            {
                _ = sent.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Receives until the peer's side ends; <see cref="Connection.PeerClose"/> says how it ended, which decides whether the bytes are a file.</summary>
    /// <param name="sink">Stays the caller's; not committed.</param>
    /// <param name="convert">Makes file bytes of wire bytes (TYPE A); null for none.</param>
    /// <param name="expected">How many bytes are to come, if that is known: a large stream is then read in larger pieces. More or fewer are no error here. 0 if unknown.</param>
    /// <exception cref="Tls.TlsException">The stream was damaged on the way.</exception>
    public async ValueTask ReceiveAsync(ByteSink sink, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert, long expected = 0)
    {
        int size = Piece;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        using LowWater? water = IsLimited ? null : _connection.CollectFor(expected);
        try
        {
            while (true)
            {
                _connection.Deadline.Arm(_stallTimeout);
                int count = await _connection.ReceiveAsync(buffer.AsMemory(0, Math.Min(size, Piece))).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                water?.Received(count, expected - _onWire - count);
                ReadOnlyMemory<byte> file = convert is null ? buffer.AsMemory(0, count) : convert(buffer.AsMemory(0, count));

                // Disk time is not the peer's fault.
                _connection.Deadline.Disarm();
                await sink.WriteAsync(file, CancellationToken.None).ConfigureAwait(false);
                Volatile.Write(ref _moved, _moved + count);
                Volatile.Write(ref _onWire, _onWire + count);
                if (IsLimited)
                {
                    await SpendAsync(count).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

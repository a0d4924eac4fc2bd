using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Transfers;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client;

/// <summary>A remote file being written. It is complete once <see cref="CompleteAsync"/>, or disposing, has returned: only then has the server confirmed it.</summary>
public sealed class RemoteWriteStream : Stream
{
    private readonly ControlLink _link;
    private readonly DataTransfer _transfer;
    private readonly Turn _turn;
    private readonly string _path;
    private readonly TransferOptions _options;
    private long _moved;
    private bool _failed;
    private bool _ended;

    internal RemoteWriteStream(ControlLink link, DataTransfer transfer, Turn turn, string path, TransferOptions options)
    {
        _link = link;
        _transfer = transfer;
        _turn = turn;
        _path = path;
        _options = options;
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_ended;

    /// <summary>Bytes written so far, the offset included.</summary>
    public override long Length => _options.Offset + _moved;

    /// <summary>As <see cref="Length"/>; cannot be set.</summary>
    /// <exception cref="NotSupportedException">Set.</exception>
    public override long Position
    {
        get => _options.Offset + _moved;
        set => throw new NotSupportedException("Open the file again at another offset.");
    }

    /// <inheritdoc/>
    /// <exception cref="FtpsException">The server gave up, or the data connection broke.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Connection)state!).Abort(), _transfer.Connection);
        try
        {
            for (ReadOnlyMemory<byte> rest = buffer; !rest.IsEmpty;)
            {
                ReadOnlyMemory<byte> block = rest[..Math.Min(rest.Length, Block.Size)];
                _transfer.Connection.Deadline.Arm(_link.Options.StallTimeout);
                await _transfer.Connection.SendAsync(block).ConfigureAwait(false);
                _moved += block.Length;
                rest = rest[block.Length..];
            }

            _transfer.Connection.Deadline.Disarm();
        }
        catch (Exception e) when (e is TlsException or SocketException or ObjectDisposedException)
        {
            _failed = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw _transfer.Refusal is { } refusal
                ? FtpsException.Refusal(refusal, _path)
                : new FtpsException(FtpsFailure.Truncated, $"{_path}: the data connection broke after {_moved} bytes: {e.Message}", _link.IsUsable, inner: e) { Moved = _moved };
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Some writers of the framework cannot do without it; nothing in here needs the caller's thread.

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Nothing is held back: what was written is on its way.</summary>
    public override void Flush()
    {
    }

    /// <summary>Ends the upload: goodbye, the server's confirmation, its size. Disposing does the same if nothing failed before.</summary>
    /// <exception cref="FtpsException">The server does not confirm the file.</exception>
    public async Task CompleteAsync(CancellationToken cancellation = default)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            _transfer.Connection.Deadline.Arm(_link.Options.StallTimeout);
            await _transfer.Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            _ = await Upload.EndAsync(_link, _transfer, _path, _moved, repeatable: false, cancellation).ConfigureAwait(false);
            if (Upload.Verifies(_link, _options))
            {
                await Upload.CheckAsync(_link, _path, Length, _transfer.Follower, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _transfer.Dispose();
            _turn.Dispose();
        }
    }

    /// <summary>Gives the upload up: the server is not told that it is whole. What it keeps of it is its own choice.</summary>
    public async Task AbortAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            await _transfer.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            _transfer.Dispose();
            _turn.Dispose();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream writes.");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Open the file again at another offset.");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw new NotSupportedException("FTP cannot.");

    /// <summary>Completes the upload; after a write that failed, gives it up.</summary>
    /// <exception cref="FtpsException">The server does not confirm the file.</exception>
    public override async ValueTask DisposeAsync()
    {
        await (_failed ? AbortAsync() : CompleteAsync()).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            (_failed ? AbortAsync() : CompleteAsync()).GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}

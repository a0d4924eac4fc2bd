using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Transfers;
using Sealane.Client.Turns;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client;

/// <summary>
/// A remote file being written. It is complete once <see cref="CompleteAsync"/>, or disposing, has returned: only then has the server confirmed it.
/// When what you write turns out to be no whole file, call <see cref="AbortAsync"/> before disposing.
/// </summary>
public sealed class RemoteWriteStream : Stream
{
    private readonly ControlLink _link;
    private readonly DataTransfer _transfer;
    private readonly Turn _turn;
    private readonly string _path;
    private readonly TransferOptions _options;
    private readonly AsciiSender? _ascii;
    private readonly ZlibSender? _zlib;
    private readonly ProgressMeter _meter;
    private Exception? _failure;
    private bool _ended;

    internal RemoteWriteStream(ControlLink link, DataTransfer transfer, Turn turn, string path, TransferOptions options)
    {
        _link = link;
        _transfer = transfer;
        _turn = turn;
        _path = path;
        _options = options;
        _ascii = options.Ascii ? new AsciiSender() : null;
        _zlib = transfer.IsCompressed ? new ZlibSender(link.Options.Compression!.Level) : null;
        _meter = new ProgressMeter(options, null, link.Options.Time);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_ended;

    /// <summary>Bytes written so far, the offset included.</summary>
    public override long Length => _options.Offset + _meter.Moved;

    /// <summary>As <see cref="Length"/>; cannot be set.</summary>
    /// <exception cref="NotSupportedException">Set.</exception>
    public override long Position
    {
        get => _options.Offset + _meter.Moved;
        set => throw new NotSupportedException("Open the file again at another offset.");
    }

    /// <inheritdoc/>
    /// <exception cref="FtpsException">The server gave up, or the data connection broke.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        ThrowIfFailed();
        cancellationToken.ThrowIfCancellationRequested();
        FtpsClientOptions client = _link.Options;
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Connection)state!).Reset(), _transfer.Connection);
        try
        {
            for (ReadOnlyMemory<byte> rest = buffer; !rest.IsEmpty;)
            {
                int most = Math.Min(client.BlockSize, Math.Min(client.UploadLimit?.Piece ?? Block.Size, client.TotalUploadLimit?.Piece ?? Block.Size));
                ReadOnlyMemory<byte> block = rest[..Math.Min(rest.Length, most)];
                _transfer.Connection.Deadline.Arm(client.StallTimeout);
                ReadOnlyMemory<byte> wire = _ascii?.Convert(block) ?? block;
                wire = _zlib?.Convert(wire) ?? wire;
                await _transfer.Connection.SendAsync(wire).ConfigureAwait(false);
                _transfer.Connection.Deadline.Disarm();
                _meter.Add(block.Length);
                int cost = _zlib is null ? block.Length : wire.Length;
                await Task.WhenAll(client.UploadLimit?.SpendAsync(cost) ?? Task.CompletedTask, client.TotalUploadLimit?.SpendAsync(cost) ?? Task.CompletedTask)
                    .ConfigureAwait(false);
                rest = rest[block.Length..];
            }

            // The connection may have been reset under the last block.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e)
        {
            FtpsException failure = await TransferFailure.EndAsync(_link, _transfer, _path, e, _meter.Moved).ConfigureAwait(false);
            _failure = cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : failure;
            throw _failure;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new FtpsException((failure as FtpsException)?.Failure ?? FtpsFailure.Truncated,
                $"{_path}: the upload has failed before ({failure.Message})", _link.IsUsable, (failure as FtpsException)?.Reply, failure) { Moved = _meter.Moved };
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Some writers of the framework cannot do without it; nothing in here needs the caller's thread.

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Nothing is held back: what was written is on its way. Except in MODE Z, whose compression holds some back until the end.</summary>
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

        if (_failure is not null)
        {
            await AbortAsync().ConfigureAwait(false);
            ThrowIfFailed();
        }

        _ended = true;
        bool whole = false;
        try
        {
            _transfer.Connection.Deadline.Arm(_link.Options.StallTimeout);
            await FinishCompressedAsync().ConfigureAwait(false);
            await _transfer.Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            _ = await Upload.EndAsync(_link, _transfer, _path, _meter.Moved, repeatable: false, cancellation).ConfigureAwait(false);
            if (Upload.Verifies(_link, _options))
            {
                await Upload.CheckAsync(_link, _path, Length, _transfer.Follower, cancellation).ConfigureAwait(false);
            }

            whole = true;
            _meter.Tell();
        }
        finally
        {
            Release(whole ? "ok" : "failed");
        }
    }

    private async Task FinishCompressedAsync()
    {
        if (_zlib is null)
        {
            return;
        }

        try
        {
            await _transfer.Connection.SendAsync(_zlib.Finish()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TlsException)
        {
            // The server has hung up on us: its reply says why, and comes next.
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
            Release(_failure is FtpsException ? "failed" : "cancelled");
        }
    }

    private void Release(string outcome)
    {
        _transfer.Dispose();
        _zlib?.Dispose();
        _turn.Dispose();
        Telemetry.Record("up", outcome, _meter.Moved, _meter.Elapsed);
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
        await (_failure is not null ? AbortAsync() : CompleteAsync()).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            (_failure is not null ? AbortAsync() : CompleteAsync()).GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}

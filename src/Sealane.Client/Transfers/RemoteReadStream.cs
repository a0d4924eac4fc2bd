using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Turns;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Transfers;

/// <summary>A remote file being read. Not seekable: open it again at another offset.</summary>
internal sealed class RemoteReadStream(ControlLink link, DataTransfer transfer, Turn turn, string path, long offset) : Stream
{
    private readonly long _start = link.Options.Time.GetTimestamp();
    private long _moved;
    private bool _ended;
    private bool _whole;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The server has not told the length; GetSizeAsync asks for it.");

    public override long Position
    {
        get => offset + _moved;
        set => throw new NotSupportedException("Open the file again at another offset.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        cancellationToken.ThrowIfCancellationRequested();
        FtpsClientOptions options = link.Options;
        int piece = Math.Min(options.BufferSize is null ? int.MaxValue : options.BlockSize, Math.Min(options.DownloadLimit?.Piece ?? int.MaxValue, options.TotalDownloadLimit?.Piece ?? int.MaxValue));
        buffer = buffer.Length > piece ? buffer[..piece] : buffer;
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Connection)state!).Abort(), transfer.Connection);
        try
        {
            transfer.Connection.Deadline.Arm(link.Options.StallTimeout);
            int count = await transfer.ReceiveAsync(buffer).ConfigureAwait(false);
            transfer.Connection.Deadline.Disarm();
            if (count > 0)
            {
                _moved += count;
                int cost = transfer.TakeCost(count);
                await Task.WhenAll(options.DownloadLimit?.SpendAsync(cost) ?? Task.CompletedTask, options.TotalDownloadLimit?.SpendAsync(cost) ?? Task.CompletedTask)
                    .ConfigureAwait(false);
                return count;
            }
        }
        catch (Exception e) when (e is TlsException or SocketException or ObjectDisposedException or IOException)
        {
            FtpsException failure = await TransferFailure.EndAsync(link, transfer, path, e, _moved).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw failure;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _ = await Download.EndAsync(link, transfer, path, _moved, cancellationToken).ConfigureAwait(false);
        await Download.CheckAsync(link, path, new TransferOptions { Offset = offset }, transfer, _moved, cancellationToken).ConfigureAwait(false);
        _ended = _whole = true;

        // All is said: the client is free, even if whoever read the file to its end disposes the stream much later.
        transfer.Dispose();
        turn.Dispose();
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Some readers of the framework cannot do without it; nothing in here needs the caller's thread.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Open the file again at another offset.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream reads.");

    public override async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndAsync().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private async Task EndAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            if (!_ended)
            {
                await transfer.CancelAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            transfer.Dispose();
            turn.Dispose();
            Telemetry.Record("down", _whole ? "ok" : "failed", _moved, link.Options.Time.GetElapsedTime(_start));
        }
    }
}

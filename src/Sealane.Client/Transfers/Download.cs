using System.Diagnostics;
using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Transfers;

/// <summary>RETR of one file into a stream, believed only when the server said goodbye and its final reply agrees.</summary>
internal static class Download
{
    internal static async Task<TransferResult> RunAsync(ControlLink link, string path, Stream target, TransferOptions options, CancellationToken cancellation)
    {
        FtpsClientOptions client = link.Options;
        using Activity? activity = Telemetry.Source.StartActivity("ftps.download");
        var meter = new ProgressMeter(options, options.ExpectedLength, client.Time);
        var outcome = "failed";
        try
        {
            TransferResult result = await MoveAsync(link, path, target, options, meter, cancellation).ConfigureAwait(false);
            outcome = "ok";
            meter.Tell();
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            Telemetry.Record("down", outcome, meter.Moved, meter.Elapsed);
        }
    }

    internal static DataCommand Command(ControlLink link, string path, TransferOptions options) => new(
        CommandLine.Of("RETR", link.Names.Encode(path)), DataDirection.Down, options.Ascii ? 'A' : 'I', IsListing: false, options.Offset, options.MoreFollow);

    private static async Task<TransferResult> MoveAsync(
        ControlLink link, string path, Stream target, TransferOptions options, ProgressMeter meter, CancellationToken cancellation)
    {
        FtpsClientOptions client = link.Options;
        using DataTransfer transfer = await new DataOpener(link, ClientCore.Heartbeat).OpenAsync(Command(link, path, options), cancellation).ConfigureAwait(false);
        AsciiReceiver? ascii = options.Ascii ? new AsciiReceiver() : null;
        var sink = new StreamSink(target, meter, options.Length);
        var pump = new TransferPump(transfer.Connection, client.StallTimeout, client.DownloadLimit, client.TotalDownloadLimit);
        using (cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), transfer.Connection))
        {
            try
            {
                await pump.ReceiveAsync(sink, ascii is null ? null : ascii.Convert).ConfigureAwait(false);
                if (ascii is not null)
                {
                    await sink.WriteAsync(ascii.Finish(), cancellation).ConfigureAwait(false);
                }
            }
            catch (RangeCompleteException)
            {
                await transfer.CancelAsync().ConfigureAwait(false);
                return new TransferResult(meter.Moved, meter.Elapsed, transfer.Begun, transfer.Resumed);
            }
            catch (Exception e)
            {
                await transfer.CancelAsync().ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                throw Failure(link, path, e, meter.Moved);
            }
        }

        if (cancellation.IsCancellationRequested)
        {
            await transfer.CancelAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }

        ServerReply final = await EndAsync(link, transfer, path, meter.Moved, cancellation).ConfigureAwait(false);
        await CheckAsync(link, path, options, transfer, meter.Moved, cancellation).ConfigureAwait(false);
        return new TransferResult(meter.Moved, meter.Elapsed, final, transfer.Resumed);
    }

    /// <summary>The final reply; a stalled connection and a refusal become exceptions.</summary>
    internal static async Task<ServerReply> EndAsync(ControlLink link, DataTransfer transfer, string path, long moved, CancellationToken cancellation)
    {
        if (transfer.Connection.PeerClose == PeerClose.TimedOut && !transfer.IsAnswered)
        {
            await transfer.CancelAsync().ConfigureAwait(false);
            throw new FtpsException(FtpsFailure.TimedOut,
                $"{path}: nothing arrived for {link.Options.StallTimeout.TotalSeconds:0} seconds; {moved} bytes are here, and the download can be resumed.", link.IsUsable) { Moved = moved };
        }

        ServerReply final;
        try
        {
            final = await transfer.FinishAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new FtpsException(e.Failure, $"{path}: {e.Message}", connectionUsable: false, e.Reply, e) { Moved = moved };
        }

        return final.Category == 2
            ? final
            : throw new FtpsException(FtpsException.Refusal(final, path).Failure, $"{path}: {final}", link.IsUsable, final) { Moved = moved };
    }

    internal static async Task CheckAsync(
        ControlLink link, string path, TransferOptions options, DataTransfer transfer, long moved, CancellationToken cancellation)
    {
        bool orderly = transfer.Connection.PeerClose == PeerClose.Orderly;
        if (options.Ascii || (orderly && !(options.VerifySize ?? link.Options.VerifySize)))
        {
            return;
        }

        long? expected = options.ExpectedLength;
        if (!orderly && expected is null)
        {
            // Without close_notify anybody on the way may have cut the file short, whatever the 226 says: only the size can tell now.
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("SIZE", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
            expected = reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) ? size : null;
        }

        long end = options.Offset + moved;
        if (!orderly && end != expected)
        {
            throw new FtpsException(FtpsFailure.Truncated,
                $"{path}: the data connection ended without a goodbye after {moved} bytes{(expected is { } whole ? $" of {whole - options.Offset}" : "")}. "
                + "Somebody on the way may have cut it short; resume the download.", link.IsUsable) { Moved = moved };
        }

        if (!orderly)
        {
            ClientLog.NoGoodbye(link.Options.Logger, link.Options.Host, path);
        }
        else if (expected is { } known && end != known)
        {
            throw new FtpsException(end < known ? FtpsFailure.Truncated : FtpsFailure.Verification,
                $"{path}: {end} bytes are here, but the server's listing said {known}. It was changed meanwhile, or the transfer is not whole; download it again.", link.IsUsable) { Moved = moved };
        }
    }

    internal static FtpsException Failure(ControlLink link, string path, Exception e, long moved) => e switch
    {
        FtpsException known => known,
        LocalFileException local => new FtpsException(FtpsFailure.LocalFile, local.Message, link.IsUsable, inner: local.InnerException) { Moved = moved },
        TlsException => new FtpsException(FtpsFailure.Truncated, $"{path}: what arrives is damaged ({e.Message}); {moved} bytes before it are good.", link.IsUsable, inner: e) { Moved = moved },
        SocketException or ObjectDisposedException or IOException =>
            new FtpsException(FtpsFailure.Truncated, $"{path}: the data connection broke after {moved} bytes: {e.Message}", link.IsUsable, inner: e) { Moved = moved },
        _ => new FtpsException(FtpsFailure.LocalFile, $"{path}: {e.Message}", link.IsUsable, inner: e) { Moved = moved },
    };
}

using System.Diagnostics;
using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Transfers;

/// <summary>STOR or APPE of one stream: all bytes, the goodbye, the server's final word, and the size it then has.</summary>
internal static class Upload
{
    internal static async Task<TransferResult> RunAsync(ControlLink link, Stream source, string path, TransferOptions options, CancellationToken cancellation)
    {
        long? length = source.CanSeek ? source.Length - source.Position : null;
        using Activity? activity = Telemetry.Source.StartActivity("ftps.upload");
        var meter = new ProgressMeter(options, options.Offset + length, link.Options.Time);
        var outcome = "failed";
        try
        {
            TransferResult result = await MoveAsync(link, source, length, path, options, meter, cancellation).ConfigureAwait(false);
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
            Telemetry.Record("up", outcome, meter.Moved, meter.Elapsed);
        }
    }

    internal static DataCommand Command(ControlLink link, string path, TransferOptions options) => new(
        CommandLine.Of(options.Append ? "APPE" : "STOR", link.Names.Encode(path)), DataDirection.Up, options.Ascii ? 'A' : 'I', IsListing: false,
        options.Append ? 0 : options.Offset, options.MoreFollow)
    {
        Follower = Verifies(link, options) ? SizeOf(link, path) : null,
    };

    internal static bool Verifies(ControlLink link, TransferOptions options) => !options.Ascii && !options.Append && (options.VerifySize ?? link.Options.VerifySize);

    private static CommandLine SizeOf(ControlLink link, string path) => CommandLine.Of("SIZE", link.Names.Encode(path));

    private static async Task<TransferResult> MoveAsync(
        ControlLink link, Stream stream, long? length, string path, TransferOptions options, ProgressMeter meter, CancellationToken cancellation)
    {
        FtpsClientOptions client = link.Options;
        using DataTransfer transfer = await new DataOpener(link, ClientCore.Heartbeat).OpenAsync(Command(link, path, options), cancellation).ConfigureAwait(false);
        Exception? failure = null;
        using (cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), transfer.Connection))
        {
            try
            {
                Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert = options.Ascii ? new AsciiSender().Convert : null;
                var pump = new TransferPump(transfer.Connection, client.StallTimeout, client.UploadLimit, client.TotalUploadLimit);
                await pump.SendAsync(new StreamSource(stream, meter), convert, length ?? Block.Size).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }

        if (failure is null && !cancellation.IsCancellationRequested)
        {
            ServerReply final = await EndAsync(link, transfer, path, meter.Moved, repeatable: stream.CanSeek, cancellation).ConfigureAwait(false);
            if (Verifies(link, options))
            {
                await CheckAsync(link, path, options.Offset + meter.Moved, transfer.Follower, cancellation).ConfigureAwait(false);
            }

            return new TransferResult(meter.Moved, meter.Elapsed, final, transfer.Resumed);
        }

        await transfer.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        ServerReply? refusal = transfer.Refusal;
        if (refusal is not null && stream.CanSeek && FtpsException.Refusal(refusal, path).Failure == FtpsFailure.DataConnection)
        {
            // The server would not have this data connection: the same bytes can be sent again over another.
            throw new FtpsException(FtpsFailure.DataConnection, $"{path}: {refusal}", link.IsUsable, refusal, failure);
        }

        throw refusal is null
            ? Failure(link, path, failure!, meter.Moved)
            : new FtpsException(FtpsException.Refusal(refusal, path).Failure, $"{path}: {refusal}", link.IsUsable, refusal, failure) { Moved = meter.Moved };
    }

    /// <summary>The final reply after everything was sent; a refusal becomes an exception.</summary>
    internal static async Task<ServerReply> EndAsync(ControlLink link, DataTransfer transfer, string path, long moved, bool repeatable, CancellationToken cancellation)
    {
        ServerReply final;
        try
        {
            final = await transfer.FinishAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new FtpsException(e.Failure,
                $"{path}: all {moved} bytes were sent, but the server did not confirm them: {e.Message}. Check what arrived before sending again.", connectionUsable: false, e.Reply, e) { Moved = moved };
        }

        if (final.Category == 2)
        {
            return final;
        }

        FtpsFailure kind = FtpsException.Refusal(final, path).Failure;

        // A data connection that was refused moved nothing, however much we had sent into it by then.
        throw new FtpsException(kind, $"{path}: {final}", link.IsUsable, final) { Moved = kind == FtpsFailure.DataConnection && repeatable ? 0 : moved };
    }

    /// <summary>Compares the size that the server has now; one that does not tell sizes is taken at its word.</summary>
    internal static async Task CheckAsync(ControlLink link, string path, long expected, PendingReply? asked, CancellationToken cancellation)
    {
        ServerReply reply = asked is null
            ? await link.ExchangeAsync(SizeOf(link, path), cancellation).ConfigureAwait(false)
            : await link.AwaitAsync(asked.Final, cancellation).ConfigureAwait(false);
        if (reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) && size != expected)
        {
            throw new FtpsException(FtpsFailure.Verification,
                $"{path}: {expected} bytes were sent and confirmed, but the server's file has {size}. It is not whole; send it again.", link.IsUsable) { Moved = expected };
        }
    }

    private static FtpsException Failure(ControlLink link, string path, Exception e, long moved) => e switch
    {
        FtpsException known => known,
        LocalFileException local => new FtpsException(FtpsFailure.LocalFile, local.Message, link.IsUsable, inner: local.InnerException) { Moved = moved },
        SocketException or ObjectDisposedException or TlsException or IOException =>
            new FtpsException(FtpsFailure.Truncated, $"{path}: the data connection broke after {moved} bytes: {e.Message}", link.IsUsable, inner: e) { Moved = moved },
        _ => new FtpsException(FtpsFailure.LocalFile, $"{path}: {e.Message}", link.IsUsable, inner: e) { Moved = moved },
    };
}

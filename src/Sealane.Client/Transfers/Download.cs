using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>RETR of one file into a stream, believed only when the server said goodbye and its final reply agrees.</summary>
internal static class Download
{
    /// <param name="link">The link.</param>
    /// <param name="path">The remote file.</param>
    /// <param name="open">Gives the stream, once the server has begun: a refusal must not have touched the local file.</param>
    /// <param name="options">Offset, range, progress.</param>
    /// <param name="cancellation">Ends the transfer.</param>
    internal static async Task<TransferResult> RunAsync(ControlLink link, string path, Func<Stream> open, TransferOptions options, CancellationToken cancellation)
    {
        options.Check(upload: false);
        var meter = new ProgressMeter(options, options.ExpectedLength, link.Options.Time);
        return await Telemetry.TransferAsync("ftps.download", "down", meter, () => MoveAsync(link, path, open, options, meter, cancellation)).ConfigureAwait(false);
    }

    internal static DataCommand Command(ControlLink link, string path, TransferOptions options) => new(
        CommandLine.Of("RETR", link.Names.Encode(path)), DataDirection.Down, options.Ascii ? 'A' : 'I', IsListing: false, options.Offset, options.MoreFollow)
    {
        Compressed = ModeZ.IsWanted(link, path),
    };

    private static async Task<TransferResult> MoveAsync(
        ControlLink link, string path, Func<Stream> open, TransferOptions options, ProgressMeter meter, CancellationToken cancellation)
    {
        FtpsClientOptions client = link.Options;
        using DataTransfer transfer = await DataOpener.OpenAsync(link, Command(link, path, options), cancellation).ConfigureAwait(false);
        AsciiReceiver? ascii = options.Ascii ? new AsciiReceiver() : null;
        meter.Total ??= BegunSize.Of(link, transfer, options);
        Stream target;
        try
        {
            target = open();
        }
        catch (Exception e)
        {
            throw await TransferFailure.EndAsync(link, transfer, path, new LocalFileException(e), 0).ConfigureAwait(false);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, transfer.Over);
        var sink = new StreamSink(target, meter, Limit(options), stop.Token);
        var pump = new TransferPump(transfer.Connection, client.StallTimeout, client.DownloadLimit, client.TotalDownloadLimit, client.BlockSize);
        using (cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), transfer.Connection))
        {
            try
            {
                if (transfer.IsCompressed)
                {
                    long? most = options is { Ascii: false, Length: null } ? options.ExpectedLength - options.Offset : null;
                    await CompressedDownload.ReceiveAsync(transfer, client, sink, ascii is null ? null : ascii.Convert, most).ConfigureAwait(false);
                }
                else
                {
                    long expected = (options.Length ?? meter.Total - options.Offset) ?? 0;
                    await pump.ReceiveAsync(sink, ascii is null ? null : ascii.Convert, expected).ConfigureAwait(false);
                }

                if (ascii is not null && !cancellation.IsCancellationRequested)
                {
                    await sink.WriteAsync(ascii.Finish(), cancellation).ConfigureAwait(false);
                }
            }
            catch (RangeCompleteException)
            {
                await transfer.CancelAsync().ConfigureAwait(false);
                return new TransferResult(meter.Moved, meter.Elapsed, transfer.Begun ?? link.Server.Greeting, transfer.Resumed);
            }
            catch (Exception e)
            {
                FtpsException failure = await TransferFailure.EndAsync(link, transfer, path, e, meter.Moved).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                throw failure;
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

    // A range that reaches to the end is no range: its end is the server's to confirm.
    private static long? Limit(TransferOptions options) =>
        options.Length is { } length && options.ExpectedLength is { } whole && length >= whole - options.Offset ? null : options.Length;

    /// <summary>The final reply; a stalled connection and a refusal become exceptions.</summary>
    internal static async Task<ServerReply> EndAsync(ControlLink link, DataTransfer transfer, string path, long moved, CancellationToken cancellation)
    {
        if (transfer.Connection.PeerClose == PeerClose.TimedOut && transfer.HadStalled && transfer.Final is not { Category: 2 })
        {
            await transfer.CancelAsync().ConfigureAwait(false);
            throw TransferFailure.Stalled(link, path, moved);
        }

        if (transfer.Connection.PeerClose is PeerClose.Truncated or PeerClose.Reset && !transfer.IsAnswered)
        {
            // Broken, or a server that never says goodbye: its reply comes soon, or it has to be asked.
            await transfer.CancelAsync().ConfigureAwait(false);
            if (transfer.Final is null && link.IsUsable)
            {
                throw new FtpsException(FtpsFailure.Truncated, $"{path}: the data connection broke after {moved} bytes. Resume the transfer.", link.IsUsable) { Moved = moved };
            }
        }

        ServerReply final;
        try
        {
            final = await transfer.FinishAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new FtpsException(e.Failure, $"{path}: {e.Message}, after {moved} bytes. Connect again and resume the transfer.", connectionUsable: false, e.Reply, e) { Moved = moved };
        }

        return final.Category == 2 ? final : throw TransferFailure.Refused(link, path, final, moved);
    }

    /// <summary>Compares what arrived with what the server says the file has, where that is known or needed.</summary>
    internal static async Task CheckAsync(
        ControlLink link, string path, TransferOptions options, DataTransfer transfer, long moved, CancellationToken cancellation)
    {
        // In the clear, everybody on the way can say goodbye.
        bool proven = transfer.Connection.PeerClose == PeerClose.Orderly && transfer.Connection.Tls is not null;
        bool ended = transfer.Connection.PeerClose == PeerClose.Orderly;
        if (options.Ascii || (ended && !(options.VerifySize ?? link.Options.VerifySize)))
        {
            return;
        }

        long? expected = options.ExpectedLength;
        if (!proven && expected is null && link.AsksSize)
        {
            // Without close_notify anybody on the way may have cut the file short, whatever the 226 says: only the size can tell now.
            ServerReply reply;
            try
            {
                await ModeZ.SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
                reply = await link.ExchangeAsync(CommandLine.Of("SIZE", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e)
            {
                throw new FtpsException(e.Failure, $"{path}: {e.Message}, after {moved} bytes. Connect again and resume the transfer.", connectionUsable: false, e.Reply, e) { Moved = moved };
            }

            expected = reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) ? size : null;
        }

        expected ??= proven ? null : BegunSize.Of(link, transfer, options);
        long end = options.Offset + moved;
        if (!ended && end != expected)
        {
            throw transfer.Connection.PeerClose == PeerClose.TimedOut ? TransferFailure.Stalled(link, path, moved) : new FtpsException(FtpsFailure.Truncated,
                $"{path}: the data connection ended without a goodbye after {moved} bytes{(expected is { } whole ? $" of {whole - options.Offset}" : "")}. "
                + (expected is null && !link.AsksSize ? "Its size may not be asked for (SIZE is switched off), so nobody can tell whether it is whole; resume the transfer."
                    : "Somebody on the way may have cut it short; resume the transfer."), link.IsUsable) { Moved = moved };
        }

        if (!ended)
        {
            ClientLog.NoGoodbye(link.Options.Logger, link.Options.Host, path);
        }
        else if (expected is { } known && end < known && options.Length is null)
        {
            throw new FtpsException(FtpsFailure.Truncated,
                $"{path}: {end} bytes are here, but the server's file has {known}. It was changed meanwhile, or the transfer is not whole; resume it.", link.IsUsable) { Moved = moved };
        }
        else if (expected is { } less && end > less)
        {
            throw new FtpsException(FtpsFailure.Verification,
                $"{path}: {end} bytes are here, but the server's file has {less}. It was changed meanwhile; download it again.", link.IsUsable) { Moved = moved };
        }
    }
}

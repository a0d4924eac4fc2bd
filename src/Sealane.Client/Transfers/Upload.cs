using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>STOR or APPE of one stream: all bytes, the goodbye, the server's final word, and the size it then has.</summary>
internal static class Upload
{
    internal static async Task<TransferResult> RunAsync(ControlLink link, Stream source, string path, TransferOptions options, CancellationToken cancellation)
    {
        options.Check(upload: true);
        long? length = source.CanSeek ? source.Length - source.Position : null;
        var meter = new ProgressMeter(options, options.Offset + length, link.Options.Time);
        return await Telemetry.TransferAsync("ftps.upload", "up", meter, () => MoveAsync(link, source, length, path, options, meter, cancellation)).ConfigureAwait(false);
    }

    internal static DataCommand Command(ControlLink link, string path, TransferOptions options) => new(
        CommandLine.Of(Appends(link, options) ? "APPE" : "STOR", link.Names.Encode(path)), DataDirection.Up, options.Ascii ? 'A' : 'I', IsListing: false,
        Restart(link, options), options.MoreFollow)
    {
        Follower = Verifies(link, options) ? SizeOf(link, path) : null,
        Compressed = ModeZ.IsWanted(link, path, upload: true),
    };

    // Where REST must not come before STOR, the rest is appended.
    private static bool Appends(ControlLink link, TransferOptions options) => options.Append || (options.Offset > 0 && !CommandChoice.RestBeforeStor(link));

    private static long Restart(ControlLink link, TransferOptions options) => Appends(link, options) ? 0 : options.Offset;

    /// <summary>Whether the server's file is measured at the end.</summary>
    internal static bool Verifies(ControlLink link, TransferOptions options)
    {
        bool wanted = !options.Ascii && !options.Append && (options.VerifySize ?? link.Options.VerifySize);
        if (wanted && !link.AsksSize)
        {
            link.NoteUnchecked();
        }

        return wanted && link.AsksSize;
    }

    private static CommandLine SizeOf(ControlLink link, string path) => CommandLine.Of("SIZE", link.Names.Encode(path));

    private static async Task<TransferResult> MoveAsync(
        ControlLink link, Stream stream, long? length, string path, TransferOptions options, ProgressMeter meter, CancellationToken cancellation)
    {
        FtpsClientOptions client = link.Options;
        await UploadPreparation.RunAsync(link, path, length, options, cancellation).ConfigureAwait(false);
        using DataTransfer transfer = await DataOpener.OpenAsync(link, Command(link, path, options), cancellation).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, transfer.Over);
        Exception? failure = null;

        // By a reset: what was cancelled must not look whole to a server that does not insist on a goodbye.
        using (cancellation.UnsafeRegister(static state => ((Connection)state!).Reset(), transfer.Connection))
        {
            try
            {
                Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert = options.Ascii ? new AsciiSender().Convert : null;
                var pump = new TransferPump(transfer.Connection, client.StallTimeout, client.UploadLimit, client.TotalUploadLimit, client.BlockSize);
                var source = new StreamSource(stream, meter, stop.Token);
                if (transfer.IsCompressed)
                {
                    await SendCompressedAsync(pump, source, convert, client.Compression!.Level).ConfigureAwait(false);
                }
                else
                {
                    await pump.SendAsync(source, convert, length ?? client.BlockSize).ConfigureAwait(false);
                }
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

        FtpsException told = await TransferFailure.EndAsync(link, transfer, path, failure ?? new OperationCanceledException(), meter.Moved).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();

        // A data connection that the server would not have moved nothing: the same bytes can be sent again over another.
        throw told is { Failure: FtpsFailure.DataConnection, Reply: { } refusal } && stream.CanSeek ? TransferFailure.Refused(link, path, refusal, 0, failure) : told;
    }

    private static async Task SendCompressedAsync(TransferPump pump, StreamSource source, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? convert, int level)
    {
        var compressed = new CompressedSource(source, convert, level);
        await using (compressed.ConfigureAwait(false))
        {
            await pump.SendAsync(compressed, null, Block.Size).ConfigureAwait(false);
        }
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
                $"{path}: all {moved} bytes were sent, but not confirmed: {e.Message}. Connect again and check what arrived before sending it again.", connectionUsable: false, e.Reply, e) { Moved = moved };
        }

        if (final.Category == 2)
        {
            return final;
        }

        // A data connection that was refused moved nothing, however much we had sent into it by then.
        bool nothing = repeatable && FtpsException.Refusal(final, path).Failure == FtpsFailure.DataConnection;
        throw TransferFailure.Refused(link, path, final, nothing ? 0 : moved);
    }

    /// <summary>Compares the size that the server has now; one that does not tell sizes is taken at its word.</summary>
    internal static async Task CheckAsync(ControlLink link, string path, long expected, PendingReply? asked, CancellationToken cancellation)
    {
        ServerReply reply = asked is null
            ? await link.ExchangeAsync(SizeOf(link, path), cancellation).ConfigureAwait(false)
            : await link.AwaitAsync(asked.Final, cancellation).ConfigureAwait(false);
        if (reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) && size != expected)
        {
            if (link.Mode != 'S')
            {
                // It may be the size of what the server would send (RFC 3659 §4): asked for plainly, it is the file's.
                await ModeZ.SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
                await CheckAsync(link, path, expected, null, cancellation).ConfigureAwait(false);
                return;
            }

            throw new FtpsException(FtpsFailure.Verification,
                $"{path}: {expected} bytes were sent and confirmed, but the server's file has {size}. It is not whole; send it again.", link.IsUsable) { Moved = expected };
        }
    }
}

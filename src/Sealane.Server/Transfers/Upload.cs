using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>STOR, APPE or STOU on its way. Becomes a file when the client has vouched for its end, and not before.</summary>
internal sealed class Upload(Session session, string verb, FileWriter writer, bool ascii) : Transfer(session, writer.Path)
{
    private readonly FileWriter _writer = writer;

    /// <summary>STOU: the opening reply tells the name (RFC 1123 §4.1.2.9).</summary>
    internal bool TellsName { get; init; }

    /// <summary>A drop box: a file that somebody else handed in under this name meanwhile stays as it is.</summary>
    internal bool MustNotReplace { get; init; }

    internal override string Verb => verb;

    private protected override Reply Opening => TellsName
        ? Reply.Of(ReplyCode.OpeningDataConnection, $"FILE: {(Path.Parent == Session.State.Directory ? System.Text.Encoding.UTF8.GetString(Path.Name) : Path.ToString())}")
        : TransferReplies.OkToSend;

    private protected override async ValueTask<(TransferOutcome Outcome, Reply Reply)> MoveAsync(Connection data, TransferPump pump)
    {
        AsciiReceiver? converter = ascii ? new AsciiReceiver() : null;
        await pump.ReceiveAsync(_writer, converter is null ? null : converter.Convert).ConfigureAwait(false);
        if (Aborted)
        {
            return (TransferOutcome.Aborted, TransferReplies.Aborted);
        }

        if (data.PeerClose == PeerClose.Truncated && Session.Options.Tls.StrictReadEof)
        {
            return (TransferOutcome.NoCloseNotify, TransferReplies.Truncated(_writer.ResumableLength));
        }

        if (data.PeerClose is PeerClose.Reset or PeerClose.TimedOut)
        {
            return Classify(data);
        }

        // The client vouched for the end: answer at once (clients wait for it), and never wait for its FIN before 226.
        await data.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
        if (converter is not null)
        {
            await _writer.WriteAsync(converter.Finish(), CancellationToken.None).ConfigureAwait(false);
        }

        // In place, what is found there would be this very upload.
        if (MustNotReplace && Session.Options.Uploads.Mode == UploadMode.Atomic
            && await Session.Files.FindAsync(Path, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            return (TransferOutcome.StorageFailed, StorageReplies.OfUpload(StorageError.Exists));
        }

        try
        {
            await _writer.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException e) when (MustNotReplace && e.Error == StorageError.Exists)
        {
            // Taken between the look and the name.
            return (TransferOutcome.StorageFailed, StorageReplies.OfUpload(StorageError.Exists));
        }

        return (TransferOutcome.Completed, TransferReplies.Complete);
    }

    private protected override ValueTask CloseAsync() => _writer.DisposeAsync();
}

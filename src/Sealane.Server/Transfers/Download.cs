using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>RETR on its way.</summary>
internal sealed class Download(Session session, FtpPath path, FileReader reader, long offset, bool ascii) : Transfer(session, path)
{
    private readonly FileReader _reader = reader;

    internal override string Verb => "RETR";

    /// <summary>The path as the client wrote it, for those who compare the opening reply with vsftpd's; null for the quoted absolute path.</summary>
    internal string? Given { get; init; }

    private protected override Reply Opening
    {
        get
        {
            string before = $"Opening {(ascii ? "ASCII" : "BINARY")} mode data connection for ";
            string after = $" ({_reader.Length} bytes).";
            return Given is null ? Reply.OfPath(ReplyCode.OpeningDataConnection, before, Path, after) : Reply.Of(ReplyCode.OpeningDataConnection, before + Given + after);
        }
    }

    private protected override async ValueTask<(TransferOutcome Outcome, Reply Reply)> MoveAsync(Connection data, TransferPump pump)
    {
        await pump.SendAsync(_reader, ascii ? new AsciiSender().Convert : null, Math.Max(0, _reader.Length - offset)).ConfigureAwait(false);
        await AwaitPeerAsync(data).ConfigureAwait(false);
        bool unconfirmed = data.Tls is not null && data.PeerClose != PeerClose.Orderly;
        return unconfirmed && Session.Options.Tls.StrictWriteShutdown
            ? (TransferOutcome.NoCloseNotify, TransferReplies.NoGoodbye)
            : (TransferOutcome.Completed, TransferReplies.Complete);
    }

    private protected override ValueTask CloseAsync() => _reader.DisposeAsync();
}

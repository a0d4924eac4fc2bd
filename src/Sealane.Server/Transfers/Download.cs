using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>RETR on its way.</summary>
internal sealed class Download(Session session, FtpPath path, FileReader reader, long offset, bool ascii) : Transfer(session, path)
{
    private readonly FileReader _reader = reader;

    internal override string Verb => "RETR";

    private protected override Reply Opening => Reply.OfPath(
        ReplyCode.OpeningDataConnection,
        $"Opening {(ascii ? "ASCII" : "BINARY")} mode data connection for ",
        Path,
        $" ({_reader.Length} bytes).");

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

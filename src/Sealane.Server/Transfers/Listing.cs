using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>LIST, NLST or MLSD on its way.</summary>
internal sealed class Listing(Session session, string verb, FtpPath path, ListingSource source) : Transfer(session, path)
{
    private static readonly Reply s_opening = Reply.Of(ReplyCode.OpeningDataConnection, "Here comes the directory listing.");

    private readonly ListingSource _source = source;

    internal override string Verb => verb;

    private protected override Reply Opening => s_opening;

    private protected override async ValueTask<(TransferOutcome Outcome, Reply Reply)> MoveAsync(Connection data, TransferPump pump)
    {
        await pump.SendAsync(_source, convert: null, _source.SizeHint).ConfigureAwait(false);
        await AwaitPeerAsync(data).ConfigureAwait(false);
        return (_source.Verdict.Code == ReplyCode.TransferComplete ? TransferOutcome.Completed : TransferOutcome.StorageFailed, _source.Verdict);
    }

    private protected override ValueTask CloseAsync() => _source.DisposeAsync();
}

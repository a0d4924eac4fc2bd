using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>A listing as a stream of bytes, made while it is sent.</summary>
internal abstract class ListingSource : ByteSource
{
    /// <summary>False when one entry alone is shown.</summary>
    internal abstract bool IsDirectory { get; }

    /// <summary>A guess at the length: enough for one block if it is a small directory.</summary>
    internal abstract long SizeHint { get; }

    /// <summary>The last reply when everything has been sent.</summary>
    internal virtual Reply Verdict => TransferReplies.Listed;

    /// <summary>A listing of what the arguments of LIST, NLST or STAT name.</summary>
    /// <param name="session">Whose files, and under which options.</param>
    /// <param name="arguments">What was asked.</param>
    /// <param name="target">What that means.</param>
    /// <param name="detail">What the format needs of each entry.</param>
    /// <param name="format">Makes the format of a directory, from what stands before its names.</param>
    internal static async ValueTask<ListingSource> OpenAsync(
        Session session, ListArguments arguments, ListTarget target, ListingDetail detail, Func<ReadOnlyMemory<byte>, ListingFormat> format)
    {
        ListingOrder order = new(arguments.Self && !target.ForHidden, arguments.ByTime, arguments.Reversed);
        detail = order.ByTime && detail == ListingDetail.Names ? ListingDetail.Facts : detail;
        bool tree = arguments.Recursive && session.Options.Listings.Recursive && target.Single is null;
        try
        {
            return tree
                ? await TreeListing.OpenAsync(session, arguments, target, detail, order, format).ConfigureAwait(false)
                : await DirectoryListing.OpenAsync(session, target, detail, order, format(arguments.Prefix(target))).ConfigureAwait(false);
        }
        catch (StorageException e) when (session.Options.VsftpdReplies && e.Error is StorageError.NotFound or StorageError.NotADirectory)
        {
            return new EmptyListing();
        }
    }

    /// <summary>MLSD: a directory in the order of the file system.</summary>
    internal static async ValueTask<ListingSource> OpenAsync(Session session, FtpPath directory, ListingDetail detail, ListingFormat format) =>
        await DirectoryListing.OpenAsync(session, new ListTarget(directory, null, null), detail, default, format).ConfigureAwait(false);
}

/// <summary>How the entries of a directory are arranged.</summary>
/// <param name="Self">With <c>.</c> and <c>..</c>.</param>
/// <param name="ByTime">The newest first.</param>
/// <param name="Reversed">The other way round.</param>
internal readonly record struct ListingOrder(bool Self, bool ByTime, bool Reversed);

/// <summary>compat=vsftpd: a directory that cannot be opened is listed as nothing, and the reply says so.</summary>
internal sealed class EmptyListing : ListingSource
{
    internal override bool IsDirectory => true;

    internal override long SizeHint => 0;

    internal override Reply Verdict => TransferReplies.NothingListed;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(0);

    public override ValueTask DisposeAsync() => default;
}

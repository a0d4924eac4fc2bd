using Sealane.Protocol;

namespace Sealane.Server.Transfers;

/// <summary>The last words of transfers.</summary>
internal static class TransferReplies
{
    internal static readonly Reply Complete = Reply.Of(ReplyCode.TransferComplete, "Transfer complete.");
    internal static readonly Reply OkToSend = Reply.Of(ReplyCode.OpeningDataConnection, "Ok to send data.");
    internal static readonly Reply Listed = Reply.Of(ReplyCode.TransferComplete, "Directory send OK.");
    internal static readonly Reply NothingListed = Reply.Of(ReplyCode.TransferComplete, "Transfer done (but failed to open directory).");
    internal static readonly Reply ListedInPart = Reply.Of(ReplyCode.LocalError, "The listing was cut off: the tree is too deep or too large. List the directories below one by one.");
    internal static readonly Reply Aborted = Reply.Of(ReplyCode.TransferAborted, "Transfer aborted.");
    internal static readonly Reply Reset = Reply.Of(ReplyCode.TransferAborted, "The data connection was reset.");
    internal static readonly Reply Stalled = Reply.Of(ReplyCode.TransferAborted, "Data timeout: nothing moved for too long.");
    internal static readonly Reply Damaged = Reply.Of(ReplyCode.TransferAborted, "The data connection's TLS stream was damaged.");
    internal static readonly Reply Failed = Reply.Of(ReplyCode.LocalError, "Something went wrong on the server's side; it has been logged.");
    internal static readonly Reply NoGoodbye = Reply.Of(ReplyCode.TransferAborted, "The client did not confirm that it received everything (no TLS close_notify).");

    /// <summary>An upload whose end nobody vouched for.</summary>
    internal static Reply Truncated(long kept) => Reply.Of(ReplyCode.TransferAborted, kept > 0
        ? $"The connection ended without TLS close_notify, so the upload may be cut short; {kept} bytes are kept to resume."
        : "The connection ended without TLS close_notify, so the upload may be cut short; nothing was kept.");
}

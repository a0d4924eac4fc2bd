using System.Text;
using Sealane.Client.Trust;
using Sealane.Protocol;

namespace Sealane.Client;

/// <summary>
/// An FTPS operation failed. The message is one sentence for people; <see cref="ConnectionUsable"/> says what to do next:
/// go on with the same client, or connect again (<see cref="FtpsClient.ReconnectAsync"/>) and repeat.
/// </summary>
/// <param name="failure">What kind of thing went wrong.</param>
/// <param name="message">One sentence.</param>
/// <param name="connectionUsable">Whether the control connection still serves.</param>
/// <param name="reply">The server's own words, if it was the server that refused.</param>
/// <param name="inner">The cause below.</param>
public sealed class FtpsException(FtpsFailure failure, string message, bool connectionUsable, ServerReply? reply = null, Exception? inner = null)
    : IOException(Shown(message, failure), inner)
{
    /// <summary>What kind of thing went wrong.</summary>
    public FtpsFailure Failure { get; } = failure;

    /// <summary>True: the client can be used on. False: the control connection is gone or cannot be relied on; it has been closed.</summary>
    public bool ConnectionUsable { get; } = connectionUsable;

    /// <summary>The reply that refused, if there was one.</summary>
    public ServerReply? Reply { get; } = reply;

    /// <summary>Why the certificate was not trusted; set with <see cref="FtpsFailure.Untrusted"/>.</summary>
    public TrustVerdict? Verdict { get; init; }

    /// <summary>Of a copy between two servers, the one that refused or failed; null for other operations, and when it cannot be told.</summary>
    public CopySide? Side { get; init; }

    /// <summary>File bytes that were moved before it failed; of an upload, those that were sent, of which the server may hold fewer.</summary>
    public long Moved { get; init; }

    /// <summary>True when the same call may succeed later without anybody changing anything: the network, a limit, a busy file.</summary>
    public bool IsTransient => Failure is FtpsFailure.Connect or FtpsFailure.TooManyConnections or FtpsFailure.DataConnection
        or FtpsFailure.Truncated or FtpsFailure.TimedOut or FtpsFailure.ConnectionLost
        || (Failure is FtpsFailure.Refused or FtpsFailure.NotAvailable && Reply is { Category: 4 });

    /// <summary>True when it may be the data connections' mode that does not work, so that the other one may.</summary>
    internal bool ByDataMode { get; init; }

    // Names come from servers, and messages go to terminals and logs: no name may move a cursor or begin a line. (Why a certificate is not trusted takes several lines.)
    private static string Shown(string message, FtpsFailure failure)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return message;
        }

        var shown = new StringBuilder(message.Length + 16);
        for (int at = 0; at < message.Length;)
        {
            bool whole = Rune.TryGetRuneAt(message, at, out Rune rune);
            string letter = message.Substring(at, whole ? rune.Utf16SequenceLength : 1);
            bool stays = (whole && !PrintableText.IsUnsafe(rune)) || (letter == "\n" && failure is FtpsFailure.Untrusted or FtpsFailure.Tls);
            shown.Append(stays ? letter : PrintableText.Escape(letter));
            at += letter.Length;
        }

        return shown.ToString();
    }

    internal static FtpsException Refusal(ServerReply reply, string what) =>
        new(Classify(reply), $"{what}: {reply}", connectionUsable: reply.Code != ReplyCode.ServiceClosing, reply);

    private static FtpsFailure Classify(ServerReply reply) => reply.Code switch
    {
        ReplyCode.ServiceClosing => SaysTooMany(reply) ? FtpsFailure.TooManyConnections : FtpsFailure.ConnectionLost,
        ReplyCode.CannotOpenData or ReplyCode.NetworkProtocolOrTls => FtpsFailure.DataConnection,
        ReplyCode.TransferAborted => FtpsFailure.Truncated,
        ReplyCode.FileBusy or ReplyCode.FileUnavailable or ReplyCode.NameNotAllowed => FtpsFailure.NotAvailable,
        ReplyCode.SyntaxError or ReplyCode.NotImplemented or ReplyCode.BadParameter => FtpsFailure.NotSupported,
        ReplyCode.NotLoggedIn => SaysTooMany(reply) ? FtpsFailure.TooManyConnections : FtpsFailure.Login,
        _ => FtpsFailure.Refused,
    };

    /// <summary>Servers have no code of their own for "too many connections"; the words are all there is.</summary>
    internal static bool SaysTooMany(ServerReply reply) =>
        reply.Code is ReplyCode.ServiceClosing or ReplyCode.NotLoggedIn
        && (Contains(reply, "too many") || Contains(reply, "maximum") || Contains(reply, "limit") || Contains(reply, "try again later"));

    private static bool Contains(ServerReply reply, string words) => reply.Text.Contains(words, StringComparison.OrdinalIgnoreCase);
}

using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Transfers;

/// <summary>Why a transfer failed, told once: of all that breaks together, what came first.</summary>
internal static class TransferFailure
{
    /// <summary>Gives the transfer up and says why.</summary>
    /// <param name="link">The link.</param>
    /// <param name="transfer">What failed; aborted here.</param>
    /// <param name="path">The remote file.</param>
    /// <param name="e">What was caught.</param>
    /// <param name="moved">File bytes moved so far.</param>
    internal static async Task<FtpsException> EndAsync(ControlLink link, DataTransfer transfer, string path, Exception e, long moved)
    {
        // Asked before the abort, which the server answers with a refusal of its own.
        bool stalled = transfer.HadStalled && transfer.Final is not { Category: 2 };
        await transfer.CancelAsync().ConfigureAwait(false);
        return e switch
        {
            FtpsException { ConnectionUsable: true } known when !link.IsUsable => new FtpsException(known.Failure, $"{path}: {known.Message}", connectionUsable: false, known.Reply, known) { Moved = moved },
            FtpsException known => known,
            LocalFileException local => new FtpsException(FtpsFailure.LocalFile, local.Message, link.IsUsable, inner: local.InnerException) { Moved = moved },
            _ when stalled => Stalled(link, path, moved),
            TlsException => new FtpsException(FtpsFailure.Truncated,
                $"{path}: what arrives is damaged ({e.Message}); the {moved} bytes before it are good. Resume the transfer.", link.IsUsable, inner: e) { Moved = moved },
            _ when transfer.Refusal is { } refusal => Refused(link, path, refusal, moved, e),
            _ when transfer.Lost is { } lost => Lost(path, lost, moved),
            SocketException or ObjectDisposedException or IOException => new FtpsException(FtpsFailure.Truncated,
                $"{path}: the data connection broke after {moved} bytes: {(e is ObjectDisposedException ? "it was closed" : e.Message)}. Resume the transfer.", link.IsUsable, inner: e) { Moved = moved },
            _ => new FtpsException(FtpsFailure.LocalFile, $"{path}: {e.Message}", link.IsUsable, inner: e) { Moved = moved },
        };
    }

    internal static FtpsException Stalled(ControlLink link, string path, long moved) => new(FtpsFailure.TimedOut,
        $"{path}: nothing moved for {link.Options.StallTimeout.TotalSeconds:0.#} seconds; {moved} bytes are through. Resume the transfer.", link.IsUsable) { Moved = moved };

    internal static FtpsException Refused(ControlLink link, string path, ServerReply refusal, long moved, Exception? inner = null) =>
        new(FtpsException.Refusal(refusal, path).Failure, $"{path}: {refusal}", link.IsUsable, refusal, inner) { Moved = moved };

    private static FtpsException Lost(string path, FtpsException lost, long moved) =>
        new(lost.Failure, $"{path}: {lost.Message}, after {moved} bytes. Connect again and resume the transfer.", connectionUsable: false, lost.Reply, lost) { Moved = moved };
}

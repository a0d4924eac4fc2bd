using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Commands;

namespace Sealane.Shell.Remote;

/// <summary>What went wrong at a server, in the words that lftp's users and scripts know.</summary>
internal static class RemoteFault
{
    /// <summary>The text behind the command's name.</summary>
    public static string Text(FtpsException fault) => fault.Failure switch
    {
        FtpsFailure.Login => $"Login failed: {Words(fault)}",
        FtpsFailure.Untrusted when fault.Verdict is { } verdict => $"Fatal error: {verdict.LftpLine}\n{verdict.Message}",
        FtpsFailure.Tls when fault.Reply is not null => $"Login failed: ftp:ssl-force is set and server does not support or allow SSL\n{fault.Message}",
        FtpsFailure.NotAvailable or FtpsFailure.Refused or FtpsFailure.NotSupported when fault.Reply is not null => $"Access failed: {Words(fault)}",
        FtpsFailure.Resolve or FtpsFailure.LocalFile => fault.Message,
        _ => $"Fatal error: {fault.Message}",
    };

    /// <summary>The same with the name that it was about, as lftp appends it: unless the server's words have it.</summary>
    public static string Text(FtpsException fault, string about) => IsRefusal(fault) && !Words(fault).Contains(about, StringComparison.Ordinal) ? $"{Text(fault)} ({about})" : Text(fault);

    /// <summary>The server said no to this one thing; the connection is as good as before.</summary>
    public static bool IsRefusal(FtpsException fault) => fault is { Reply: not null, Failure: FtpsFailure.NotAvailable or FtpsFailure.Refused or FtpsFailure.NotSupported };

    /// <summary>After so many attempts.</summary>
    public static CommandException GivenUp(FtpsException last) => new($"Fatal error: max-retries exceeded ({Short(last)})", last);

    /// <summary>A failure that trying again may mend.</summary>
    public static bool IsWorthAnotherTry(FtpsException fault) => fault.IsTransient;

    /// <summary>The system's word for it, as short as lftp has it.</summary>
    public static string Short(FtpsException fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is System.Net.Sockets.SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    System.Net.Sockets.SocketError.ConnectionRefused => "Connection refused",
                    System.Net.Sockets.SocketError.HostUnreachable => "No route to host",
                    System.Net.Sockets.SocketError.NetworkUnreachable => "Network is unreachable",
                    System.Net.Sockets.SocketError.TimedOut => "Connection timed out",
                    System.Net.Sockets.SocketError.ConnectionReset => "Connection reset by peer",
                    _ => socket.Message,
                };
            }

            if (cause is Transport.DialException { Failure: Transport.DialFailure.Refused })
            {
                return "Connection refused";
            }
        }

        return fault.Reply is not null ? Words(fault) : fault.Message;
    }

    /// <summary>The server's words with their code; without a reply, what is known.</summary>
    public static string Words(FtpsException fault) => fault.Reply is { } reply ? $"{reply.Code} {PrintableText.Escape(reply.Lines[^1].Span)}" : fault.Message;
}

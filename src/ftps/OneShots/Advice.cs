using Sealane.Client;

namespace Sealane.Shell.OneShots;

/// <summary>A failure in the words of the command line: what happened, and the command that helps.</summary>
internal static class Advice
{
    public static string Sentence(Exception failure, RemoteUrl? url)
    {
        string message = LocalFault.IsClosedDescriptor(failure) || (failure.InnerException is { } inner && LocalFault.IsClosedDescriptor(inner))
            ? "standard input or output is needed, and is closed"
            : ForCommandLine(LocalFault.WithoutParameter(failure.Message).TrimEnd());
        string? advice = failure is FtpsException e ? For(e, url) : null;
        return advice is null ? message : $"{message}{(message[^1] is '.' or '!' or '?' ? "" : ".")} {advice}";
    }

    /// <summary>A refusal names settings of the shell; here they are options.</summary>
    public static string ForCommandLine(string message) => message.Replace("set ssl:ca-file \"ca.pem\"", "--ca ca.pem", StringComparison.Ordinal)
        .Replace("set ssl:cert-file \"CERT.pem\"", "--client-cert CERT.pem", StringComparison.Ordinal)
        .Replace("set ssl:key-file \"KEY.pem\"", "--client-key KEY.pem", StringComparison.Ordinal);

    private static string? For(FtpsException e, RemoteUrl? url) => e.Failure switch
    {
        FtpsFailure.Login => "Check the name and the password: -u USER asks for another one.",
        // OpenSSL's words for an answer that is no TLS: the greeting.
        FtpsFailure.Tls when url is { Security: FtpsSecurity.Implicit } && e.Message.Contains("wrong version number", StringComparison.Ordinal) =>
            $"The server does not begin with TLS; if it is an FTP server, it has TLS by AUTH: ftp://{url.Address}",
        FtpsFailure.Tls or FtpsFailure.TimedOut or FtpsFailure.Connect or FtpsFailure.DataConnection when url is not null => $"To look closer: ftps doctor {Server(url)}",
        FtpsFailure.Truncated or FtpsFailure.ConnectionLost => "Run the same command again; -c goes on where it ended.",
        _ => null,
    };

    private static string Server(RemoteUrl url) => url is { Security: FtpsSecurity.Implicit, EffectivePort: not 990 } ? $"ftps://{url.Address}" : url.Address;
}

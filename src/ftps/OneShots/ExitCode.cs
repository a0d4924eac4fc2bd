using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Credentials;
using Sealane.Transport.Tls;

namespace Sealane.Shell.OneShots;

/// <summary>What a one-shot comes to. The numbers are documented (docs/oneshots.md) and do not change.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int Untrusted = 4;
    public const int Login = 5;
    public const int Network = 6;
    public const int Partial = 7;
    public const int Unverified = 8;

    /// <summary>Ended by a signal: 128 and its number, as shells count. Ctrl-C is 130.</summary>
    public static int OfSignal(int number) => 128 + number;

    /// <summary>The code for a failure.</summary>
    public static int Of(Exception failure) => failure switch
    {
        FtpsException e => Of(e),
        UsageFault => Usage,
        CredentialException => Login,
        TrustStoreException => Untrusted,
        CertificateException => Usage,
        FileNotFoundException or DirectoryNotFoundException => NotFound,
        _ => Failed,
    };

    /// <summary>The word for a code in <c>--json</c> events.</summary>
    public static string Name(int code) => code switch
    {
        Ok => "ok",
        Usage => "usage",
        NotFound => "not_found",
        Untrusted => "untrusted",
        Login => "login",
        Network => "network",
        Partial => "partial",
        Unverified => "unverified",
        > 128 => "interrupted",
        _ => "failed",
    };

    /// <summary>One code for several results: theirs if they agree, else "partial".</summary>
    public static int Of(int succeeded, IReadOnlyCollection<int> failures) =>
        failures.Count == 0 ? Ok
        : succeeded > 0 ? Partial
        : failures.Distinct().Count() == 1 ? failures.First()
        : Partial;

    private static int Of(FtpsException e) => e.Failure switch
    {
        FtpsFailure.Untrusted => Untrusted,
        FtpsFailure.Login => Login,
        FtpsFailure.Resolve or FtpsFailure.Connect or FtpsFailure.Tls or FtpsFailure.TooManyConnections or FtpsFailure.DataConnection
            or FtpsFailure.Truncated or FtpsFailure.TimedOut or FtpsFailure.ConnectionLost => Network,
        FtpsFailure.Verification => Unverified,
        FtpsFailure.NotAvailable => SaysMissing(e.Reply) ? NotFound : Failed,
        FtpsFailure.Refused or FtpsFailure.NotSupported when e.Reply is { } reply && (Says(reply, "no such") || Says(reply, "not found")) => NotFound,
        FtpsFailure.LocalFile => e.InnerException is FileNotFoundException or DirectoryNotFoundException ? NotFound : Failed,
        _ => Failed,
    };

    // FTP has one code for "there is none" and "you may not" (550); the words tell some of them apart.
    private static bool SaysMissing(ServerReply? reply) => reply is null
        || (reply.Code is ReplyCode.FileUnavailable or ReplyCode.FileBusy or ReplyCode.BadArgument && !Says(reply, "denied") && !Says(reply, "permi") && !Says(reply, "not empty") && !Says(reply, "exists"));

    private static bool Says(ServerReply reply, string words) => reply.Text.Contains(words, StringComparison.OrdinalIgnoreCase);
}

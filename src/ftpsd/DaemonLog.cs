using Microsoft.Extensions.Logging;

namespace Sealane.Daemon;

/// <summary>Everything that the program around the server logs. Ids 6xxx.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(6001, LogLevel.Warning, "Certificate: {Warning}")]
    internal static partial void CertificateWarning(this ILogger logger, string warning);

    [LoggerMessage(6002, LogLevel.Information, "The server certificate was renewed ({Reason}); it is good until {NotAfter:u}.")]
    internal static partial void CertificateRenewed(this ILogger logger, string reason, DateTimeOffset notAfter);

    [LoggerMessage(6003, LogLevel.Information, "The certificate of {File} is in use for new connections.")]
    internal static partial void CertificateReloaded(this ILogger logger, string file);

    [LoggerMessage(6004, LogLevel.Error, "The certificate in use stays, because the new one cannot be used: {Why}")]
    internal static partial void CertificateKept(this ILogger logger, string why);

    [LoggerMessage(6006, LogLevel.Information, "Reloading the configuration ({File}).")]
    internal static partial void Reloading(this ILogger logger, string file);

    [LoggerMessage(EventId = 6007, Message = "Reload: {Finding}")]
    internal static partial void ReloadFinding(this ILogger logger, LogLevel level, string finding);

    [LoggerMessage(6008, LogLevel.Information, "Reloaded; new sessions are served under the new configuration: {Changes}.")]
    internal static partial void Reloaded(this ILogger logger, string changes);

    [LoggerMessage(6009, LogLevel.Error, "The reload was refused, and the old configuration stays in use.")]
    internal static partial void ReloadRefused(this ILogger logger);

    [LoggerMessage(6010, LogLevel.Warning, "Changed, and not in use before a restart: {Options}.")]
    internal static partial void NeedRestart(this ILogger logger, string options);

    [LoggerMessage(6011, LogLevel.Information, "Became {User} (uid {Uid}) for good: what needed root is open.")]
    internal static partial void BecameUnprivileged(this ILogger logger, string user, uint uid);

    [LoggerMessage(6012, LogLevel.Warning, "The home of {Account}, {Home}, cannot be used: {Why}. Its logins get 421 until 'chown' or 'chmod' mends that.")]
    internal static partial void HomeOutOfReach(this ILogger logger, string account, string home, string why);

    [LoggerMessage(6013, LogLevel.Information, "Log and pid files are opened anew.")]
    internal static partial void Reopened(this ILogger logger);

    [LoggerMessage(6014, LogLevel.Error, "The file of the process id was not written anew: {Why}")]
    internal static partial void PidFileFailed(this ILogger logger, string why);

    [LoggerMessage(6005, LogLevel.Information, "Stopped.")]
    internal static partial void Stopped(this ILogger logger);
}

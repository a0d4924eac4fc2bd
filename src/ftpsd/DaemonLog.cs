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

    [LoggerMessage(6005, LogLevel.Information, "Stopped.")]
    internal static partial void Stopped(this ILogger logger);
}

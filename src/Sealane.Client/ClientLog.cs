using System.Net;
using Microsoft.Extensions.Logging;

namespace Sealane.Client;

/// <summary>Everything that the client logs. Ids 6000–6099.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(6001, LogLevel.Debug, "Signed in as {User} at {Host} ({EndPoint}, {Tls}) in {Elapsed}.")]
    internal static partial void SignedIn(ILogger logger, string user, string host, IPEndPoint endPoint, string tls, TimeSpan elapsed);

    [LoggerMessage(6002, LogLevel.Warning, "{Host} offers no TLS ({Code}); going on in the clear, as asked. Password and files can be read on the way.")]
    internal static partial void NoTlsOffered(ILogger logger, string host, int code);

    [LoggerMessage(6003, LogLevel.Information, "{Host} refused a data connection ({Why}); connecting anew and trying once more.")]
    internal static partial void TryingOnce(ILogger logger, string host, string why);

    [LoggerMessage(6004, LogLevel.Warning, "{Host}: {Count} lines of the listing of {Path} could not be understood, the first: {Line}")]
    internal static partial void UnparsedLines(ILogger logger, string host, string path, long count, string line);

    [LoggerMessage(6006, LogLevel.Warning, "{Host}: the control connection goes on without TLS (CCC), as asked. Commands, names and replies can be read and changed on the way from here on.")]
    internal static partial void ControlInClear(ILogger logger, string host);

    [LoggerMessage(6005, LogLevel.Information, "{Host} ended the transfer of {Path} without saying goodbye (close_notify); its size is right, so it counts as whole.")]
    internal static partial void NoGoodbye(ILogger logger, string host, string path);
}

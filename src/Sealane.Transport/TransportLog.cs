using System.Net;
using Microsoft.Extensions.Logging;

namespace Sealane.Transport;

/// <summary>Everything that the transport logs. Ids 4000–4099.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Passive port {Port}: a connection from {Peer} was refused; nobody from that address is expected there. (A port scan, a client behind several addresses, or an attempt to steal a transfer.)")]
    internal static partial void UnexpectedDataPeer(this ILogger logger, int port, IPAddress peer);

    [LoggerMessage(4002, LogLevel.Warning, "Passive port {Port}: accepting failed ({Error}); trying again.")]
    internal static partial void DataAcceptFailed(this ILogger logger, int port, string error);
}

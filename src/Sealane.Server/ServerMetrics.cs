using System.Diagnostics.Metrics;

namespace Sealane.Server;

/// <summary>What monitoring may count, under the meter <c>Sealane.Server</c>. Costs next to nothing while nobody listens.</summary>
internal static class ServerMetrics
{
    private static readonly Meter s_meter = new("Sealane.Server");

    internal static readonly UpDownCounter<long> Sessions = s_meter.CreateUpDownCounter<long>("sealane.sessions", "{session}", "Control connections that are open.");

    internal static readonly Counter<long> Logins = s_meter.CreateCounter<long>("sealane.logins", "{login}", "Logins by result.");

    internal static readonly Counter<long> Transfers = s_meter.CreateCounter<long>("sealane.transfers", "{transfer}", "Transfers by verb and outcome.");

    internal static readonly Counter<long> TransferBytes = s_meter.CreateCounter<long>("sealane.transfer.bytes", "By", "File bytes moved, by verb.");

    internal static readonly Counter<long> DataConnections = s_meter.CreateCounter<long>(
        "sealane.data_connections", "{connection}", "Data connections by what their TLS handshake proved (own, none, foreign, clear).");
}

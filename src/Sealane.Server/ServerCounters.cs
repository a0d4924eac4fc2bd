using Sealane.Server.Control;
using Sealane.Server.Transfers;

namespace Sealane.Server;

/// <summary>What has happened since the server started, for <c>ftpsd status</c>. One addition for each event; read without stopping anybody, so that two figures may be a moment apart.</summary>
internal sealed class ServerCounters
{
    private long _connections;
    private long _turnedAway;
    private long _logins;
    private long _refused;
    private long _uploads;
    private long _downloads;
    private long _failed;
    private long _received;
    private long _sent;

    internal void Connected() => Interlocked.Increment(ref _connections);

    internal void TurnedAway() => Interlocked.Increment(ref _turnedAway);

    internal void LoggedIn() => Interlocked.Increment(ref _logins);

    internal void LoginRefused() => Interlocked.Increment(ref _refused);

    internal void Transferred(Transfer transfer, TransferOutcome outcome)
    {
        if (transfer is Listing)
        {
            return;
        }

        bool upload = transfer is Upload;
        Interlocked.Add(ref upload ? ref _received : ref _sent, transfer.Moved);
        Interlocked.Increment(ref outcome != TransferOutcome.Completed ? ref _failed : ref upload ? ref _uploads : ref _downloads);
    }

    internal ServerTotals Read() => new()
    {
        Connections = Volatile.Read(ref _connections),
        TurnedAway = Volatile.Read(ref _turnedAway),
        Logins = Volatile.Read(ref _logins),
        RefusedLogins = Volatile.Read(ref _refused),
        Uploads = Volatile.Read(ref _uploads),
        Downloads = Volatile.Read(ref _downloads),
        FailedTransfers = Volatile.Read(ref _failed),
        BytesReceived = Volatile.Read(ref _received),
        BytesSent = Volatile.Read(ref _sent),
    };
}

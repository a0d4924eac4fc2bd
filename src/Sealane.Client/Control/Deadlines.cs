using Sealane.Transport;

namespace Sealane.Client.Control;

/// <summary>What all deadlines of all clients hang on: its timer is the only one that the connections of a process need.</summary>
internal static class Deadlines
{
    private static readonly Lazy<Heartbeat> s_heartbeat = new(() => new Heartbeat(TimeProvider.System));

    internal static Heartbeat Heartbeat => s_heartbeat.Value;
}

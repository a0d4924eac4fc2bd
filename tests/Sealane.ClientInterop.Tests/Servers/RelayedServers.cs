using Sealane.ClientInterop.Tests.Relays;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>Relays before the servers of the matrix. Apart from the relay itself, which the client's benchmark compiles in without these servers.</summary>
internal static class RelayedServers
{
    extension(Relay)
    {
        /// <summary>Puts a relay before all ports of a server.</summary>
        public static Relay Start(ForeignServer server, TimeSpan roundTrip = default) =>
            Relay.Start(server.Port, server.Ports.Second, Enumerable.Range(server.Port, server.Ports.PassiveTo - server.Port + 1), roundTrip);
    }
}

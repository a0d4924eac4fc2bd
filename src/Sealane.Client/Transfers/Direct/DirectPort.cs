using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;

namespace Sealane.Client.Transfers;

/// <summary>The port that one server opens, and how the other one is told.</summary>
internal static class DirectPort
{
    // RFC 2577 §3: below are the services that a bounce would be aimed at.
    private const int LowestPort = 1024;

    /// <summary>PASV, CPSV or EPSV as the address family wants it.</summary>
    internal static CommandLine Request(DirectWay way) => CommandLine.Of(way.ByCpsv ? "CPSV" : Family(way.Passive) == AddressFamily.InterNetworkV6 ? "EPSV" : "PASV");

    /// <summary>Where the active side is to connect to; null when the reply names no port that may be passed on.</summary>
    internal static IPEndPoint? Read(DirectWay way, ServerReply reply)
    {
        if (PassiveReply.Read(way.Passive, reply) is not { } found || found.Port < LowestPort)
        {
            return null;
        }

        // A server on this machine, seen from another: what is its address there only the server can know.
        bool isHere = IPAddress.IsLoopback(found.Address) && !IPAddress.IsLoopback(way.Active.Channel.Connection.RemoteEndPoint.Address);
        return isHere && HostPort.TryParsePasvReply(reply.Lines[^1].Span, out IPEndPoint? named) ? named : found;
    }

    /// <summary>PORT, or EPRT where either side is on IPv6.</summary>
    internal static CommandLine Announce(DirectWay way, IPEndPoint port)
    {
        // Without the scope that a link-local address has on this machine only.
        var address = new IPAddress(port.Address.GetAddressBytes());
        return address.AddressFamily == AddressFamily.InterNetwork && Family(way.Active) == AddressFamily.InterNetwork
            ? CommandLine.Of("PORT", Encoding.ASCII.GetBytes(HostPort.FormatPasv(address, port.Port)))
            : CommandLine.Of("EPRT", Encoding.ASCII.GetBytes($"|{(address.AddressFamily == AddressFamily.InterNetwork ? 1 : 2)}|{address}|{port.Port}|"));
    }

    private static AddressFamily Family(ControlLink link) => link.Channel.Connection.RemoteEndPoint.AddressFamily;
}

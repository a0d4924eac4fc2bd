using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Transfers;

/// <summary>The port that one server opens, and how the other one is told.</summary>
internal static class DirectPort
{
    // RFC 2577 §3: below are the services that a bounce would be aimed at.
    private const int LowestPort = 1024;

    /// <summary>PASV, CPSV or EPSV as the address family wants it.</summary>
    internal static CommandLine Request(DirectWay way) => CommandLine.Of(way.ByCpsv ? "CPSV" : Family(way.Passive) == AddressFamily.InterNetworkV6 ? "EPSV" : "PASV");

    /// <summary>
    /// Where the active side is to connect to; null when the reply names no port that may be passed on. Only the port is taken from the reply: the address of a third machine
    /// would turn the active side against that.
    /// </summary>
    internal static IPEndPoint? Read(DirectWay way, ServerReply reply)
    {
        ReadOnlySpan<byte> text = reply.Lines[^1].Span;
        IPAddress peer = way.Passive.Channel.Connection.RemoteEndPoint.Address;
        IPEndPoint? found = null;
        if (reply.Code == ReplyCode.EnteringExtendedPassive && HostPort.TryParseEpsvReply(text, out int port))
        {
            found = new IPEndPoint(peer, port);
        }
        else if (reply.Code == ReplyCode.EnteringPassive && HostPort.TryParsePasvReply(text, out IPEndPoint? named))
        {
            found = IsSeenElsewhere(way, peer) ? named! : new IPEndPoint(peer, named!.Port);
        }

        return found?.Port >= LowestPort ? found : null;
    }

    // Behind a proxy, or on this machine and seen from another: what its address is there only the server can know.
    private static bool IsSeenElsewhere(DirectWay way, IPAddress peer) =>
        way.Passive.Options.Proxy is not null || (IPAddress.IsLoopback(peer) && !IPAddress.IsLoopback(way.Active.Channel.Connection.RemoteEndPoint.Address));

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

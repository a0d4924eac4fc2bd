using System.Net;
using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Data;

/// <summary>Where a passive data connection goes: read from the reply, and repaired where the reply cannot be right.</summary>
internal static class PassiveReply
{
    /// <summary>EPSV or PASV, as the way to this server bears it.</summary>
    internal static CommandLine Command(ControlLink link) => CommandLine.Of(UsesEpsv(link) ? "EPSV" : "PASV");

    /// <summary>A passive command that may travel with the one before it; null where it may not. Never the first of a server: whether EPSV gets through has to be found out with care.</summary>
    internal static CommandLine? Ahead(ControlLink link) =>
        link.Pipelines && link.Profile.DataWorked && !DataMode.IsActive(link) && !CommandChoice.Pret(link) && link.SparePassive is null ? Command(link) : null;

    internal static bool UsesEpsv(ControlLink link) =>
        link.Channel.Connection.RemoteEndPoint.AddressFamily == AddressFamily.InterNetworkV6
        || (link.Options.DataConnections != DataConnectionMode.PassiveClassic && !link.Profile.EpsvFails);

    /// <summary>The address and port of a 227 or 229 reply; null when it cannot be understood.</summary>
    internal static IPEndPoint? Read(ControlLink link, ServerReply reply)
    {
        IPAddress peer = link.Channel.Connection.RemoteEndPoint.Address;
        ReadOnlySpan<byte> text = reply.Lines[^1].Span;
        if (reply.Code == ReplyCode.EnteringExtendedPassive)
        {
            return HostPort.TryParseEpsvReply(text, out int port) ? new IPEndPoint(peer, port) : null;
        }

        if (reply.Code != ReplyCode.EnteringPassive || !HostPort.TryParsePasvReply(text, out IPEndPoint? named) || named!.Port == 0)
        {
            return null;
        }

        return UsesNamed(link, named.Address) ? named : new IPEndPoint(peer, named.Port);
    }

    // A server behind a router names the address that it sees itself. And an address that somebody else chose must not turn us against a third machine:
    // a private one is never followed away from the server, and a public one only where TLS on the data connection proves that the same server is there.
    private static bool UsesNamed(ControlLink link, IPAddress named) => link.Options.PassiveAddress switch
    {
        PassiveAddress.Control => false,
        PassiveAddress.Named => true,
        _ => IsPublic(named) && link is { Server.Tls: not null, Protection: 'P' },
    };

    internal static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return !address.IsIPv6LinkLocal && !address.IsIPv6UniqueLocal && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any);
        }

        // RFC 6890: what is never the address of a public server.
        byte[] b = address.GetAddressBytes();
        return b[0] switch
        {
            0 or 10 or 127 or >= 224 => false,
            100 => b[1] is < 64 or > 127,
            169 => b[1] != 254,
            172 => b[1] is < 16 or > 31,
            192 => b[1] != 168 && (b[1], b[2]) != (0, 0),
            198 => b[1] is not (18 or 19),
            _ => true,
        };
    }
}

using System.Net;
using System.Net.Sockets;
using Sealane.Client.Control;

namespace Sealane.Client.Data;

/// <summary>Whether data connections are active or passive now, and where their other end may be.</summary>
internal static class DataMode
{
    // RFC 959 §3.2 and the custom for implicit TLS.
    private const int ClassicPort = 20;
    private const int ImplicitPort = 989;

    /// <summary>As asked for, unless only the other one has worked.</summary>
    internal static bool IsActive(ControlLink link)
    {
        bool asked = link.Options.DataConnections == DataConnectionMode.Active;
        return link.Options.TryOtherDataMode ? asked ^ (link.SwapsDataMode ?? (asked ? link.Profile.ActiveFails : link.Profile.PassiveFails)) : asked;
    }

    /// <summary>From where alone the server may connect to us; null for anywhere.</summary>
    internal static IPAddress? ExpectedPeer(ControlLink link) => link.Options.DataPeer == DataPeerCheck.Never ? null : link.Channel.Connection.RemoteEndPoint.Address;

    /// <summary>The ports from which alone the server may connect to us; null for any.</summary>
    internal static int[]? ExpectedPorts(ControlLink link) =>
        link.Options.CheckDataPort ? [ClassicPort, ImplicitPort, link.Channel.Connection.RemoteEndPoint.Port - 1] : null;

    /// <exception cref="FtpsException">The address that the server named is not its own, and that was to be looked at.</exception>
    internal static void Check(ControlLink link, IPEndPoint target)
    {
        if (link.Options is { DataPeer: DataPeerCheck.Always, Proxy: null } && !target.Address.Equals(link.Channel.Connection.RemoteEndPoint.Address))
        {
            throw new FtpsException(FtpsFailure.DataConnection,
                $"the server named {target.Address} for data, which is not its own address; nothing was sent there. If that is right for this server: set ftp:verify-address auto", connectionUsable: true);
        }
    }

    /// <summary>The address that a data connection leaves from, so that the server sees one client; null for the system's choice.</summary>
    internal static IPAddress? From(FtpsClientOptions options, IPAddress local, IPAddress target) =>
        options is { DataFromControlAddress: true, Proxy: null } && local.AddressFamily == target.AddressFamily && !IPAddress.IsLoopback(local) && !IPAddress.IsLoopback(target)
            ? local
            : null;
}

using System.Net;
using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Server.Commands;

/// <summary>PASV: the client connects to us for the data; the reply names address and port (RFC 959 §4.1.2). IPv4 only, by its syntax.</summary>
internal sealed class Pasv : IVerb
{
    internal static readonly Reply NoPort = Reply.Of(ReplyCode.CannotOpenData, "All passive ports are taken. Try again in a moment.");
    internal static readonly Reply ExtendedOnly = Reply.Of(ReplyCode.BadSequence, "EPSV ALL was sent: only EPSV from now on (RFC 2428).");

    private static readonly Reply s_needsIPv4 = Reply.Of(ReplyCode.CannotOpenData, "PASV has no room for an IPv6 address: use EPSV.");
    private static readonly Reply s_switchedOff = Reply.Of(ReplyCode.NotImplemented, "Passive mode is switched off on this server (pasv_enable=NO).");

    public static VerbSpec Spec { get; } = new("PASV", "")
    {
        Gates = Gate.Login | Gate.KeepsRestart,
        Features = _ => ["PASV"],
        Refused = options => options.Passive.Enabled ? null : s_switchedOff,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.ExtendedPassiveOnly)
        {
            return ExtendedOnly;
        }

        IPAddress address = await session.Terms.PassiveAddress.ForAsync(session.LocalAddress).ConfigureAwait(false);
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return s_needsIPv4;
        }

        return await LeaseAsync(session).ConfigureAwait(false) is { } lease
            ? Reply.Of(ReplyCode.EnteringPassive, $"Entering Passive Mode ({HostPort.FormatPasv(address, lease.Port)}).")
            : NoPort;
    }

    /// <summary>Arms the session's data port with a fresh lease; null when there is none to be had.</summary>
    internal static async ValueTask<PassiveLease?> LeaseAsync(Session session)
    {
        // First gives the old lease back: a session holds one port, however often it asks.
        session.ArmData(null);
        Options.PassiveOptions options = session.Options.Passive;
        IPAddress? client = options.Promiscuous ? null : session.Peer.Address;
        PassiveLease? lease = await session.Terms.PassivePorts
            .LeaseAsync(session.LocalAddress, client, options.AcceptTimeout, options.QueueTimeout).ConfigureAwait(false);
        if (lease is not null)
        {
            session.ArmData(new PassiveDataPort(lease, session.Server.Heartbeat, session.DataTls(), session.Options.Tls.HandshakeTimeout));
        }

        return lease;
    }
}

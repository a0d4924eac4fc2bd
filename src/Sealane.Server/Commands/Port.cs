using System.Net;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Server.Commands;

/// <summary>PORT: we connect to the client for the data (RFC 959 §4.1.2), to its own address and an unprivileged port only (RFC 2577 §3: no bounce).</summary>
internal sealed class Port : IVerb
{
    private static readonly Reply s_ok = Reply.Of(ReplyCode.Ok, "PORT command successful. Consider using EPSV.");
    private static readonly Reply s_illegal = Reply.Of(ReplyCode.SyntaxError, "Illegal PORT command.");
    private static readonly Reply s_switchedOff = Reply.Of(ReplyCode.NotImplemented, "Active mode is switched off on this server (port_enable=NO): use EPSV.");

    // RFC 2577 §3: below are other machines' services.
    private const int FirstUnprivileged = 1024;

    public static VerbSpec Spec { get; } = new("PORT", "<h1,h2,h3,h4,p1,p2>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Refused = options => options.Active.Enabled ? null : s_switchedOff,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.ExtendedPassiveOnly)
        {
            return new(Pasv.ExtendedOnly);
        }

        return new(HostPort.TryParsePort(command.Argument.Span, out IPEndPoint? target) && TryArm(session, target!) ? s_ok : s_illegal);
    }

    /// <summary>Arms the session's data port with an active target, if it is the client's own.</summary>
    internal static bool TryArm(Session session, IPEndPoint target)
    {
        if (target.Address.Equals(IPAddress.Any) || target.Address.Equals(IPAddress.IPv6Any))
        {
            // lftp names the address that it listens on, which over IPv6 is "any": it means its own.
            target = new IPEndPoint(session.Peer.Address, target.Port);
        }

        if (!session.Options.Active.Promiscuous && (!target.Address.Equals(session.Peer.Address) || target.Port < FirstUnprivileged))
        {
            session.Server.Log.ActiveTargetRefused(session.Id, session.Peer.Address, target);
            return false;
        }

        SourcePort? source = session.Options.Active.SourcePort is { } port ? new SourcePort(port, session.Server.BindLowPort) : null;
        session.ArmData(new ActiveDataPort(target, session.LocalAddress, session.Server.Heartbeat, source));
        return true;
    }
}

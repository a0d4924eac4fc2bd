using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Server.Commands;

/// <summary>EPSV: passive for IPv4 and IPv6; the reply names the port only, the address is the one that the client knows (RFC 2428 §3).</summary>
internal sealed class Epsv : IVerb
{
    private static readonly Reply s_all = Reply.Of(ReplyCode.Ok, "EPSV ALL ok.");
    private static readonly Reply s_useIPv4 = Reply.Of(ReplyCode.NetworkProtocolOrTls, "Network protocol not supported on this connection, use (1)");
    private static readonly Reply s_useIPv6 = Reply.Of(ReplyCode.NetworkProtocolOrTls, "Network protocol not supported on this connection, use (2)");
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "EPSV is followed by nothing, 1, 2 or ALL.");

    public static VerbSpec Spec { get; } = new("EPSV", "[1|2|ALL]")
    {
        Gates = Gate.Login | Gate.KeepsRestart,
        Features = _ => ["EPSV"],
        Refused = Pasv.Spec.Refused,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        bool v6 = session.LocalAddress.AddressFamily == AddressFamily.InterNetworkV6;
        switch (command.Text.Trim().ToUpperInvariant())
        {
            case "ALL":
                session.State.ExtendedPassiveOnly = true;
                return s_all;
            case "1" when v6:
                return s_useIPv6;
            case "2" when !v6:
                return s_useIPv4;
            case "" or "1" or "2":
                break;
            default:
                return s_bad;
        }

        return await Pasv.LeaseAsync(session).ConfigureAwait(false) is { } lease
            ? Reply.Of(ReplyCode.EnteringExtendedPassive, $"Entering Extended Passive Mode (|||{lease.Port}|)")
            : Pasv.NoPort;
    }
}

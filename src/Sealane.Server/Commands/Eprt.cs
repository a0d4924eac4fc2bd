using System.Net;
using System.Net.Sockets;
using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>EPRT: PORT for IPv4 and IPv6 (RFC 2428 §2).</summary>
internal sealed class Eprt : IVerb
{
    private static readonly Reply s_ok = Reply.Of(ReplyCode.Ok, "EPRT command successful. Consider using EPSV.");
    internal static readonly Reply Malformed = Reply.Of(ReplyCode.BadArgument, "EPRT is followed by |1|address|port| or |2|address|port|.");
    private static readonly Reply s_illegal = Reply.Of(ReplyCode.BadArgument, "Illegal EPRT command.");
    internal static readonly Reply Protocol = Reply.Of(ReplyCode.NetworkProtocolOrTls, "Network protocol not supported, use (1,2)");

    public static VerbSpec Spec { get; } = new("EPRT", "<|protocol|address|port|>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Features = _ => ["EPRT"],
        Refused = Port.Spec.Refused,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.ExtendedPassiveOnly)
        {
            return new(Pasv.ExtendedOnly);
        }

        return new(HostPort.ParseEprt(command.Argument.Span, out IPEndPoint? target) switch
        {
            EprtError.None when Port.TryArm(session, target!) => s_ok,
            EprtError.UnsupportedProtocol => Protocol,
            EprtError.Syntax => Malformed,
            _ => s_illegal,
        });
    }
}

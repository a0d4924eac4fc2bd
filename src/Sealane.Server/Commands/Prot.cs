using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>PROT: whether data connections are protected (RFC 4217 §9). May be sent before the login: PHP and others do.</summary>
internal sealed class Prot : IVerb
{
    internal static readonly Reply AuthFirst = Reply.Of(ReplyCode.BadSequence, "Protection needs TLS on the control connection: send AUTH TLS first.");

    private static readonly Reply s_private = Reply.Of(ReplyCode.Ok, "PROT now Private.");
    private static readonly Reply s_clear = Reply.Of(ReplyCode.Ok, "PROT now Clear.");
    private static readonly Reply s_clearRefused = Reply.Of(ReplyCode.PolicyDenied, "TLS is required on data connections here: PROT P.");
    private static readonly Reply s_unsupported = Reply.Of(ReplyCode.ProtectionLevelNotServed, "Only PROT P and PROT C exist with TLS.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "PROT is followed by C, S, E or P.");

    public static VerbSpec Spec { get; } = new("PROT", "P|C")
    {
        Gates = Gate.Argument,
        Features = options => options.Tls.Enabled ? ["PROT"] : [],
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.IsSecure)
        {
            return new(AuthFirst);
        }

        switch (command.Text.ToUpperInvariant())
        {
            case "P":
                session.State.Protection = ProtectionLevel.Private;
                return new(s_private);
            case "C" when Gatekeeper.NeedsDataTls(session):
                return new(s_clearRefused);
            case "C":
                session.State.Protection = ProtectionLevel.Clear;
                return new(s_clear);
            case "S" or "E":
                return new(s_unsupported);
            default:
                return new(s_unknown);
        }
    }
}

using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>AUTH: starts TLS on the control connection (RFC 2228 §3, RFC 4217 §4).</summary>
internal sealed class Auth : IVerb
{
    private static readonly Reply s_proceed = Reply.Of(ReplyCode.SecurityAccepted, "Proceed with negotiation.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "Unknown security mechanism: only AUTH TLS.");
    private static readonly Reply s_already = Reply.Of(ReplyCode.BadSequence, "The control connection is protected by TLS already.");
    private static readonly Reply s_noCertificate = Reply.Of(ReplyCode.SecurityUnavailable, "TLS is not available at the moment: the server has no certificate loaded.");
    private static readonly Reply s_afterLogin = Reply.Of(ReplyCode.BadSequence, "AUTH comes before the login.");

    public static VerbSpec Spec { get; } = new("AUTH", "TLS")
    {
        Gates = Gate.Argument,
        Features = _ => ["AUTH TLS"],
        Refused = options => options.Tls.Enabled ? null : Reply.Of(ReplyCode.NotImplemented, "TLS is switched off on this server (ssl_enable=NO)."),
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        string mechanism = command.Text.Trim().ToUpperInvariant();
        if (mechanism is not ("TLS" or "TLS-C" or "TLS-P" or "SSL"))
        {
            return s_unknown;
        }

        if (session.IsSecure)
        {
            return s_already;
        }

        if (session.State.Account is not null)
        {
            return s_afterLogin;
        }

        if (session.Server.Certificate is null)
        {
            return s_noCertificate;
        }

        // Whatever was sent along with AUTH came in the clear and must not be obeyed as if it had been protected (CVE-2011-1575 and its kin).
        // Nor may a name: the login begins anew (RFC 2228 §3), and with it every rule that asks whether a name and TLS go together.
        session.DiscardInput();
        session.State.UserName = null;
        await session.SendAsync(s_proceed).ConfigureAwait(false);
        await session.StartTlsAsync().ConfigureAwait(false);

        // RFC 4217 §10: TLS-P and SSL imply a protected data connection; the others begin in the clear until PROT.
        if (mechanism is "TLS-P" or "SSL")
        {
            session.State.Protection = ProtectionLevel.Private;
        }

        return null;
    }
}

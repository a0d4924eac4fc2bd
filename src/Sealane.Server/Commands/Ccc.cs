using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>CCC: back to a clear control connection (RFC 4217 §12.3). Refused: it would expose commands and open the session to injection.</summary>
internal sealed class Ccc : IVerb
{
    private static readonly Reply s_refused = Reply.Of(ReplyCode.PolicyDenied, "The control connection stays protected by TLS.");
    private static readonly Reply s_notProtected = Reply.Of(ReplyCode.CommandProtectionDenied, "The control connection is not protected.");

    public static VerbSpec Spec { get; } = new("CCC", "") { Gates = Gate.None };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(session.IsSecure ? s_refused : s_notProtected);
}

using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>FEAT: what this server can do beyond RFC 959 (RFC 2389 §3). Made from the verbs' own declarations.</summary>
internal sealed class Feat : IVerb
{
    public static VerbSpec Spec { get; } = new("FEAT", "") { Gates = Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => new(session.Terms.FeatureReply);
}

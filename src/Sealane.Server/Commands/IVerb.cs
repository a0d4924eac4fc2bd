using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>
/// One FTP verb: what it is (<see cref="Spec"/>) and what it does. Verbs hold no state, so both are static; <see cref="VerbTable"/> lists them, and
/// FEAT, HELP and all checks before <see cref="ExecuteAsync"/> follow from the spec.
/// </summary>
internal interface IVerb
{
    /// <summary>What the verb is called, needs and announces.</summary>
    static abstract VerbSpec Spec { get; }

    /// <summary>Does it. Called when everything that <see cref="Spec"/> asks for holds.</summary>
    /// <returns>The reply; null when the verb has started something that replies by itself.</returns>
    static abstract ValueTask<Reply?> ExecuteAsync(Session session, Command command);
}

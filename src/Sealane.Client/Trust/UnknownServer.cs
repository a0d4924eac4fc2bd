namespace Sealane.Client.Trust;

/// <summary>A server about which the user is asked.</summary>
/// <param name="Identity">Whom the handshake reached.</param>
/// <param name="Problem">Why it is not trusted without being asked about.</param>
/// <param name="Reason">The same as a sentence, escaped.</param>
/// <param name="PinsAuthority">"Always" will note the authority of the chain beside the server's key, so that renewals by it pass.</param>
public sealed record UnknownServer(ServerIdentity Identity, TrustProblem Problem, string Reason, bool PinsAuthority);

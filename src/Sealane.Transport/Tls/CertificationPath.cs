namespace Sealane.Transport.Tls;

/// <summary>
/// A path from a certificate towards an authority (RFC 5280 §6), built and checked by OpenSSL without the network. What is wrong with it is collected and not judged here; what the certificates
/// may be used for, and for whom, is the caller's to look at.
/// </summary>
/// <param name="Certificates">DER, from the certificate asked about to the authority, or as far as issuers were found.</param>
/// <param name="Faults">Each with the place of the certificate that it was found at.</param>
internal sealed record CertificationPath(IReadOnlyList<byte[]> Certificates, IReadOnlyList<PathFault> Faults)
{
    /// <summary>Builds towards certain authorities, self-signed or not: the path ends at the first of them.</summary>
    /// <param name="leaf">DER of the certificate asked about.</param>
    /// <param name="between">DER of what the server sent with it.</param>
    /// <param name="authorities">DER of those that are trusted.</param>
    /// <param name="now">The time to judge validity by.</param>
    /// <exception cref="TlsException">A certificate cannot be read.</exception>
    internal static CertificationPath Towards(ReadOnlyMemory<byte> leaf, IEnumerable<ReadOnlyMemory<byte>> between, IEnumerable<ReadOnlyMemory<byte>> authorities, DateTimeOffset now)
    {
        using var attempt = new PathAttempt();
        attempt.Trust(authorities);
        return attempt.Build(leaf, between, now);
    }

    /// <summary>Builds towards the authorities in the places where OpenSSL keeps them on this machine (or where SSL_CERT_FILE and SSL_CERT_DIR say), of which it reads the one that is named.</summary>
    /// <inheritdoc cref="Towards"/>
    internal static CertificationPath TowardsSystem(ReadOnlyMemory<byte> leaf, IEnumerable<ReadOnlyMemory<byte>> between, DateTimeOffset now)
    {
        using var attempt = new PathAttempt();
        attempt.TrustSystem();
        return attempt.Build(leaf, between, now);
    }
}

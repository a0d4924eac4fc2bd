namespace Sealane.Transport.Tls;

/// <summary>What a server certificate shall say.</summary>
public sealed record CertificateTerms
{
    /// <summary>Host names and addresses under which clients reach the server; the first is also the subject's common name.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How long it is valid from now.</summary>
    public TimeSpan Lifetime { get; init; } = CertificateFactory.LeafLifetime;

    /// <summary>RSA 3072 instead of ECDSA P-256, for clients from before 2010 or so.</summary>
    public bool Rsa { get; init; }
}

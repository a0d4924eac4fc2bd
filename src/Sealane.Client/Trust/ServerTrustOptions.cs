namespace Sealane.Client.Trust;

/// <summary>What makes a server trustworthy. The values of a new object verify everything and ask nobody.</summary>
public sealed record ServerTrustOptions
{
    /// <summary>Whether authorities of the operating system's store count.</summary>
    public bool UseSystemStore { get; init; } = true;

    /// <summary>PEM files with further authorities (lftp's <c>ssl:ca-file</c>). One that cannot be read refuses every server that needs it.</summary>
    public IReadOnlyList<string> CaFiles { get; init; } = [];

    /// <summary>A directory whose <c>*.pem</c>, <c>*.crt</c> and <c>*.cer</c> files are authorities; null for none.</summary>
    public string? CaDirectory { get; init; }

    /// <summary>Revocation lists, PEM or DER (lftp's <c>ssl:crl-file</c>). One that is unreadable, or outdated for an issuer in the chain, refuses.</summary>
    public IReadOnlyList<string> CrlFiles { get; init; } = [];

    /// <summary>Whether the local authority of the same user's <c>ftpsd</c> counts, for names and addresses of this machine only.</summary>
    public bool UseLocalAuthority { get; init; } = true;

    /// <summary>Servers the user has vouched for; null for none. A server in it must have the key or authority it was noted with, whatever the stores say.</summary>
    public KnownServers? KnownServers { get; init; }

    /// <summary>Whether the certificate must name the host (lftp's <c>ssl:check-hostname</c>).</summary>
    public bool CheckHostName { get; init; } = true;

    /// <summary>When not empty, a server must match one of these, and one that does is trusted. Key pins stand for the key alone; authority pins still need name and validity (as DANE-EE and DANE-TA, RFC 7671 §5).</summary>
    public IReadOnlyList<CertificatePin> Pins { get; init; } = [];

    /// <summary>A server that shows one of these is trusted, whatever else is wrong with it; others are judged as if there were none (lftp's <c>ssl:verify-certificate/FINGERPRINT no</c>). Key and certificate pins only.</summary>
    public IReadOnlyList<CertificatePin> Accepted { get; init; } = [];

    /// <summary>False accepts every server, unverified (lftp's <c>set ssl:verify-certificate no</c>).</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>Hosts for which some of the above is different.</summary>
    public IReadOnlyList<HostException> HostExceptions { get; init; } = [];

    /// <summary>Asks the user at a terminal about an unknown server, never about a changed key; null when nobody can answer.</summary>
    public Func<UnknownServer, CancellationToken, ValueTask<TrustAnswer>>? Ask { get; init; }

    /// <summary>Where the time comes from that validity is judged by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Files that may hold local authorities; null for where <c>ftpsd</c> keeps them. For tests.</summary>
    internal IReadOnlyList<string>? LocalAuthorityFiles { get; init; }
}

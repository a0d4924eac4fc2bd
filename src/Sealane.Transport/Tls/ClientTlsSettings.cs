namespace Sealane.Transport.Tls;

/// <summary>What a client's TLS allows and offers.</summary>
public sealed record ClientTlsSettings
{
    /// <summary>TLS 1.2 suites with forward secrecy and authenticated encryption; AES-128 first, as on our server, and finite-field groups for old servers last.</summary>
    public const string StrongCiphers = ServerTlsSettings.StrongCiphers + ":DHE+AESGCM:DHE+CHACHA20";

    /// <summary>
    /// P-256 first: a TLS 1.3 client sends one key share, of its first group, and there are widespread FTP servers (vsftpd 3.0.3) that take no other;
    /// they would answer each handshake with HelloRetryRequest, resumed or not, which costs every data connection a round trip.
    /// </summary>
    public const string CommonGroups = "P-256:X25519:P-384:P-521";

    /// <summary>TLS 1.2 (RFC 5246).</summary>
    public bool AllowTls12 { get; init; } = true;

    /// <summary>TLS 1.3 (RFC 8446).</summary>
    public bool AllowTls13 { get; init; } = true;

    /// <summary>OpenSSL cipher string for TLS 1.2; empty for <see cref="StrongCiphers"/>.</summary>
    public string CipherList { get; init; } = "";

    /// <summary>Key exchange groups by OpenSSL's names with colons between, the first one preferred; empty for <see cref="CommonGroups"/>.</summary>
    public string Groups { get; init; } = "";

    /// <summary>Our own certificate for servers that ask for one: DER, the client's own first, its issuers after it; null or empty for none.</summary>
    public IReadOnlyList<byte[]>? Certificates { get; init; }

    /// <summary>The key of the first of <see cref="Certificates"/>, DER (PKCS#8 or the key type's own form), unencrypted. Not needed any more once a <see cref="ClientTls"/> is made.</summary>
    public ReadOnlyMemory<byte> PrivateKey { get; init; }

    /// <summary>Show it on data connections too, if they resume nothing and the server asks. False: they show none.</summary>
    public bool CertificateOnData { get; init; } = true;

    /// <summary>Application protocols offered on control connections (RFC 7301), best first; null or empty for none, which every server accepts.</summary>
    public IReadOnlyList<string>? ControlProtocols { get; init; }

    /// <summary>Application protocols offered on data connections (RFC 7301), best first; null or empty for none.</summary>
    public IReadOnlyList<string>? DataProtocols { get; init; }
}

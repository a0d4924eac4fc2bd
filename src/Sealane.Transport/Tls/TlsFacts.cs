namespace Sealane.Transport.Tls;

/// <summary>What a finished handshake agreed on.</summary>
/// <param name="Version"><c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="Cipher">OpenSSL's name of the cipher suite.</param>
/// <param name="Resumed">True when an earlier session was resumed. On a client's data connection the server has thereby proved to be the control connection's.</param>
/// <param name="Proof">What it proved about the control connection that it belongs to; always <see cref="LineageProof.None"/> on a control connection and on a client.</param>
public sealed record TlsFacts(string Version, string Cipher, bool Resumed, LineageProof Proof)
{
    /// <summary>True when the session is bound to its handshake (RFC 7627; TLS 1.3 always is). Some servers resume no other. Filled in on clients only.</summary>
    public bool ExtendedMasterSecret { get; init; }

    /// <summary>The certificate that the client showed; null when it was not asked or had none. Filled in on servers only.</summary>
    public PeerCertificate? ClientCertificate { get; init; }

    /// <summary>OpenSSL's name of the key exchange group; empty when there was none (a resumed TLS 1.2 session may have none). Filled in on clients only.</summary>
    public string Group { get; init; } = "";
}

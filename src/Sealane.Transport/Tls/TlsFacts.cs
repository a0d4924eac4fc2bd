namespace Sealane.Transport.Tls;

/// <summary>What a finished handshake agreed on.</summary>
/// <param name="Version"><c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="Cipher">OpenSSL's name of the cipher suite.</param>
/// <param name="Resumed">True when an earlier session was resumed.</param>
/// <param name="Proof">What it proved about the control connection that it belongs to; always <see cref="LineageProof.None"/> on a control connection.</param>
public sealed record TlsFacts(string Version, string Cipher, bool Resumed, LineageProof Proof);

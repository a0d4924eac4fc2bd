namespace Sealane.Client.Trust;

/// <summary>Whom a handshake reached: the name that was asked for, and the certificates that came back.</summary>
/// <param name="Host">As the user gave it: a DNS name or an IP literal, brackets of an IPv6 literal allowed. The certificate is compared with this, never with what it resolved to.</param>
/// <param name="Port">TCP port of the control connection; a known server is known at its port.</param>
/// <param name="Chain">DER certificates, leaf first, as the server presented them. Nothing in them has been checked.</param>
public sealed record ServerIdentity(string Host, int Port, IReadOnlyList<byte[]> Chain)
{
    /// <summary>What the server's own certificate says, ready for printing; null when there is none or it cannot be parsed. Each call parses it anew.</summary>
    public CertificateFacts? Leaf => Chain.Count == 0 ? null : CertificateFacts.TryRead(Chain[0]);

    /// <summary><c>host:port</c>, IPv6 in brackets: how known servers are written.</summary>
    public string Address => HostAddress.Join(Host, Port);
}

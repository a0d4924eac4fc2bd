using System.Runtime.InteropServices;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Transport.Tls;

/// <summary>What a server wants of one client's handshake beyond TLS itself, the host name asked for and the client's certificate, and why it was refused.</summary>
internal sealed unsafe class HandshakeRules(ServerTlsSettings settings)
{
    private const string NoCertificate = "peer did not return a certificate";

    /// <summary>Why the handshake is refused; null while nothing speaks against it.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The failure in the words of the rule that caused it.</summary>
    internal TlsException Explain(TlsException failure) =>
        Refusal is { } why ? new TlsException(why, failure) { Refused = true }
        : settings.ClientCertificates is { Require: true } && failure.Message == NoCertificate ? new TlsException("the client showed no certificate, and one is required", failure) { Refused = true }
        : failure;

    /// <summary>Called with the name that the hello asks for, or without one (RFC 6066 §3).</summary>
    internal bool AcceptsName(nint ssl)
    {
        if (settings.ServerName is not { } served)
        {
            return true;
        }

        byte* asked = OpenSsl.SSL_get_servername(ssl, 0);
        ReadOnlySpan<byte> name = asked is null ? default : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(asked);
        if (Ascii.EqualsIgnoreCase(name, served))
        {
            return true;
        }

        Refusal = asked is null ? $"the client named no host, and only {served} is served" : $"the client asked for the host {PrintableText.Escape(name)}, and only {served} is served";
        return false;
    }

    /// <summary>Called for each certificate of the client's chain, and again for each fault that OpenSSL finds.</summary>
    /// <returns>True to go on.</returns>
    internal bool Judge(bool good, nint store)
    {
        if (good || settings.ClientCertificates?.Validate != true)
        {
            return true;
        }

        string fault = Marshal.PtrToStringUTF8(OpenSsl.X509_verify_cert_error_string(OpenSsl.X509_STORE_CTX_get_error(store))) ?? "not valid";
        nint certificate = OpenSsl.X509_STORE_CTX_get0_cert(store);
        string whose = certificate == 0 ? "" : $": {new PeerCertificate(PeerChain.Encode(certificate), validated: false)}";
        Refusal = $"the client's certificate was refused ({fault}){whose}";
        return false;
    }

    /// <summary>The certificate that the finished handshake proved; null when the client was not asked or had none. Of a resumed session it is that of its first handshake.</summary>
    internal PeerCertificate? Shown(nint ssl)
    {
        if (settings.ClientCertificates is not { } policy)
        {
            return null;
        }

        nint certificate = OpenSsl.SSL_get1_peer_certificate(ssl);
        if (certificate == 0)
        {
            return null;
        }

        try
        {
            return new PeerCertificate(PeerChain.Encode(certificate), policy.Validate);
        }
        finally
        {
            OpenSsl.X509_free(certificate);
        }
    }
}

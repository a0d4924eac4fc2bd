using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Transport.Tls;

/// <summary>The certificate that a client showed. The client has its key: the handshake proved that.</summary>
/// <param name="der">The certificate.</param>
/// <param name="validated">Whether an authority of ours vouches for it.</param>
public sealed class PeerCertificate(byte[] der, bool validated)
{
    /// <summary>True when it leads to one of <see cref="ClientCertificatePolicy.Authorities"/>; false when nobody was asked.</summary>
    public bool Validated { get; } = validated;

    /// <summary>SHA-256 of the certificate: <c>AA:BB:…</c>.</summary>
    public string Sha256 { get; } = string.Join(':', SHA256.HashData(der).Select(octet => octet.ToString("X2", CultureInfo.InvariantCulture)));

    /// <summary>The subject's distinguished name, fit for a log line.</summary>
    public string Subject
    {
        get
        {
            try
            {
                using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
                return certificate.Subject.Length == 0 ? "(no subject)" : PrintableText.Escape(Encoding.UTF8.GetBytes(certificate.Subject));
            }
            catch (CryptographicException)
            {
                // OpenSSL read it and the platform does not: its fingerprint tells which it is.
                return "(unreadable)";
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}, SHA-256 {Sha256}";
}

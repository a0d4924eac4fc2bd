using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Transport.Tls;

/// <summary>A certificate that was just made, and the private key it is about. Owns both.</summary>
/// <param name="certificate">The certificate, without the key inside.</param>
/// <param name="key">An <see cref="ECDsa"/> or <see cref="RSA"/> key.</param>
public sealed class CertificateAndKey(X509Certificate2 certificate, AsymmetricAlgorithm key) : IDisposable
{
    /// <summary>The certificate, without the key inside.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>The key: <see cref="ECDsa"/> or <see cref="RSA"/>.</summary>
    public AsymmetricAlgorithm Key => key;

    /// <summary>The certificate as a PEM block, with a line feed at its end.</summary>
    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>The key as an unencrypted PKCS#8 PEM block, with a line feed at its end.</summary>
    public string PrivateKeyPem => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <inheritdoc/>
    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}

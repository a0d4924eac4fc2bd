using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Shell.OneShots;

/// <summary>The hash by which a certificate's key is pinned: SHA-256 of its SubjectPublicKeyInfo, Base64.</summary>
internal static class KeyHash
{
    public static string Of(byte[] der)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>All certificates of a PEM file, DER.</summary>
    /// <exception cref="CertificateException">It cannot be read.</exception>
    public static byte[][] CertificatesOf(string path)
    {
        X509Certificate2Collection found = [];
        try
        {
            found.ImportFromPemFile(path);
            return [.. found.Select(certificate => certificate.RawData)];
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} cannot be read as PEM: {e.Message}", e);
        }
        finally
        {
            foreach (X509Certificate2 certificate in found)
            {
                certificate.Dispose();
            }
        }
    }
}

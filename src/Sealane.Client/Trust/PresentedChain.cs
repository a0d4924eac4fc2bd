using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>The parsed certificates of a server, leaf first. Owns them.</summary>
internal sealed class PresentedChain : IDisposable
{
    // Public chains have three or four; more would only cost time.
    private const int Most = 16;

    private PresentedChain(List<X509Certificate2> certificates, SubjectNames names)
    {
        Certificates = certificates;
        Names = names;
        LeafSpki = Fingerprint.Spki(certificates[0]);
        Facts = CertificateFacts.Read(certificates[0]);
    }

    public IReadOnlyList<X509Certificate2> Certificates { get; }

    public X509Certificate2 Leaf => Certificates[0];

    public SubjectNames Names { get; }

    public string LeafSpki { get; }

    public CertificateFacts Facts { get; }

    /// <summary>Null when there is no leaf, or any of the certificates cannot be parsed in full.</summary>
    public static PresentedChain? TryParse(IReadOnlyList<byte[]> chain)
    {
        List<X509Certificate2> certificates = [];
        try
        {
            if (chain.Count is 0 or > Most)
            {
                return null;
            }

            foreach (byte[] der in chain)
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(der));
            }

            return new PresentedChain(certificates, SubjectNames.Of(certificates[0]));
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException or FormatException)
        {
            // Null is a refusal to the caller.
            certificates.ForEach(certificate => certificate.Dispose());
            return null;
        }
    }

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in Certificates)
        {
            certificate.Dispose();
        }
    }
}

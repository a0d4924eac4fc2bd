using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Client.Trust;

/// <summary>What a certificate says, as text that is safe on a terminal: whoever made the certificate chose the words, so they are escaped.</summary>
public sealed record CertificateFacts
{
    private CertificateFacts()
    {
    }

    /// <summary>Distinguished name of the subject, escaped.</summary>
    public required string Subject { get; init; }

    /// <summary>Distinguished name of the issuer, escaped.</summary>
    public required string Issuer { get; init; }

    /// <summary>Host names and addresses of the subject alternative name, escaped, in the certificate's order; empty when it names no host.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The subject's common name, escaped; empty when there is none. It never identifies a server (RFC 9525 §6.3).</summary>
    public required string CommonName { get; init; }

    /// <summary>First moment of its validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of its validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>SHA-256 of the certificate: <c>AA:BB:…</c>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>SHA-1 of the certificate, <c>AA:BB:…</c>, for comparing with what older programs print. Do not pin it.</summary>
    public required string Sha1 { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo as <c>sha256:BASE64</c>: the pin that survives a renewal which keeps the key.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>Kind and size of the key: <c>ECDSA 256</c>, <c>RSA 2048</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Subject and issuer are the same name.</summary>
    public required bool IsSelfSigned { get; init; }

    /// <summary>Reads a DER certificate; null when it cannot be parsed in full.</summary>
    public static CertificateFacts? TryRead(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return Read(certificate);
        }
        catch (Exception malformed) when (malformed is CryptographicException or ArgumentException or FormatException)
        {
            // Null is the answer, and nothing that is null is ever trusted.
            return null;
        }
    }

    internal static CertificateFacts Read(X509Certificate2 certificate) => new()
    {
        Subject = Escaped(certificate.Subject),
        Issuer = Escaped(certificate.Issuer),
        Names = [.. SubjectNames.Of(certificate).All.Select(Escaped)],
        CommonName = Escaped(SubjectNames.CommonName(certificate)),
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        Sha256 = Fingerprint.Hex(SHA256.HashData(certificate.RawData)),
        Sha1 = Fingerprint.Sha1(certificate.RawData),
        SpkiSha256 = "sha256:" + Fingerprint.Spki(certificate),
        Key = KeyStrength.Describe(certificate),
        IsSelfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData),
    };

    internal static string Escaped(string text) => PrintableText.Escape(Encoding.UTF8.GetBytes(text));
}

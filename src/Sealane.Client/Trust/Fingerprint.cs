using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>Hashes of certificates and keys as people compare them.</summary>
internal static class Fingerprint
{
    public static string Hex(byte[] hash) => string.Join(':', hash.Select(octet => octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "lftp prints SHA-1, and its users compare with that; nothing of ours is pinned by it.")]
    public static string Sha1(byte[] der) => Hex(SHA1.HashData(der));

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, base64.</summary>
    public static string Spki(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Transport.Tls;

/// <summary>Private keys as PKCS#8, and which certificate they belong to.</summary>
internal static class CertificateKey
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string EcPublicKey = "1.2.840.10045.2.1";

    /// <summary>The key as an object of the platform; the caller disposes it.</summary>
    public static AsymmetricAlgorithm Import(byte[] pkcs8, string file)
    {
        try
        {
            AsymmetricAlgorithm key = Algorithm(pkcs8) == RsaEncryption ? RSA.Create() : ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            throw new CertificateException($"the private key in {file} is damaged or of a kind not supported here; copy it again from where it was made", failure);
        }
    }

    /// <summary>Whether the certificate is about this key; null when the platform knows no such keys (Ed25519, RSA-PSS) and only the algorithm agrees: OpenSSL has the last word then.</summary>
    public static bool? Matches(byte[] pkcs8, X509Certificate2 certificate, string file)
    {
        string algorithm;
        try
        {
            algorithm = Algorithm(pkcs8);
        }
        catch (AsnContentException failure)
        {
            throw new CertificateException($"the private key in {file} is damaged; copy it again from where it was made", failure);
        }

        if (certificate.PublicKey.Oid.Value != algorithm)
        {
            return false;
        }

        if (algorithm is not (RsaEncryption or EcPublicKey))
        {
            return null;
        }

        using AsymmetricAlgorithm key = Import(pkcs8, file);
        try
        {
            return key is RSA rsa ? SameRsa(rsa, certificate) : SameEc((ECDsa)key, certificate);
        }
        catch (CryptographicException)
        {
            // The certificate's own key cannot be decoded; so it is not this one.
            return false;
        }
    }

    private static bool SameRsa(RSA key, X509Certificate2 certificate)
    {
        using RSA? other = certificate.GetRSAPublicKey();
        return other is not null && key.ExportParameters(false).Modulus.AsSpan().SequenceEqual(other.ExportParameters(false).Modulus);
    }

    private static bool SameEc(ECDsa key, X509Certificate2 certificate)
    {
        using ECDsa? other = certificate.GetECDsaPublicKey();
        if (other is null || other.KeySize != key.KeySize)
        {
            return false;
        }

        ECPoint mine = key.ExportParameters(false).Q, theirs = other.ExportParameters(false).Q;
        return mine.X.AsSpan().SequenceEqual(theirs.X) && mine.Y.AsSpan().SequenceEqual(theirs.Y);
    }

    // PrivateKeyInfo ::= SEQUENCE { version, privateKeyAlgorithm SEQUENCE { algorithm OID, … }, … } (RFC 5208 §5)
    private static string Algorithm(byte[] pkcs8)
    {
        AsnReader info = new AsnReader(pkcs8, AsnEncodingRules.DER).ReadSequence();
        info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier();
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>Signatures of the kinds that authorities use (RFC 4055, RFC 5758). What is not known here does not verify.</summary>
internal static class CertificateSignature
{
    public static bool Verify(X509Certificate2 signer, string algorithm, byte[]? parameters, byte[] data, byte[] signature)
    {
        try
        {
            switch (algorithm)
            {
                case "1.2.840.113549.1.1.11": return Rsa(signer, data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                case "1.2.840.113549.1.1.12": return Rsa(signer, data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
                case "1.2.840.113549.1.1.13": return Rsa(signer, data, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
                case "1.2.840.113549.1.1.10": return PssHash(parameters) is HashAlgorithmName hash && Rsa(signer, data, signature, hash, RSASignaturePadding.Pss);
                case "1.2.840.10045.4.3.2": return Ec(signer, data, signature, HashAlgorithmName.SHA256);
                case "1.2.840.10045.4.3.3": return Ec(signer, data, signature, HashAlgorithmName.SHA384);
                case "1.2.840.10045.4.3.4": return Ec(signer, data, signature, HashAlgorithmName.SHA512);
                default: return false;
            }
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            // A key or signature that cannot be decoded signs nothing.
            return false;
        }
    }

    private static bool Rsa(X509Certificate2 signer, byte[] data, byte[] signature, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        using RSA? key = signer.GetRSAPublicKey();
        return key is not null && key.VerifyData(data, signature, hash, padding);
    }

    private static bool Ec(X509Certificate2 signer, byte[] data, byte[] signature, HashAlgorithmName hash)
    {
        using ECDsa? key = signer.GetECDsaPublicKey();
        return key is not null && key.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    // RSASSA-PSS-params: [0] hashAlgorithm, SHA-1 when absent, which is refused.
    private static HashAlgorithmName? PssHash(byte[]? parameters)
    {
        Asn1Tag hash = new(TagClass.ContextSpecific, 0);
        AsnReader? fields = parameters is null ? null : new AsnReader(parameters, AsnEncodingRules.DER).ReadSequence();
        if (fields is null || !fields.HasData || !fields.PeekTag().HasSameClassAndValue(hash))
        {
            return null;
        }

        return fields.ReadSequence(hash).ReadSequence().ReadObjectIdentifier() switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}

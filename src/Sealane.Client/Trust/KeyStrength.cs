using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>Kind and size of a certificate's key, and whether it can be broken (NIST SP 800-57: RSA from 2048, curves from 224 bits).</summary>
internal static class KeyStrength
{
    private const int WeakRsa = 2048;
    private const int BrokenRsa = 1024;
    private const int WeakCurve = 224;

    public static string Describe(X509Certificate2 certificate)
    {
        (string kind, int bits) = Measure(certificate);
        return bits == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind} {bits}");
    }

    /// <summary>Too short for a certificate that an authority vouches for.</summary>
    public static bool IsWeak(X509Certificate2 certificate) => Measure(certificate) switch
    {
        ("RSA" or "DSA", > 0 and < WeakRsa) or ("ECDSA", > 0 and < WeakCurve) => true,
        _ => false,
    };

    /// <summary>So short that the private key can be computed: knowing the public key proves nothing any more.</summary>
    public static bool IsBroken(X509Certificate2 certificate) => Measure(certificate) switch
    {
        ("RSA" or "DSA", > 0 and < BrokenRsa) or ("ECDSA", > 0 and < 160) => true,
        _ => false,
    };

    private static (string Kind, int Bits) Measure(X509Certificate2 certificate)
    {
        switch (certificate.PublicKey.Oid.Value)
        {
            case "1.2.840.113549.1.1.1":
                using (RSA? rsa = certificate.GetRSAPublicKey())
                {
                    return ("RSA", rsa?.KeySize ?? 0);
                }

            case "1.2.840.10045.2.1":
                using (ECDsa? ec = certificate.GetECDsaPublicKey())
                {
                    return ("ECDSA", ec?.KeySize ?? 0);
                }

            case "1.2.840.10040.4.1":
                using (DSA? dsa = certificate.GetDSAPublicKey())
                {
                    return ("DSA", dsa?.KeySize ?? 0);
                }

            case "1.3.101.112":
                return ("Ed25519", 0);
            case "1.3.101.113":
                return ("Ed448", 0);
            default:
                return (CertificateFacts.Escaped(certificate.PublicKey.Oid.Value ?? "unknown"), 0);
        }
    }
}

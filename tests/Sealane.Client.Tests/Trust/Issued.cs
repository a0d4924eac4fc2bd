using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Tests.Trust;

/// <summary>A certificate of a test with everything that can be wrong with one, and its key.</summary>
internal sealed class Issued(X509Certificate2 certificate, AsymmetricAlgorithm key) : IDisposable
{
    public X509Certificate2 Certificate => certificate;

    public AsymmetricAlgorithm Key => key;

    public byte[] Der => certificate.RawData;

    public string Pem => certificate.ExportCertificatePem() + "\n";

    public string Spki => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    public static Issued Authority(string name, DateTimeOffset now, Issued? issuer = null, AsymmetricAlgorithm? key = null, string? permittedDns = null, bool canSign = true) => Make(name, now, issuer, key, request =>
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(canSign, false, 0, true));
        if (canSign)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        }

        if (permittedDns is not null)
        {
            byte[] dns = System.Text.Encoding.ASCII.GetBytes(permittedDns);
            byte length = (byte)dns.Length;
            request.CertificateExtensions.Add(new X509Extension("2.5.29.30", [0x30, (byte)(length + 6), 0xA0, (byte)(length + 4), 0x30, (byte)(length + 2), 0x82, length, .. dns], true));
        }
    });

    public static Issued Server(DateTimeOffset now, Issued? issuer, string[] names, AsymmetricAlgorithm? key = null, string usage = "1.3.6.1.5.5.7.3.1", int fromDays = -1, int toDays = 50, AsymmetricAlgorithm? forger = null) => Make("server", now, issuer, key, request =>
    {
        // By hand: the platform's builder refuses names that an attacker's would not.
        AsnWriter san = new(AsnEncodingRules.DER);
        using (san.PushSequence())
        {
            foreach (string name in names)
            {
                if (System.Net.IPAddress.TryParse(name, out System.Net.IPAddress? address))
                {
                    san.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
                }
                else
                {
                    san.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
                }
            }
        }

        if (names.Length > 0)
        {
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", san.Encode(), false));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
    }, fromDays, toDays, forger);

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private static Issued Make(string name, DateTimeOffset now, Issued? issuer, AsymmetricAlgorithm? key, Action<CertificateRequest> fill, int fromDays = -100, int toDays = 1000, AsymmetricAlgorithm? forger = null)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        fill(request);
        AsymmetricAlgorithm signer = forger ?? issuer?.Key ?? key;
        X509SignatureGenerator generator = signer is RSA signerRsa ? X509SignatureGenerator.CreateForRSA(signerRsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)signer);
        byte[] serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return new Issued(request.Create(issuer?.Certificate.SubjectName ?? request.SubjectName, generator, now.AddDays(fromDays), now.AddDays(toDays), serial), key);
    }
}

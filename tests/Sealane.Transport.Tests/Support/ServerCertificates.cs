using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Support;

/// <summary>Servers' TLS with throw-away certificates.</summary>
internal static class ServerCertificates
{
    private static readonly (byte[] Certificate, byte[] Key) s_ecdsa = MakeEcdsa();
    private static readonly (byte[] Certificate, byte[] Key) s_rsa = MakeRsa();

    public static ServerTls Server(ServerTlsSettings? settings = null, bool rsa = false)
    {
        (byte[] certificate, byte[] key) = rsa ? s_rsa : s_ecdsa;
        return ServerTls.Create([certificate], key, settings ?? new ServerTlsSettings());
    }

    public static (byte[] Certificate, byte[] Key) Ecdsa => s_ecdsa;

    public static (byte[] Certificate, byte[] Key) Rsa => s_rsa;

    public static (byte[] Certificate, byte[] Key) MakeEcdsa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Sign(new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)), key.ExportPkcs8PrivateKey());
    }

    private static (byte[] Certificate, byte[] Key) MakeRsa()
    {
        using var key = RSA.Create(2048);
        return (Sign(new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), key.ExportPkcs8PrivateKey());
    }

    private static byte[] Sign(CertificateRequest request)
    {
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.RawData;
    }
}

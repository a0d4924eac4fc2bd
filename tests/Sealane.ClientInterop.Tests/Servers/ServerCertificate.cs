using Sealane.Transport.Tls;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>A server's certificate, its key and the authority that signed it, as PEM files.</summary>
/// <param name="CertificatePath">The server's certificate.</param>
/// <param name="KeyPath">Its key.</param>
/// <param name="CombinedPath">Both in one file.</param>
/// <param name="AuthorityPath">What clients are told to trust.</param>
internal sealed record ServerCertificate(string CertificatePath, string KeyPath, string CombinedPath, string AuthorityPath)
{
    // 127.0.0.3 and on are the relays'.
    private static readonly string[] s_names = ["localhost", "127.0.0.1", "::1", .. Enumerable.Range(3, 16).Select(last => $"127.0.0.{last}")];

    public static ServerCertificate Make(string directory)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("the test bench", now);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = s_names }, now);
        return new ServerCertificate(
            Write(directory, "server.pem", leaf.CertificatePem),
            Write(directory, "server.key", leaf.PrivateKeyPem),
            Write(directory, "both.pem", leaf.PrivateKeyPem + leaf.CertificatePem),
            Write(directory, "ca.pem", authority.CertificatePem));
    }

    private static string Write(string directory, string name, string pem)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, pem);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}

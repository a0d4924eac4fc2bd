using System.CommandLine;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd cert ca</c>: makes the local authority if there is none, and says what clients do with it.</summary>
internal static class CertCaVerb
{
    public static Command Build() => new Command("ca", "make the local authority if there is none, and show what clients need").Does(cert =>
    {
        LocalCertificates local = cert.Open(null);
        local.EnsureAuthority();
        using CertificateFile authority = CertificateFile.LoadPublic(local.AuthorityPath);
        if (cert.Json)
        {
            cert.Output.WriteLine(CertText.Json(authority, local.AuthorityPath, DateTimeOffset.UtcNow));
            return;
        }

        cert.Output.WriteLine($"""
            {CertText.Details(authority, local.AuthorityPath, DateTimeOffset.UtcNow)}

            Copy {local.AuthorityPath} (never ca.key) to the clients as ca.pem; then:
              ftps trust add HOST --ca ca.pem, once, and from then on ftps -u USER HOST
              curl --ssl-reqd --cacert ca.pem -u USER ftp://HOST/
              lftp -e 'set ssl:ca-file ca.pem; set ftp:ssl-force true' -u USER HOST
              FileZilla and WinSCP: compare the SHA-256 fingerprint of the issuer at the first connection
            """);
    });
}

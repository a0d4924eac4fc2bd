using System.CommandLine;
using Sealane.Transport.Tls;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd cert create</c>: a server certificate under the local authority, or one that stands alone.</summary>
internal static class CertCreateVerb
{
    private static readonly Option<string[]> Names = new("--name") { HelpName = "HOST", Description = "host name or address clients use, beside those of this machine; may be repeated", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<bool> Rsa = new("--rsa") { Description = "an RSA key, for very old clients (ECDSA P-256)" };
    private static readonly Option<bool> SelfSigned = new("--self-signed") { Description = "its own issuer, instead of the local authority" };
    private static readonly Option<int> Days = new("--days") { HelpName = "N", Description = "days it is valid (90); the daemon renews it in time", DefaultValueFactory = _ => (int)CertificateFactory.LeafLifetime.TotalDays };
    private static readonly Option<string?> Out = new("--out") { HelpName = "DIR", Description = "directory for it and its authority (tls in the state directory)" };
    private static readonly Option<bool> Force = new("--force") { Description = "replace the certificate and key that are there" };

    public static Command Build() => new Command("create", "make the server's certificate") { Names, Rsa, SelfSigned, Days, Out, Force }.Does(cert =>
    {
        int days = cert.Arguments.GetValue(Days);

        // Ten years at most: as long as the authority.
        if (days is < 1 or > 3650)
        {
            throw new Refusal($"--days {days}: give 1 to 3650", Refusal.Usage);
        }

        // The daemon sees to it that the certificate names this machine as well. One that lacked it would be replaced at the start, and its fingerprint with it.
        string[] given = [.. (cert.Arguments.GetValue(Names) ?? []).Select(CertificateNames.Normalize)];
        bool forDaemon = cert.Arguments.GetValue(Out) is null;
        CertificateTerms terms = new()
        {
            Names = given.Length > 0 && !forDaemon ? given : [.. given.Union(CertificateNames.OfThisMachine(), StringComparer.Ordinal)],
            Rsa = cert.Arguments.GetValue(Rsa),
            Lifetime = TimeSpan.FromDays(days),
        };
        LocalCertificates local = cert.Open(cert.Arguments.GetValue(Out));
        if (!cert.Arguments.GetValue(Force) && (File.Exists(local.CertificatePath) || File.Exists(local.KeyPath)))
        {
            string there = File.Exists(local.CertificatePath) ? local.CertificatePath : local.KeyPath;
            throw new Refusal($"{there} is there already; the daemon renews it by itself. Look at it: ftpsd cert show {local.CertificatePath}, or replace it: ftpsd cert create --force");
        }

        local.Replace(terms, cert.Arguments.GetValue(SelfSigned));
        using CertificateFile made = CertificateFile.Load(local.CertificatePath, local.KeyPath);
        cert.Print(made, local.CertificatePath);
        if (forDaemon && cert.OwnCertificate is { } own && own != local.CertificatePath)
        {
            cert.Error.WriteLine($"ftpsd: warning: not in use yet: the configuration says rsa_cert_file={own}. Take rsa_cert_file and rsa_private_key_file out of it, then: ftpsd reload");
        }
    });
}

using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>A certificate of a chain and what is wrong with it there.</summary>
/// <param name="Certificate">Owned by whoever takes the chain.</param>
/// <param name="Flags">In the platform's terms.</param>
/// <param name="Reason">In OpenSSL's words, for what the platform has no term for; null otherwise.</param>
internal sealed record ChainLink(X509Certificate2 Certificate, X509ChainStatusFlags Flags, string? Reason = null)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", AnyUsage = "2.5.29.37.0";

    /// <summary>The links of a path that OpenSSL built, their extended key usage looked at (RFC 5280 §4.2.1.12: one that an authority has binds those below it, too).</summary>
    public static List<ChainLink> Of(CertificationPath path)
    {
        List<ChainLink> links = [];
        for (int i = 0; i < path.Certificates.Count; i++)
        {
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(path.Certificates[i]);
            X509ChainStatusFlags flags = IsForServers(certificate) ? X509ChainStatusFlags.NoError : X509ChainStatusFlags.NotValidForUsage;
            string? reason = null;

            // A fault is never lost: one that is said to be beyond the end is the end's.
            foreach (PathFault fault in path.Faults.Where(fault => Math.Clamp(fault.Depth, 0, path.Certificates.Count - 1) == i))
            {
                flags |= Flag(fault.Error) ?? X509ChainStatusFlags.NoError;
                reason ??= Flag(fault.Error) is null ? fault.Reason : null;
            }

            links.Add(new ChainLink(certificate, flags, reason));
        }

        return links;
    }

    private static bool IsForServers(X509Certificate2 certificate)
    {
        X509EnhancedKeyUsageExtension[] usages = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()];
        return usages.All(usage => usage.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(purpose => purpose.Value is ServerAuthentication or AnyUsage));
    }

    // The numbers of x509_vfy.h; X509_STORE_CTX_get_error(3) says what they mean.
    private static X509ChainStatusFlags? Flag(int error) => error switch
    {
        2 or 20 or 21 => X509ChainStatusFlags.PartialChain,
        18 or 19 => X509ChainStatusFlags.UntrustedRoot,
        4 or 6 or 7 or 24 => X509ChainStatusFlags.NotSignatureValid,
        9 or 10 or 13 or 14 => X509ChainStatusFlags.NotTimeValid,
        25 or 32 or 37 or 79 or 80 => X509ChainStatusFlags.InvalidBasicConstraints,
        26 => X509ChainStatusFlags.NotValidForUsage,
        47 => X509ChainStatusFlags.HasNotPermittedNameConstraint,
        48 => X509ChainStatusFlags.HasExcludedNameConstraint,
        49 or 51 or 52 or 53 => X509ChainStatusFlags.InvalidNameConstraints,
        _ => null,
    };
}

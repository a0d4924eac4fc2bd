using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>
/// A chain as .NET builds it: towards every authority that its own stores have. They hold more than OpenSSL's places (a bundle without an index of hashes, the user's own store), and
/// they are read whole.
/// </summary>
/// <param name="now">The time to judge validity by.</param>
internal sealed class PlatformChain(DateTimeOffset now)
{
    private const X509ChainStatusFlags Unanchored = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Towards the operating system's authorities.</summary>
    /// <param name="presented">What the server sent.</param>
    /// <param name="check">Judges the links.</param>
    public ChainOutcome Against(PresentedChain presented, ChainCheck check)
    {
        using X509Chain chain = new();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.System;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "serverAuth"));
        foreach (X509Certificate2 certificate in presented.Certificates.Skip(1))
        {
            policy.ExtraStore.Add(certificate);
        }

        bool built = chain.Build(presented.Leaf);
        List<ChainLink> links = [.. chain.ChainElements.Select(element => new ChainLink(element.Certificate, Union(element.ChainElementStatus)))];
        X509ChainStatusFlags all = Union(chain.ChainStatus);
        bool isAnchored = (all & Unanchored) == 0 && (built || all != 0);

        // A status of the whole chain that no link shows must not be lost.
        X509ChainStatusFlags shown = links.Aggregate(Unanchored, (flags, link) => flags | link.Flags);
        return check.Judge(links, isAnchored, isWhole: built && (all & ~shown) == 0);
    }

    private static X509ChainStatusFlags Union(IEnumerable<X509ChainStatus> statuses) => statuses.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
}

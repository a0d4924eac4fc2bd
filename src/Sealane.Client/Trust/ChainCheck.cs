using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>Builds and checks chains after RFC 5280 §6 (the platform's OpenSSL does it), without the network.</summary>
/// <param name="now">The time to judge validity by.</param>
internal sealed class ChainCheck(DateTimeOffset now)
{
    private const X509ChainStatusFlags Unanchored = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Towards the operating system's authorities.</summary>
    public ChainOutcome AgainstSystem(PresentedChain presented)
    {
        using X509Chain chain = Prepare(presented, X509ChainTrustMode.System, []);
        bool built = chain.Build(presented.Leaf);
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        bool anchored = (all & Unanchored) == 0 && chain.ChainElements.Count > 0;
        return Take(chain, chain.ChainElements.Count - 1, anchored && (built || all != 0), built ? X509ChainStatusFlags.NoError : null);
    }

    /// <summary>Towards certain authorities, which need not be self-signed.</summary>
    public ChainOutcome Against(PresentedChain presented, IReadOnlyList<X509Certificate2> authorities)
    {
        using X509Chain chain = Prepare(presented, X509ChainTrustMode.CustomRootTrust, authorities);
        chain.Build(presented.Leaf);

        // The platform insists on a self-signed end. Ours is the first certificate that was named as an authority: everything below it must hold.
        int end = 0;
        while (end < chain.ChainElements.Count && !authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(chain.ChainElements[end].Certificate.RawDataMemory.Span)))
        {
            end++;
        }

        bool anchored = end < chain.ChainElements.Count;
        return Take(chain, anchored ? end : chain.ChainElements.Count - 1, anchored, anchored ? Unanchored : X509ChainStatusFlags.NoError);
    }

    private X509Chain Prepare(PresentedChain presented, X509ChainTrustMode mode, IReadOnlyList<X509Certificate2> authorities)
    {
        X509Chain chain = new();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = mode;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "serverAuth"));
        foreach (X509Certificate2 certificate in presented.Certificates.Skip(1))
        {
            policy.ExtraStore.Add(certificate);
        }

        foreach (X509Certificate2 authority in authorities)
        {
            policy.CustomTrustStore.Add(authority);
        }

        return chain;
    }

    // "allowedAtEnd": what the last element may have; null when nothing at all is allowed although the platform named no status (it refused without saying why).
    private ChainOutcome Take(X509Chain chain, int end, bool anchored, X509ChainStatusFlags? allowedAtEnd)
    {
        List<X509Certificate2> path = [];
        TrustFault? fault = null;
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            X509ChainElement element = chain.ChainElements[i];
            if (i > end)
            {
                element.Certificate.Dispose();
                continue;
            }

            path.Add(element.Certificate);
            X509ChainStatusFlags flags = element.ChainElementStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
            flags &= ~(i == end ? allowedAtEnd ?? X509ChainStatusFlags.NoError : X509ChainStatusFlags.NoError);

            // OpenSSL passes over the validity of a last certificate that is not self-signed.
            flags |= now < element.Certificate.NotBefore.ToUniversalTime() || now >= element.Certificate.NotAfter.ToUniversalTime() ? X509ChainStatusFlags.NotTimeValid : X509ChainStatusFlags.NoError;
            if (flags != 0)
            {
                TrustFault found = ChainFaults.Describe(flags, element.Certificate, i, path.Count > 1 ? path[^2] : null, now);
                fault = fault is null || ChainFaults.Rank(found.Problem) < ChainFaults.Rank(fault.Problem) ? found : fault;
            }
            else if (i < end && ChainFaults.WeakSignature(element.Certificate) is TrustFault weak)
            {
                fault ??= weak;
            }

            if (fault is null && KeyStrength.IsWeak(element.Certificate))
            {
                fault = new TrustFault(TrustProblem.WeakKey, $"the key of {ChainFaults.Link(element.Certificate, i)} is too short ({KeyStrength.Describe(element.Certificate)})");
            }
        }

        // A status of the whole chain that no element shows must not be lost.
        X509ChainStatusFlags shown = chain.ChainElements.SelectMany(element => element.ChainElementStatus).Aggregate(Unanchored, (all, status) => all | status.Status);
        bool unexplained = chain.ChainStatus.Any(status => (status.Status & ~shown) != 0);
        if (fault is null && (path.Count == 0 || allowedAtEnd is null || unexplained))
        {
            fault = new TrustFault(TrustProblem.Malformed, "the certificates do not make a chain");
        }

        return new ChainOutcome(anchored && path.Count > 0, fault, path);
    }
}

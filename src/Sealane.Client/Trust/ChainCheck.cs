using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>Builds and checks chains after RFC 5280 §6 (OpenSSL does it), without the network.</summary>
/// <param name="now">The time to judge validity by.</param>
internal sealed class ChainCheck(DateTimeOffset now)
{
    private const X509ChainStatusFlags Unanchored = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Towards the operating system's authorities: where OpenSSL looks for the one that is named, and if it is not there, in all that the platform knows (which takes it fifty milliseconds to read).</summary>
    public ChainOutcome AgainstSystem(PresentedChain presented)
    {
        List<ChainLink> links = ChainLink.Of(CertificationPath.TowardsSystem(presented.Leaf.RawDataMemory, Between(presented), now));
        if (links.Count > 0 && links.TrueForAll(link => (link.Flags & Unanchored) == 0))
        {
            return Judge(links, isAnchored: true, isWhole: true);
        }

        links.ForEach(link => link.Certificate.Dispose());
        return new PlatformChain(now).Against(presented, this);
    }

    /// <summary>Towards certain authorities, which need not be self-signed.</summary>
    public ChainOutcome Against(PresentedChain presented, IReadOnlyList<X509Certificate2> authorities)
    {
        // The end is the first certificate that was named as an authority: everything below it must hold, and what stands above it has no say (RFC 5280 §6.1.1).
        bool isLeaf = IsAmong(authorities, presented.Leaf);
        IEnumerable<ReadOnlyMemory<byte>> trusted = isLeaf ? [presented.Leaf.RawDataMemory] : authorities.Select(authority => authority.RawDataMemory);
        List<ChainLink> links = ChainLink.Of(CertificationPath.Towards(presented.Leaf.RawDataMemory, isLeaf ? [] : Between(presented), trusted, now));
        int end = links.FindIndex(link => IsAmong(authorities, link.Certificate));
        if (end < 0)
        {
            return Judge(links, isAnchored: false, isWhole: true);
        }

        links.GetRange(end + 1, links.Count - end - 1).ForEach(link => link.Certificate.Dispose());
        links.RemoveRange(end + 1, links.Count - end - 1);
        links[end] = links[end] with { Flags = links[end].Flags & ~Unanchored };
        return Judge(links, isAnchored: true, isWhole: true);
    }

    /// <summary>What a chain is worth.</summary>
    /// <param name="links">From the server's certificate to the end. The outcome owns them.</param>
    /// <param name="isAnchored">The last one is an authority that counts.</param>
    /// <param name="isWhole">Nothing is wrong with the chain that its links do not show.</param>
    public ChainOutcome Judge(List<ChainLink> links, bool isAnchored, bool isWhole)
    {
        List<X509Certificate2> path = [];
        TrustFault? fault = null;
        for (int i = 0; i < links.Count; i++)
        {
            (X509Certificate2 certificate, X509ChainStatusFlags flags, string? reason) = links[i];
            path.Add(certificate);

            // The platform's OpenSSL passes over the validity of a last certificate that is not self-signed.
            flags |= now < certificate.NotBefore.ToUniversalTime() || now >= certificate.NotAfter.ToUniversalTime() ? X509ChainStatusFlags.NotTimeValid : X509ChainStatusFlags.NoError;
            if (flags != 0)
            {
                TrustFault found = ChainFaults.Describe(flags, certificate, i, i > 0 ? path[^2] : null, now);
                fault = fault is null || ChainFaults.Rank(found.Problem) < ChainFaults.Rank(fault.Problem) ? found : fault;
            }
            else if (i < links.Count - 1 && ChainFaults.WeakSignature(certificate) is TrustFault weak)
            {
                fault ??= weak;
            }

            if (reason is not null)
            {
                fault ??= new TrustFault(TrustProblem.BadUsage, $"{ChainFaults.Link(certificate, i)} is not acceptable ({reason})");
            }

            if (fault is null && KeyStrength.IsWeak(certificate))
            {
                fault = new TrustFault(TrustProblem.WeakKey, $"the key of {ChainFaults.Link(certificate, i)} is too short ({KeyStrength.Describe(certificate)})");
            }
        }

        if (fault is null && (path.Count == 0 || !isWhole))
        {
            fault = new TrustFault(TrustProblem.Malformed, "the certificates do not make a chain");
        }

        return new ChainOutcome(isAnchored && path.Count > 0, fault, path);
    }

    private static bool IsAmong(IReadOnlyList<X509Certificate2> authorities, X509Certificate2 certificate) =>
        authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    private static IEnumerable<ReadOnlyMemory<byte>> Between(PresentedChain presented) => presented.Certificates.Skip(1).Select(certificate => certificate.RawDataMemory);
}

using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>Whether a server fits pins. Key and certificate pins stand for themselves (DANE-EE, RFC 7671 §5.1); authority pins need a chain, a name and validity (DANE-TA, §5.2).</summary>
/// <param name="Matched">The pin that fits; null when none does.</param>
/// <param name="Fault">An authority pin fits and this is wrong all the same; null otherwise.</param>
internal sealed record PinCheck(CertificatePin? Matched, TrustFault? Fault)
{
    public static PinCheck Run(IEnumerable<CertificatePin> pins, IReadOnlyList<byte[]> storedAuthorities, PresentedChain presented, ChainCheck chains, Func<ChainOutcome, TrustFault?> further)
    {
        CertificatePin[] all = [.. pins];
        CertificatePin? own = Array.Find(all, pin => pin.Kind switch
        {
            PinKind.Key => pin.Hash == presented.LeafSpki,
            PinKind.Certificate => pin.Hash == presented.Facts.Sha256,
            PinKind.CertificateSha1 => pin.Hash == presented.Facts.Sha1,
            _ => false,
        });
        if (own is not null)
        {
            return new PinCheck(own, null);
        }

        TrustFault? fault = null;
        List<X509Certificate2> stored = [.. storedAuthorities.Select(der => PresentedChain.TryParse([der])?.Leaf).OfType<X509Certificate2>()];
        try
        {
            foreach (CertificatePin pin in all.Where(pin => pin.Kind == PinKind.Authority))
            {
                // What the user noted comes before what the server sends: the same key in another certificate may have fewer constraints.
                foreach (X509Certificate2 authority in stored.Concat(presented.Certificates).Where(candidate => Fingerprint.Spki(candidate) == pin.Hash))
                {
                    using ChainOutcome outcome = chains.Against(presented, [authority]);
                    if (!outcome.IsAnchored)
                    {
                        continue;
                    }

                    TrustFault? found = outcome.Fault ?? further(outcome);
                    if (found is null)
                    {
                        return new PinCheck(pin, null);
                    }

                    fault ??= found;
                }
            }
        }
        finally
        {
            stored.ForEach(certificate => certificate.Dispose());
        }

        return new PinCheck(null, fault);
    }
}

using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>What became of building a chain towards an authority.</summary>
/// <param name="IsAnchored">An authority that counts is at its end; there may be a fault all the same.</param>
/// <param name="Fault">Null when everything holds.</param>
/// <param name="Path">From the leaf to the authority, or as far as it was found. The caller disposes them.</param>
internal sealed record ChainOutcome(bool IsAnchored, TrustFault? Fault, IReadOnlyList<X509Certificate2> Path) : IDisposable
{
    /// <summary>Every signature, validity, usage and constraint from the leaf to the authority holds.</summary>
    public bool IsGood => IsAnchored && Fault is null;

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in Path)
        {
            certificate.Dispose();
        }
    }
}

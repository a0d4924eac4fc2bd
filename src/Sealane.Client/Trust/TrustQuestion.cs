using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>The question to the user, put once however many connections wait for the answer, and what became of it.</summary>
/// <param name="options">Whom to ask and where to note the answer.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to free.")]
internal sealed class TrustQuestion(ServerTrustOptions options)
{
    private readonly ConcurrentDictionary<string, string> _once = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private long _arrivals;
    private (string Key, long UpTo) _declined = ("", 0);

    // A withdrawn, forged or misused certificate is no matter of acquaintance.
    public bool MayBePut(TrustFault fault) => options.Ask is not null && fault.Problem is TrustProblem.UnknownAuthority or TrustProblem.SelfSigned or TrustProblem.NameMismatch
        or TrustProblem.Expired or TrustProblem.NotYetValid or TrustProblem.WeakKey;

    /// <summary>The key was accepted for this time.</summary>
    public bool WasAccepted(Inquiry inquiry) => _once.TryGetValue(inquiry.Identity.Address, out string? key) && key == inquiry.Chain.LeafSpki;

    /// <summary>Asks, unless somebody else got the answer meanwhile.</summary>
    /// <param name="inquiry">About whom.</param>
    /// <param name="fault">Why.</param>
    /// <param name="judgeAgain">The verdict without a question, if there is one now.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async ValueTask<TrustVerdict> PutAsync(Inquiry inquiry, TrustFault fault, Func<TrustVerdict?> judgeAgain, CancellationToken cancellation)
    {
        (ServerIdentity identity, PresentedChain chain) = (inquiry.Identity, inquiry.Chain);
        string key = $"{identity.Address} {chain.LeafSpki}";
        long arrival = Interlocked.Increment(ref _arrivals);
        await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Others waited for the same answer. It may be there now, in memory or in the file.
            if (_declined.Key == key && arrival <= _declined.UpTo)
            {
                return Refusals.Declined(identity, chain);
            }

            if (judgeAgain() is { } settled)
            {
                return settled;
            }

            using ChainOutcome? authority = FindAuthority(inquiry);
            string reason = string.Join("; ", Refusals.FurtherNotes(inquiry).Prepend(fault.Sentence).Distinct(StringComparer.Ordinal));
            TrustAnswer answer = await options.Ask!(new UnknownServer(identity, fault.Problem, reason, authority is not null), cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (answer is not (TrustAnswer.Once or TrustAnswer.Always))
            {
                _declined = (key, Interlocked.Read(ref _arrivals));
                return Refusals.Declined(identity, chain);
            }

            _once[identity.Address] = chain.LeafSpki;
            return answer == TrustAnswer.Always
                ? await RememberAsync(inquiry, authority, cancellation).ConfigureAwait(false)
                : TrustVerdict.Trusted(TrustSource.Once, "trusted for this time by the user");
        }
        finally
        {
            _asking.Release();
        }
    }

    // The authority that may vouch for renewals: the top of a chain that holds in itself and names this host, and is more than the server's own certificate.
    private static ChainOutcome? FindAuthority(Inquiry inquiry)
    {
        if (!inquiry.HasName)
        {
            return null;
        }

        foreach (X509Certificate2 candidate in inquiry.Chain.Certificates.Skip(1).Reverse())
        {
            ChainOutcome outcome = inquiry.Chains.Against(inquiry.Chain, [candidate]);
            if (outcome.IsGood && outcome.Path.Count > 1)
            {
                return outcome;
            }

            outcome.Dispose();
        }

        return null;
    }

    private async ValueTask<TrustVerdict> RememberAsync(Inquiry inquiry, ChainOutcome? authority, CancellationToken cancellation)
    {
        CertificatePin key = CertificatePin.OfKey(inquiry.Chain.LeafSpki);
        if (options.KnownServers is not { } file)
        {
            return TrustVerdict.Trusted(TrustSource.Once, "trusted by the user", "there is no known-servers file to note the server in; it is trusted for this time");
        }

        try
        {
            await file.AddAsync(
                new KnownServer
                {
                    Host = HostAddress.Normalize(inquiry.Identity.Host),
                    Port = inquiry.Identity.Port,
                    Pins = authority is null ? [key] : [key, CertificatePin.OfAuthority(Fingerprint.Spki(authority.Path[^1]))],
                    Authorities = authority is null ? [] : [authority.Path[^1].RawData],
                    Comment = string.Create(CultureInfo.InvariantCulture, $"added {inquiry.Now:yyyy-MM-dd}"),
                },
                cancellation).ConfigureAwait(false);
            return TrustVerdict.Trusted(TrustSource.KnownKey, $"noted in {file.Path}");
        }
        catch (Exception failure) when (failure is TrustStoreException or ArgumentException)
        {
            // The user said yes; that it cannot be written down does not make it a no.
            return TrustVerdict.Trusted(TrustSource.Once, "trusted for this time by the user", $"the server could not be noted: {failure.Message}");
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>
/// Decides whether the server that a handshake reached is the one that was meant: pins first, then what the known-servers file says of it, then the authorities,
/// then, at a terminal, the user. Safe for use by several connections at once: they ask one question.
/// </summary>
public sealed class ServerTrust
{
    private readonly ServerTrustOptions _options;
    private readonly AuthorityStores _stores;
    private readonly Revocations _revocations;
    private readonly TrustQuestion _question;

    /// <param name="options">What counts.</param>
    public ServerTrust(ServerTrustOptions options)
    {
        _options = options;
        _stores = new AuthorityStores(options);
        _revocations = new Revocations(options.CrlFiles);
        _question = new TrustQuestion(options);
    }

    /// <summary>What counts.</summary>
    public ServerTrustOptions Options => _options;

    /// <summary>Judges a server by its name and the certificates it presented. Uses no network.</summary>
    /// <param name="identity">Whom the handshake reached.</param>
    /// <param name="cancellation">Ends the question to the user.</param>
    /// <returns>Go on only if <see cref="TrustVerdict.IsTrusted"/>; a failure on the way is a refusal, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the server is not trusted.</exception>
    public async ValueTask<TrustVerdict> JudgeAsync(ServerIdentity identity, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        HostException[] exceptions = [.. _options.HostExceptions.Where(exception => exception.Covers(identity))];
        if (!(exceptions.Select(exception => exception.VerifyCertificate).FirstOrDefault(value => value is not null) ?? _options.VerifyCertificate))
        {
            return TrustVerdict.Trusted(TrustSource.NotVerified, "not verified, as set",
                $"the certificate of {CertificateFacts.Escaped(identity.Address)} is not verified: anybody in between can read and change everything; to verify it: set ssl:verify-certificate yes");
        }

        using PresentedChain? chain = PresentedChain.TryParse(identity.Chain);
        if (chain is null)
        {
            return Refusals.Malformed(identity);
        }

        try
        {
            bool checkName = exceptions.Select(exception => exception.CheckHostName).FirstOrDefault(value => value is not null) ?? _options.CheckHostName;
            Inquiry inquiry = new(identity, chain, new ChainCheck(_options.Clock.GetUtcNow()), _options.Clock.GetUtcNow(), checkName);
            TrustVerdict verdict = Judge(inquiry, [.. _options.Pins, .. exceptions.SelectMany(exception => exception.Pins)], out TrustFault? fault);
            return fault is null || !_question.MayBePut(fault)
                ? verdict
                : await _question.PutAsync(inquiry, fault, () => Judge(inquiry, [], out TrustFault? still) is var again && still is null ? again : null, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TrustStoreException or CryptographicException or TlsException)
        {
            return Refusals.CannotJudge(identity, chain, failure.Message.ReplaceLineEndings(" "));
        }
    }

    // "fault" is set when nothing is known for or against the server but what its chain says: then the user may be asked.
    private TrustVerdict Judge(Inquiry inquiry, CertificatePin[] pins, out TrustFault? fault)
    {
        (ServerIdentity identity, PresentedChain chain) = (inquiry.Identity, inquiry.Chain);
        fault = null;
        if (KeyStrength.IsBroken(chain.Leaf))
        {
            return Refusals.Broken(identity, chain);
        }

        if (_options.KnownServers is { } file && IsRevoked(chain.Certificates))
        {
            return Refusals.RevokedHere(identity, chain, file.Path);
        }

        // A key is trusted for itself; its issuer may withdraw it all the same.
        if (_options.CrlFiles.Count > 0)
        {
            using ChainOutcome presented = inquiry.Chains.Against(chain, []);
            if (_revocations.Check(presented.Path, inquiry.Now) is { Problem: TrustProblem.Revoked } withdrawn)
            {
                return Refusals.For(identity, chain, withdrawn, []);
            }
        }

        if (PinCheck.Run(_options.Accepted.Where(pin => pin.Kind != PinKind.Authority), [], chain, inquiry.Chains, _ => null).Matched is { } accepted)
        {
            return TrustVerdict.Trusted(TrustSource.Pinned, $"accepted by {accepted}", Remarks(inquiry, accepted));
        }

        if (pins.Length > 0)
        {
            PinCheck pinned = PinCheck.Run(pins, [], chain, inquiry.Chains, outcome => Further(inquiry, outcome));
            return pinned switch
            {
                { Matched: { } pin } => TrustVerdict.Trusted(TrustSource.Pinned, $"pinned by {pin}", Remarks(inquiry, pin)),
                { Fault: { } wrong } => Refusals.For(identity, chain, wrong, []),
                _ => Refusals.NotPinned(identity, chain, pins),
            };
        }

        if (_options.KnownServers?.Find(identity.Host, identity.Port) is { } known)
        {
            return JudgeKnown(inquiry, known, _options.KnownServers.Path);
        }

        if (_question.WasAccepted(inquiry))
        {
            return TrustVerdict.Trusted(TrustSource.Once, "trusted for this time by the user");
        }

        return JudgeByAuthorities(inquiry, out fault);
    }

    private TrustVerdict JudgeKnown(Inquiry inquiry, KnownServer known, string file)
    {
        PinCheck check = PinCheck.Run(known.Pins, known.Authorities, inquiry.Chain, inquiry.Chains, outcome => Further(inquiry, outcome));
        return check switch
        {
            { Matched: { Kind: PinKind.Key } pin } => TrustVerdict.Trusted(TrustSource.KnownKey, $"known by its key in {file}", Remarks(inquiry, pin)),
            { Matched: not null } when known.Pins.Any(pin => pin.Kind == PinKind.Key) => TrustVerdict.Trusted(TrustSource.RenewedByKnownAuthority, $"renewed by the authority noted in {file}"),
            { Matched: not null } => TrustVerdict.Trusted(TrustSource.KnownAuthority, $"issued by the authority noted in {file}"),
            { Fault: { } wrong } => Refusals.For(inquiry.Identity, inquiry.Chain, wrong, []),
            _ => Refusals.Changed(inquiry.Identity, inquiry.Chain, known, file),
        };
    }

    private TrustVerdict JudgeByAuthorities(Inquiry inquiry, out TrustFault? fault)
    {
        (ServerIdentity identity, PresentedChain chain) = (inquiry.Identity, inquiry.Chain);
        List<string> notes = [];
        TrustFault? anchored = null, loose = null;
        foreach ((TrustSource source, Func<ChainOutcome?> build) in Sources(inquiry))
        {
            using ChainOutcome? outcome = build();
            if (outcome is null)
            {
                continue;
            }

            if (source == TrustSource.LocalAuthority && outcome.IsAnchored && !LocalScope.Covers(outcome.Path[^1], identity.Host))
            {
                notes.Add("the local authority that issued it counts for this machine's own names and addresses only");
                continue;
            }

            TrustFault? found = outcome.Fault ?? (outcome.IsAnchored ? Further(inquiry, outcome) : null);
            if (outcome.IsAnchored && found is null)
            {
                fault = null;
                return TrustVerdict.Trusted(source, $"issued by {CertificateFacts.Escaped(outcome.Path[^1].Subject)}");
            }

            anchored ??= outcome.IsAnchored ? found : null;
            loose ??= found;
        }

        fault = anchored ?? loose ?? new TrustFault(TrustProblem.UnknownAuthority, "no authority is trusted here at all");
        notes.AddRange(_stores.Unbelieved);
        if (anchored is null)
        {
            notes.AddRange(Refusals.FurtherNotes(inquiry));
        }

        return Refusals.For(identity, chain, fault, notes);
    }

    // The cheap ones first: a bundle of all public authorities is read only when nothing else fits.
    private IEnumerable<(TrustSource Source, Func<ChainOutcome?> Build)> Sources(Inquiry inquiry)
    {
        yield return (TrustSource.LocalAuthority, () => _stores.Local.Count == 0 ? null : inquiry.Chains.Against(inquiry.Chain, _stores.Local));
        yield return (TrustSource.CaFile, () => _stores.Files.Count == 0 ? null : inquiry.Chains.Against(inquiry.Chain, _stores.Files));
        yield return (TrustSource.SystemStore, () => _options.UseSystemStore ? inquiry.Chains.AgainstSystem(inquiry.Chain) : inquiry.Chains.Against(inquiry.Chain, []));
    }

    // What a good chain does not say: that nobody withdrew it, and that it is about this host.
    private TrustFault? Further(Inquiry inquiry, ChainOutcome outcome)
    {
        if (_options.KnownServers is { } file && IsRevoked(outcome.Path))
        {
            return new TrustFault(TrustProblem.Revoked, $"an authority of the chain is forbidden by a @revoked line of {file.Path}");
        }

        return _revocations.Check(outcome.Path, inquiry.Now) ?? (inquiry.HasName ? null : Refusals.NameFault(inquiry.Identity, inquiry.Chain));
    }

    private bool IsRevoked(IReadOnlyList<X509Certificate2> certificates)
    {
        IReadOnlyList<CertificatePin> revoked = _options.KnownServers?.ListRevoked() ?? [];
        return revoked.Count > 0 && certificates.Any(certificate =>
        {
            string spki = Fingerprint.Spki(certificate), sha256 = Fingerprint.Hex(SHA256.HashData(certificate.RawData)), sha1 = Fingerprint.Sha1(certificate.RawData);
            return revoked.Any(pin => pin.Hash == (pin.Kind switch { PinKind.Certificate => sha256, PinKind.CertificateSha1 => sha1, _ => spki }));
        });
    }

    private static List<string> Remarks(Inquiry inquiry, CertificatePin pin)
    {
        List<string> remarks = [];
        string host = CertificateFacts.Escaped(inquiry.Identity.Address);
        if (inquiry.Chain.Facts.NotAfter <= inquiry.Now)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"the certificate of {host} has expired on {inquiry.Chain.Facts.NotAfter:yyyy-MM-dd}; its key is the one you vouched for, so it is accepted"));
        }

        if (pin.Kind == PinKind.CertificateSha1)
        {
            remarks.Add($"{host} is recognised by a SHA-1 fingerprint, which can be forged with effort; better: --pin sha256:{inquiry.Chain.LeafSpki}");
        }

        if (KeyStrength.IsWeak(inquiry.Chain.Leaf))
        {
            remarks.Add($"the key of {host} is short ({inquiry.Chain.Facts.Key}); the server should have a new one");
        }

        return remarks;
    }
}

using System.Globalization;
using System.Net;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.OneShots;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Doctor;

/// <summary>TLS: offered at all, with which versions and ciphers, and who proves to be there.</summary>
internal sealed class TlsChecks(Examination examination)
{
    private const int EndsSoon = 14;

    /// <summary>False when there is no TLS to go on with.</summary>
    public async Task<bool> RunAsync()
    {
        if (!await ShakeHandsAsync())
        {
            return false;
        }

        await JudgeAsync();
        await TryVersionsAsync();
        return true;
    }

    private async Task<bool> ShakeHandsAsync()
    {
        Knock knock = examination.Knock();
        try
        {
            using ProbeSession session = await knock.SecureAsync(Context(), examination.Cancellation);
            Learn(knock);
            TlsFacts facts = session.Tls!;
            examination.Identity = knock.IdentityOf(session);
            bool forward = facts.Version == "TLSv1.3" || facts.Cipher.Contains("DHE", StringComparison.Ordinal);
            string by = examination.IsImplicit ? "" : "by AUTH TLS; ";
            examination.Note("tls", forward ? Verdict.Ok : Verdict.Warning, $"{by}{facts.Version}, {facts.Cipher}{(facts.Group.Length > 0 ? ", " + facts.Group : "")}", forward ? null : Remedies.Ciphers(examination.Kind));
            return true;
        }
        catch (ProbeException e)
        {
            Learn(knock);
            examination.Fail(ExitCode.Network, "tls", e.Message, knock.Auth is not null ? Remedies.OfferTls(examination.Kind) : null);
        }
        catch (DialException e)
        {
            examination.Fail(ExitCode.Network, "tls", e.Message);
        }
        catch (TlsException e)
        {
            Learn(knock);
            await ExplainAsync(e);
        }

        return false;
    }

    private void Learn(Knock knock)
    {
        if (knock.Opening?.Reply is { } reply && ServerFingerprint.OfGreeting(reply) is not ServerKind.Unknown and var kind)
        {
            examination.Kind = kind;
        }
    }

    // Our client is choosy; is it the ciphers or the version that the two cannot agree on?
    private async Task ExplainAsync(TlsException failure)
    {
        if (await TryAsync(new ClientTlsSettings { CipherList = "ALL:@SECLEVEL=0" }) is { } weak)
        {
            examination.Fail(ExitCode.Network, "tls", $"the server knows only old ciphers ({weak.Cipher}), which ftps does not speak", Remedies.Ciphers(examination.Kind));
        }
        else if (await SpeaksOldAsync() is { Length: > 0 } old)
        {
            examination.Fail(ExitCode.Network, "tls", $"the server speaks {old} only, which is no longer safe (RFC 8996) and not spoken here", Remedies.ModernTls(examination.Kind));
        }
        else
        {
            examination.Fail(ExitCode.Network, "tls", $"the TLS handshake fails: {failure.Message}", "look at the server's log; on its side the reason is mostly named (a certificate without its key, for instance)");
        }
    }

    private async Task JudgeAsync()
    {
        ServerIdentity identity = examination.Identity!;
        if (identity.Leaf is not { } leaf)
        {
            examination.Fail(ExitCode.Untrusted, "certificate", "what the server shows is no certificate that can be read");
            return;
        }

        double days = (leaf.NotAfter - DateTimeOffset.UtcNow).TotalDays;
        string left = days < 0 ? $"expired on {Date(leaf.NotAfter)}" : string.Create(CultureInfo.InvariantCulture, $"valid to {Date(leaf.NotAfter)}, {days:0} days left");
        string names = leaf.Names.Count > 0 ? "for " + string.Join(", ", leaf.Names.Take(5)) + (leaf.Names.Count > 5 ? $" and {leaf.Names.Count - 5} more" : "") : $"for no host (only a common name, {leaf.CommonName})";
        string facts = $"{names}; {left}; {leaf.Key}; {(leaf.IsSelfSigned ? "signed by itself" : $"issued by {leaf.Issuer}")}";
        TrustVerdict verdict = await new ServerTrust((examination.Server.Pin is { } pin ? examination.Settings.Trust with { Pins = [.. examination.Settings.Trust.Pins, pin] } : examination.Settings.Trust) with { Ask = null })
            .JudgeAsync(identity, examination.Cancellation);
        if (verdict.IsTrusted)
        {
            bool soon = days < EndsSoon;
            examination.Note("certificate", soon || verdict.Source == TrustSource.NotVerified ? Verdict.Warning : Verdict.Ok, $"{facts}; trusted: {verdict.Message}",
                soon ? "whoever runs the server renews it, or finds out why it does not renew itself (ftpsd does: ftpsd cert show)" : null);
            return;
        }

        // "ADDRESS: what is wrong.", then whether it is dangerous, then what to do.
        string[] lines = [.. Advice.ForCommandLine(verdict.Message).Split('\n').Select(line => line.Trim())];
        lines[0] = lines[0].StartsWith(identity.Address + ": ", StringComparison.Ordinal) ? lines[0][(identity.Address.Length + 2)..] : lines[0];
        string fix = string.Join("\n", lines.Skip(1));
        fix = verdict.Problem == TrustProblem.NameMismatch && leaf.Names.Count == 0 ? $"{fix}\nor, on the server: {Remedies.Names(examination.Server.Host)}" : fix;
        examination.Fail(ExitCode.Untrusted, "certificate", $"{facts}. {lines[0]}", fix);
        if (leaf.Names.Count == 0 && verdict.Problem != TrustProblem.NameMismatch)
        {
            examination.Note("names", Verdict.Warning, "the certificate has no subject alternative name: a common name does not count any more, so clients will refuse it even when they know its issuer", Remedies.Names(examination.Server.Host));
        }
    }

    private async Task TryVersionsAsync()
    {
        TlsFacts? old = await TryAsync(new ClientTlsSettings { AllowTls13 = false }), current = await TryAsync(new ClientTlsSettings { AllowTls12 = false });
        foreach (TlsFacts? facts in new[] { old, current })
        {
            if (facts is not null)
            {
                examination.Versions.Add(facts.Version);
            }
        }

        string spoken = string.Join(" and ", examination.Versions);
        string older = await SpeaksOldAsync();
        examination.Note("tls-versions", older.Length > 0 ? Verdict.Warning : Verdict.Ok,
            older.Length > 0 ? $"{spoken}, and still {older}, which RFC 8996 forbids" : $"{spoken}; 1.0 and 1.1 are refused", older.Length > 0 ? Remedies.ModernTls(examination.Kind) : null);
        if (old is not null)
        {
            examination.Note("ems", old.ExtendedMasterSecret ? Verdict.Ok : Verdict.Warning,
                old.ExtendedMasterSecret ? "TLS 1.2 sessions are bound to their handshake (extended master secret)" : "no extended master secret (RFC 7627) with TLS 1.2: Windows clients refuse to resume such sessions",
                old.ExtendedMasterSecret ? null : "update the server's TLS library");
        }
    }

    private async Task<TlsFacts?> TryAsync(ClientTlsSettings settings)
    {
        try
        {
            using ProbeSession session = await examination.Knock().SecureAsync(Context(settings), examination.Cancellation);
            return session.Tls;
        }
        catch (Exception e) when (e is TlsException or ProbeException or DialException)
        {
            // Not spoken: that is the answer.
            return null;
        }
    }

    private async Task<string> SpeaksOldAsync()
    {
        List<string> spoken = [];
        foreach ((ushort version, string name) in new[] { ((ushort)0x0301, "TLSv1.0"), ((ushort)0x0302, "TLSv1.1") })
        {
            Knock knock = examination.Knock();
            try
            {
                using ProbeSession session = await knock.OpenAsync(examination.Cancellation);
                if (!examination.IsImplicit && (await session.CommandAsync("AUTH TLS", examination.Limit)).Code != ReplyCode.SecurityAccepted)
                {
                    continue;
                }

                if (await OldTls.IsSpokenAsync(session.Connection, version, examination.Limit))
                {
                    spoken.Add(name);
                }
            }
            catch (Exception e) when (e is ProbeException or DialException)
            {
                // A server that does not even come so far speaks none of them.
            }
        }

        return string.Join(" and ", spoken);
    }

    private ClientTls Context(ClientTlsSettings? settings = null)
    {
        // A server may insist on ours in the handshake.
        ClientCertificate? own = examination.Settings.LoadCertificate(_ => { });
        return ClientTls.Create((settings ?? new ClientTlsSettings()) with { Certificates = own?.Chain, PrivateKey = own?.PrivateKeyPkcs8 ?? default(ReadOnlyMemory<byte>) });
    }

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Shell.Doctor;
using Sealane.Shell.OneShots.Events;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps trust add HOST[:PORT]</c>: shows who is there, and notes it if the user vouches for it.</summary>
internal static class TrustAddVerb
{
    private static readonly Argument<string> s_host = new("HOST[:PORT]") { Description = "The server; 21 if no port is given. Whether it wants AUTH or TLS from the first byte is found out." };
    private static readonly Option<string[]> s_pins = new("--pin") { Description = "What its key (sha256:…), its authority (ca-sha256:…) or its certificate (64 digits) must hash to: noted without a question if it does.", HelpName = "PIN" };
    private static readonly Option<string?> s_authority = new("--ca") { Description = "The authority that must have issued its certificate, PEM: noted if it has.", HelpName = "FILE" };
    private static readonly Option<bool> s_yes = new("--yes") { Description = "With --pin: replace what is noted of this server so far, if it is something else." };
    private static readonly Option<string?> s_proxy = new("--proxy") { Description = "http://HOST:PORT or socks5://HOST:PORT.", HelpName = "URL" };

    public static Frame Build() => new Frame("trust add", "look at a server's certificate, and note it as trusted", connects: false)
        .With(s_host, s_pins, s_authority, s_yes, s_proxy);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, AddAsync);

    private static async Task AddAsync(Run run)
    {
        var server = RemoteUrl.ParseServer(run.Words.GetValue(s_host)!);
        CertificatePin[] pins = [.. (run.Words.GetValue(s_pins) ?? []).Select(ConnectionArguments.Pin)];
        string? authority = run.Words.GetValue(s_authority);
        if (run.Words.GetValue(s_yes) && pins.Length == 0)
        {
            throw new UsageFault("--yes without --pin would trust whoever answers. Learn the fingerprint from whoever runs the server (there: ftpsd cert show), and give it by --pin");
        }

        if (pins.Length > 0 && authority is not null)
        {
            throw new UsageFault("--pin and --ca are two ways; choose one");
        }

        var file = new KnownServers(KnownServers.UserPath);
        ServerIdentity identity = await LookAsync(run, server);
        if (pins.Length > 0)
        {
            await NotePinsAsync(run, file, identity, pins);
        }
        else if (authority is not null)
        {
            await NoteAuthorityAsync(run, file, identity, authority);
        }
        else
        {
            await AskAsync(run, file, identity);
        }
    }

    private static async Task<ServerIdentity> LookAsync(Run run, RemoteUrl server)
    {
        var knock = new Knock(server, run.Words.GetValue(s_proxy) is { } proxy ? ConnectionArguments.ProxyOf(proxy) : null);
        try
        {
            using ProbeSession session = await knock.SecureAsync(ClientTls.Create(new ClientTlsSettings()), run.Cancellation);
            return knock.IdentityOf(session);
        }
        catch (DialException e)
        {
            throw new FtpsException(FtpsFailure.Connect, e.Message, connectionUsable: false, inner: e);
        }
        catch (Exception e) when (e is ProbeException or TlsException)
        {
            throw new FtpsException(FtpsFailure.Tls, $"{server.Address}: {e.Message}. To look closer: ftps doctor {server.Address}", connectionUsable: false, inner: e);
        }
    }

    private static async Task NotePinsAsync(Run run, KnownServers file, ServerIdentity identity, CertificatePin[] pins)
    {
        // Judged by the pins alone: what the file has on this server is looked at below. Keys that were revoked there stay so.
        await DemandAsync(run, identity, new ServerTrustOptions { Pins = pins, KnownServers = file, UseLocalAuthority = false });
        bool byKey = pins.Any(pin => pin.Kind != PinKind.Authority);
        CertificatePin[] noted = [.. pins.Where(pin => pin.Kind == PinKind.Authority), .. byKey ? new[] { ConnectionArguments.Pin(identity.Leaf!.SpkiSha256) } : []];
        await ReplaceAsync(run, file, identity, noted);
        await NoteAsync(run, file, identity, noted, [.. identity.Chain.Where(der => noted.Any(pin => pin.Kind == PinKind.Authority && KeyHash.Of(der) == pin.Hash))]);
    }

    // Two keys for one server are one too many, when the new one was vouched for and the old one was not.
    private static async Task ReplaceAsync(Run run, KnownServers file, ServerIdentity identity, CertificatePin[] noted)
    {
        if (file.Find(identity.Host, identity.Port) is not { } known || known.Pins.All(noted.Contains))
        {
            return;
        }

        string change = $"{identity.Address} is noted with another key so far ({string.Join(", ", known.Pins)}). If its administrator has not changed it, somebody is in between.";
        bool agreed = run.Words.GetValue(s_yes) || (Credentials.PasswordPrompt.IsPossible && await TerminalTrust.ConfirmAsync($"{change}\nReplace it?", run.Cancellation));
        if (!agreed)
        {
            throw new FtpsException(FtpsFailure.Untrusted, $"{change} Nothing was changed. To replace it: ftps trust add {identity.Address} --pin {noted[0]} --yes", connectionUsable: false);
        }

        _ = await file.RemoveAsync(identity.Host, identity.Port, run.Cancellation);
    }

    private static async Task NoteAuthorityAsync(Run run, KnownServers file, ServerIdentity identity, string authority)
    {
        await DemandAsync(run, identity, new ServerTrustOptions { CaFiles = [authority], UseSystemStore = false, UseLocalAuthority = false });
        byte[][] authorities = KeyHash.CertificatesOf(authority);
        CertificatePin[] pins = [.. authorities.Select(der => ConnectionArguments.Pin("ca-sha256:" + KeyHash.Of(der)))];
        await NoteAsync(run, file, identity, pins, authorities);
    }

    private static async Task AskAsync(Run run, KnownServers file, ServerIdentity identity)
    {
        if (TerminalTrust.Asker is not { } ask)
        {
            TrustVerdict judged = await new ServerTrust(new ServerTrustOptions { KnownServers = file }).JudgeAsync(identity, run.Cancellation);
            if (!judged.IsTrusted)
            {
                throw new FtpsException(FtpsFailure.Untrusted, judged.Message, connectionUsable: false) { Verdict = judged };
            }

            AlreadyTrusted(run, identity, judged);
            return;
        }

        bool wasKnown = file.Find(identity.Host, identity.Port) is not null;
        TrustVerdict verdict = await new ServerTrust(new ServerTrustOptions { KnownServers = file, Ask = ask }).JudgeAsync(identity, run.Cancellation);
        if (!verdict.IsTrusted)
        {
            throw new FtpsException(FtpsFailure.Untrusted, verdict.Message, connectionUsable: false) { Verdict = verdict };
        }

        foreach (string warning in verdict.Warnings)
        {
            run.Report.Warn(warning);
        }

        if (!wasKnown && file.Find(identity.Host, identity.Port) is { } noted)
        {
            Tell(run, noted);
        }
        else if (verdict.Source == TrustSource.Once)
        {
            run.Report.Warn($"\"once\" is over with this command; nothing was noted. To note it: ftps trust add {identity.Address}, and answer always");
        }
        else
        {
            AlreadyTrusted(run, identity, verdict);
        }
    }

    private static void AlreadyTrusted(Run run, ServerIdentity identity, TrustVerdict verdict) =>
        run.Report.Warn($"{identity.Address} is trusted already ({verdict.Message}); nothing was changed. To hold it to its present key: ftps trust add {identity.Address} --pin {identity.Leaf!.SpkiSha256}");

    private static async Task DemandAsync(Run run, ServerIdentity identity, ServerTrustOptions options)
    {
        TrustVerdict verdict = await new ServerTrust(options).JudgeAsync(identity, run.Cancellation);
        if (!verdict.IsTrusted)
        {
            throw new FtpsException(FtpsFailure.Untrusted, verdict.Message, connectionUsable: false) { Verdict = verdict };
        }
    }

    private static async Task NoteAsync(Run run, KnownServers file, ServerIdentity identity, CertificatePin[] pins, byte[][] authorities)
    {
        await file.AddAsync(
            new KnownServer
            {
                Host = KnownHost.Normalize(identity.Host),
                Port = identity.Port,
                Pins = pins,
                Authorities = authorities,
                Comment = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"added {DateTime.UtcNow:yyyy-MM-dd}"),
            },
            run.Cancellation);
        Tell(run, file.Find(identity.Host, identity.Port)!);
    }

    private static void Tell(Run run, KnownServer known)
    {
        run.Report.Tell(new ServerEvent(known.Host, known.Port, [.. known.Pins.Select(pin => pin.ToString())]) { Comment = known.Comment.Length > 0 ? known.Comment : null });
        run.Report.Count();
    }
}

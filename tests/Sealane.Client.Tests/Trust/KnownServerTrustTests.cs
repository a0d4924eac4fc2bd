using System.Security.Cryptography;
using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

public sealed class KnownServerTrustTests : IDisposable
{
    private readonly TrustCase _case = new();

    public void Dispose() => _case.Dispose();

    private ServerTrustOptions Known => _case.Nothing with { KnownServers = _case.Known };

    private async Task NoteAsync(string host, params string[] pins) =>
        await _case.Known.AddAsync(new KnownServer { Host = host, Port = 2121, Pins = [.. pins.Select(TrustCase.Pin)] });

    private ServerTrustOptions Asking(TrustAnswer answer, List<UnknownServer> asked) => Known with
    {
        Ask = (server, _) =>
        {
            asked.Add(server);
            return ValueTask.FromResult(answer);
        },
    };

    [Fact]
    public async Task Always_is_remembered_for_this_host_and_port_and_asked_once()
    {
        List<UnknownServer> asked = [];
        using Issued own = Issued.Server(_case.Now, null, ["other.example"]);
        TrustCase.Trusted(TrustSource.KnownKey, await TrustCase.JudgeAsync(Asking(TrustAnswer.Always, asked), "ftp.example", own));
        Assert.Contains("not for ftp.example", Assert.Single(asked).Reason, StringComparison.Ordinal);
        Assert.False(asked[0].PinsAuthority);
        TrustCase.Trusted(TrustSource.KnownKey, await TrustCase.JudgeAsync(Known, "ftp.example", own));
        TrustVerdict otherPort = await new ServerTrust(Known).JudgeAsync(TrustCase.Server("ftp.example", own) with { Port = 990 }, CancellationToken.None);
        TrustCase.Refused(TrustProblem.SelfSigned, otherPort, "ftp.example:990");
        Assert.Equal([$"ftp.example:2121 spki-sha256:{own.Spki} # added 2026-06-01"], await File.ReadAllLinesAsync(_case.Known.Path));
    }

    [Fact]
    public async Task Once_lasts_as_long_as_the_object_and_no_is_no()
    {
        List<UnknownServer> asked = [];
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example"]), second = Issued.Server(_case.Now, null, ["ftp.example"]);
        ServerTrust trust = new(Asking(TrustAnswer.Once, asked));
        for (int i = 0; i < 3; i++)
        {
            TrustCase.Trusted(TrustSource.Once, await trust.JudgeAsync(TrustCase.Server("ftp.example", own), CancellationToken.None));
        }

        Assert.Single(asked);
        Assert.False(File.Exists(_case.Known.Path));
        await trust.JudgeAsync(TrustCase.Server("ftp.example", second), CancellationToken.None);
        Assert.Equal(2, asked.Count);
        ServerTrust refusing = new(Asking(TrustAnswer.No, asked));
        TrustCase.Refused(TrustProblem.Declined, await refusing.JudgeAsync(TrustCase.Server("ftp.example", own), CancellationToken.None), "ftps trust add");
        TrustCase.Refused(TrustProblem.Declined, await refusing.JudgeAsync(TrustCase.Server("ftp.example", own), CancellationToken.None));
        Assert.Equal(4, asked.Count);
    }

    [Theory]
    [InlineData(TrustAnswer.Once)]
    [InlineData(TrustAnswer.No)]
    [InlineData(TrustAnswer.Always)]
    public async Task Parallel_connections_ask_one_question(TrustAnswer answer)
    {
        int asked = 0;
        TaskCompletionSource<TrustAnswer> user = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example"]);
        ServerTrust trust = new(Known with
        {
            Ask = (_, _) =>
            {
                Interlocked.Increment(ref asked);
                return new ValueTask<TrustAnswer>(user.Task);
            },
        });
        Task<TrustVerdict>[] connections = [.. Enumerable.Range(0, 8).Select(_ => trust.JudgeAsync(TrustCase.Server("ftp.example", own), CancellationToken.None).AsTask())];
        user.SetResult(answer);
        Assert.All(await Task.WhenAll(connections), verdict => Assert.Equal(answer != TrustAnswer.No, verdict.IsTrusted));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_changed_key_is_a_hard_stop_with_both_fingerprints_whoever_vouches_for_it()
    {
        List<UnknownServer> asked = [];
        using Issued first = Issued.Server(_case.Now, null, ["ftp.example"]), second = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        await NoteAsync("ftp.example", "spki-sha256:" + first.Spki);
        TrustVerdict verdict = await TrustCase.JudgeAsync(Asking(TrustAnswer.Always, asked) with { CaFiles = _case.WithRoot.CaFiles }, "ftp.example", second, _case.Root);
        TrustCase.Refused(TrustProblem.ChangedKey, verdict, first.Spki, second.Spki, "HAS CHANGED", $"ftps trust remove ftp.example:2121 && ftps trust add ftp.example:2121 --pin sha256:{second.Spki}");
        Assert.Empty(asked);
        TrustCase.Trusted(TrustSource.KnownKey, await TrustCase.JudgeAsync(Known, "ftp.example", first));
    }

    [Fact]
    public async Task Renewed_by_the_same_authority_passes_even_when_the_server_does_not_send_it()
    {
        List<UnknownServer> asked = [];
        using Issued first = Issued.Server(_case.Now, _case.Root, ["ftp.example"]), renewed = Issued.Server(_case.Now, _case.Root, ["ftp.example"]), elsewhere = Issued.Server(_case.Now, _case.Root, ["other.example"]);
        TrustCase.Trusted(TrustSource.KnownKey, await TrustCase.JudgeAsync(Asking(TrustAnswer.Always, asked), "ftp.example", first, _case.Root));
        Assert.True(Assert.Single(asked).PinsAuthority);
        TrustCase.Trusted(TrustSource.KnownKey, await TrustCase.JudgeAsync(Known, "ftp.example", first));
        TrustCase.Trusted(TrustSource.RenewedByKnownAuthority, await TrustCase.JudgeAsync(Known, "ftp.example", renewed, _case.Root));
        TrustCase.Trusted(TrustSource.RenewedByKnownAuthority, await TrustCase.JudgeAsync(Known, "ftp.example", renewed));
        TrustCase.Refused(TrustProblem.NameMismatch, await TrustCase.JudgeAsync(Known, "ftp.example", elsewhere, _case.Root));

        // Another authority of the same name is another authority.
        using Issued impostor = Issued.Authority("Test root", _case.Now);
        using Issued forged = Issued.Server(_case.Now, impostor, ["ftp.example"]);
        TrustVerdict verdict = await TrustCase.JudgeAsync(Known, "ftp.example", forged, impostor);
        Assert.False(verdict.IsTrusted);
        _case.Now = _case.Now.AddDays(60);
        TrustCase.Refused(TrustProblem.Expired, await TrustCase.JudgeAsync(Known, "ftp.example", renewed, _case.Root));
    }

    [Fact]
    public async Task An_authority_that_is_sent_is_enough_and_one_that_only_the_name_claims_is_not()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        using Issued leaf = Issued.Server(_case.Now, middle, ["ftp.example"]);
        await NoteAsync("ftp.example", "ca-sha256:" + _case.Root.Spki);
        TrustCase.Trusted(TrustSource.KnownAuthority, await TrustCase.JudgeAsync(Known, "ftp.example", leaf, middle, _case.Root));
        TrustCase.Refused(TrustProblem.ChangedKey, await TrustCase.JudgeAsync(Known, "ftp.example", leaf, middle));

        // The authority's certificate is public: anybody can send it along.
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.ChangedKey, await TrustCase.JudgeAsync(Known, "ftp.example", own, _case.Root));
        await NoteAsync("two.example", "ca-sha256:" + middle.Spki);
        using Issued two = Issued.Server(_case.Now, middle, ["two.example"]);
        TrustCase.Trusted(TrustSource.KnownAuthority, await TrustCase.JudgeAsync(Known, "two.example", two, middle));
    }

    [Fact]
    public async Task Renewed_with_the_same_key_passes_and_an_ended_certificate_with_it_is_mentioned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Issued first = Issued.Server(_case.Now, null, ["ftp.example"], key), renewed = Issued.Server(_case.Now, _case.Root, ["new.example"], key);
        await NoteAsync("ftp.example", "spki-sha256:" + first.Spki);
        TrustVerdict verdict = await TrustCase.JudgeAsync(Known, "ftp.example", renewed);
        TrustCase.Trusted(TrustSource.KnownKey, verdict);
        Assert.Empty(verdict.Warnings);
        _case.Now = _case.Now.AddDays(400);
        TrustVerdict ended = await TrustCase.JudgeAsync(Known, "ftp.example", first);
        TrustCase.Trusted(TrustSource.KnownKey, ended);
        Assert.Contains("has expired on 2026-07-21", Assert.Single(ended.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_cannot_be_understood_trusts_nobody()
    {
        using Issued leaf = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        await File.WriteAllTextAsync(_case.Known.Path, $"ftp.example:2121 spki-sha257:{leaf.Spki}\n");
        TrustCase.Refused(TrustProblem.ChangedKey, await TrustCase.JudgeAsync(_case.WithRoot with { KnownServers = _case.Known }, "ftp.example", leaf), "cannot be understood");
    }

    [Fact]
    public async Task Revoked_keys_and_authorities_are_refused_whatever_vouches_for_them()
    {
        using Issued leaf = Issued.Server(_case.Now, _case.Root, ["ftp.example"]), other = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        ServerTrustOptions options = _case.WithRoot with { KnownServers = _case.Known };
        await NoteAsync("ftp.example", "spki-sha256:" + leaf.Spki);
        await _case.Known.RevokeAsync(TrustCase.Pin("spki-sha256:" + leaf.Spki), "stolen");
        TrustCase.Refused(TrustProblem.Revoked, await TrustCase.JudgeAsync(options, "ftp.example", leaf), "@revoked");
        TrustCase.Refused(TrustProblem.Revoked, await TrustCase.JudgeAsync(options with { Pins = [TrustCase.Pin("sha256:" + leaf.Spki)] }, "ftp.example", leaf));
        await _case.Known.RemoveAsync("ftp.example", null);
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(options, "ftp.example", other));
        await _case.Known.RevokeAsync(TrustCase.Pin("ca-sha256:" + _case.Root.Spki));
        TrustCase.Refused(TrustProblem.Revoked, await TrustCase.JudgeAsync(options, "ftp.example", other));
    }

    [Fact]
    public async Task Pins_given_bind_and_suffice()
    {
        using Issued own = Issued.Server(_case.Now, null, []), good = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        string leafHash = Convert.ToHexString(SHA256.HashData(own.Der)), sha1 = new ServerIdentity("h", 1, [own.Der]).Leaf!.Sha1;
        foreach (string pin in (string[])["sha256:" + own.Spki, leafHash, "leaf-sha256:" + leafHash, sha1])
        {
            TrustVerdict verdict = await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin(pin)] }, "ftp.example", own);
            TrustCase.Trusted(TrustSource.Pinned, verdict);
            Assert.Equal(pin == sha1 ? 1 : 0, verdict.Warnings.Count);
        }

        ServerTrustOptions pinned = _case.WithRoot with { Pins = [TrustCase.Pin("sha256:" + own.Spki)], Ask = (_, _) => throw new InvalidOperationException("asked") };
        TrustCase.Refused(TrustProblem.ChangedKey, await TrustCase.JudgeAsync(pinned, "ftp.example", good), own.Spki, good.Spki);
        TrustCase.Trusted(TrustSource.Pinned, await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("ca-sha256:" + _case.Root.Spki)] }, "ftp.example", good, _case.Root));
        TrustCase.Refused(TrustProblem.NameMismatch, await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("ca-sha256:" + _case.Root.Spki)] }, "else.example", good, _case.Root));
        TrustCase.Trusted(TrustSource.Pinned, await TrustCase.JudgeAsync(_case.Nothing with { HostExceptions = [new HostException("ftp.example") { Pins = [TrustCase.Pin(leafHash)] }] }, "ftp.example", own));
    }

    [Fact]
    public void The_screen_shows_what_to_compare()
    {
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example", "192.0.2.1"]);
        string screen = string.Join('\n', TrustScreen.Lines(new UnknownServer(TrustCase.Server("ftp.example", own), TrustProblem.SelfSigned, "it is self-signed", false)));
        CertificateFacts facts = TrustCase.Server("ftp.example", own).Leaf!;
        Assert.All(["ftp.example:2121", "ftp.example, 192.0.2.1", "2026-05-31 12:00 UTC to 2026-07-21 12:00 UTC", "itself", facts.Sha256, "sha256:" + own.Spki, "ECDSA 256"], text => Assert.Contains(text, screen, StringComparison.Ordinal));
        Assert.Equal(
            [TrustAnswer.Once, TrustAnswer.Always, TrustAnswer.No, TrustAnswer.No, TrustAnswer.No, TrustAnswer.No],
            ((string?[])["o", " Always ", "yes", "", null, "n"]).Select(TrustScreen.Parse));
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Trust;

public sealed class AuthorityTrustTests : IDisposable
{
    private readonly TrustCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public async Task A_chain_to_an_authority_of_a_file_is_trusted_for_its_names_only()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        using Issued leaf = Issued.Server(_case.Now, middle, ["ftp.example", "192.0.2.1"]);
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", leaf, middle));
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.WithRoot, "192.0.2.1", leaf, middle));
        TrustVerdict other = await TrustCase.JudgeAsync(_case.WithRoot, "other.example", leaf, middle);
        TrustCase.Refused(TrustProblem.NameMismatch, other, "ftp.example, 192.0.2.1", "not for other.example", $"ftps trust add other.example:2121 --pin sha256:{leaf.Spki}");
        Assert.Contains("doesn't match requested host name `other.example'", other.LftpLine, StringComparison.Ordinal);
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.WithRoot with { CheckHostName = false }, "other.example", leaf, middle));
    }

    [Fact]
    public async Task A_directory_of_authorities_and_one_that_is_no_root_count_as_well()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        using Issued leaf = Issued.Server(_case.Now, middle, ["ftp.example"]);
        Directory.CreateDirectory(_case.Files["ca.d"]);
        await File.WriteAllBytesAsync(Path.Combine(_case.Files["ca.d"], "root.crt"), _case.Root.Der);
        await File.WriteAllTextAsync(Path.Combine(_case.Files["ca.d"], "README"), "no certificate");
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.Nothing with { CaDirectory = _case.Files["ca.d"] }, "ftp.example", leaf, middle));

        ServerTrustOptions onlyMiddle = _case.Nothing with { CaFiles = [_case.Files.Write("middle.pem", middle.Pem)] };
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(onlyMiddle, "ftp.example", leaf));
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(onlyMiddle, "ftp.example", leaf, middle, _case.Root));
    }

    [Fact]
    public async Task Under_an_authority_that_is_no_root_everything_is_checked_as_well()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root), narrow = Issued.Authority("Narrow", _case.Now, _case.Root, permittedDns: "elsewhere");
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using Issued forged = Issued.Server(_case.Now, middle, ["ftp.example"], forger: stranger), outside = Issued.Server(_case.Now, narrow, ["ftp.example"]);
        ServerTrustOptions noRoot = _case.Nothing with { CaFiles = [_case.Files.Write("middle.pem", middle.Pem), _case.Files.Write("narrow.pem", narrow.Pem)] };
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(noRoot, "ftp.example", forged), "the signature on the server's certificate is not by the issuer it names");
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(noRoot, "ftp.example", forged, middle));
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(noRoot, "ftp.example", outside), "name constraints");
    }

    [Fact]
    public async Task An_unknown_authority_and_a_missing_link_are_named()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        using Issued leaf = Issued.Server(_case.Now, middle, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.UnknownAuthority, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", leaf), "CN=Middle", "does not send");
        TrustVerdict unknown = await TrustCase.JudgeAsync(_case.Nothing, "ftp.example", leaf, middle, _case.Root);
        TrustCase.Refused(TrustProblem.UnknownAuthority, unknown, "CN=Test root", "ftps trust add ftp.example:2121 --pin sha256:");
        Assert.Matches("^Certificate verification: Not trusted \\(([0-9A-F]{2}:){31}[0-9A-F]{2}\\)$", unknown.LftpLine);
        TrustCase.Refused(TrustProblem.UnknownAuthority, await TrustCase.JudgeAsync(_case.Nothing with { UseSystemStore = true }, "ftp.example", leaf, middle, _case.Root));
    }

    [Fact]
    public async Task A_self_signed_certificate_is_refused_and_named_so()
    {
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.SelfSigned, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", own), "self-signed", "Dangerous until you have compared");
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("own.pem", own.Pem)] }, "ftp.example", own));
    }

    [Fact]
    public async Task Validity_is_judged_by_the_clock()
    {
        using Issued leaf = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        _case.Now = _case.Now.AddDays(51);
        TrustVerdict expired = await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", leaf);
        TrustCase.Refused(TrustProblem.Expired, expired, "the server's certificate has expired on 2026-07-21", "ftpsd cert create --force");
        Assert.StartsWith("Certificate verification: Expired (", expired.LftpLine, StringComparison.Ordinal);
        _case.Now = _case.Now.AddDays(-60);
        TrustVerdict early = await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", leaf);
        TrustCase.Refused(TrustProblem.NotYetValid, early, "not valid before 2026-05-31", "clock");
        Assert.StartsWith("Certificate verification: Not yet activated (", early.LftpLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_or_a_certificate_that_was_given_must_itself_be_valid_and_for_servers()
    {
        using Issued own = Issued.Server(_case.Now, null, ["ftp.example"]), client = Issued.Server(_case.Now, null, ["ftp.example"], usage: "1.3.6.1.5.5.7.3.2");
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("client.pem", client.Pem)] }, "ftp.example", client));
        _case.Now = _case.Now.AddDays(60);
        TrustCase.Refused(TrustProblem.Expired, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("own.pem", own.Pem)] }, "ftp.example", own));
        _case.Now = _case.Now.AddDays(1000);
        using Issued late = Issued.Server(_case.Now, _case.Root, ["ftp.example"]), underMiddle = Issued.Server(_case.Now, middle, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.Expired, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", late), "Test root", "link 2 of the chain");
        TrustCase.Refused(TrustProblem.Expired, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("m.pem", middle.Pem)] }, "ftp.example", underMiddle), "Middle");
        _case.Now = _case.Now.AddDays(60);
        TrustCase.Refused(TrustProblem.Expired, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("leaf.pem", underMiddle.Pem)] }, "ftp.example", underMiddle));
    }

    [Fact]
    public async Task Forged_signatures_are_refused_with_every_kind_of_authority()
    {
        using Issued middle = Issued.Authority("Middle", _case.Now, _case.Root);
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using Issued forged = Issued.Server(_case.Now, middle, ["ftp.example"], forger: stranger);
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", forged, middle), "signature");
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("middle.pem", middle.Pem)] }, "ftp.example", forged, middle));
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("ca-sha256:" + middle.Spki)] }, "ftp.example", forged, middle));
        TrustCase.Refused(TrustProblem.Malformed, await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("ca-sha256:" + _case.Root.Spki)] }, "ftp.example", forged, middle, _case.Root));
    }

    [Fact]
    public async Task Certificates_for_other_ends_are_refused()
    {
        using Issued client = Issued.Server(_case.Now, _case.Root, ["ftp.example"], usage: "1.3.6.1.5.5.7.3.2");
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", client), "serverAuth");
        using Issued noAuthority = Issued.Authority("No authority", _case.Now, _case.Root, canSign: false);
        using Issued under = Issued.Server(_case.Now, noAuthority, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", under, noAuthority), "may not sign", "No authority");
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("ca-sha256:" + _case.Root.Spki)] }, "ftp.example", under, noAuthority, _case.Root));
    }

    [Fact]
    public async Task Name_constraints_of_an_authority_hold()
    {
        using Issued constrained = Issued.Authority("Constrained", _case.Now, permittedDns: "home.example");
        using Issued inside = Issued.Server(_case.Now, constrained, ["ftp.home.example"]), outside = Issued.Server(_case.Now, constrained, ["bank.example"]);
        ServerTrustOptions file = _case.Nothing with { CaFiles = [_case.Files.Write("c.pem", constrained.Pem)] };
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(file, "ftp.home.example", inside));
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(file, "bank.example", outside), "name constraints");
        ServerTrustOptions local = _case.Nothing with { LocalAuthorityFiles = [_case.Files["c.pem"]] };
        TrustCase.Trusted(TrustSource.LocalAuthority, await TrustCase.JudgeAsync(local, "ftp.home.example", inside));
        TrustCase.Refused(TrustProblem.BadUsage, await TrustCase.JudgeAsync(local, "bank.example", outside), "name constraints");
    }

    [Fact]
    public async Task Short_keys_are_refused_and_broken_ones_cannot_even_be_pinned()
    {
        using Issued weak = Issued.Server(_case.Now, _case.Root, ["ftp.example"], key: RSA.Create(1024));
        TrustCase.Refused(TrustProblem.WeakKey, await TrustCase.JudgeAsync(_case.WithRoot, "ftp.example", weak), "RSA 1024");
        TrustVerdict pinned = await TrustCase.JudgeAsync(_case.Nothing with { Pins = [TrustCase.Pin("sha256:" + weak.Spki)] }, "ftp.example", weak);
        TrustCase.Trusted(TrustSource.Pinned, pinned);
        Assert.Contains("short", Assert.Single(pinned.Warnings), StringComparison.Ordinal);
        using Issued broken = Issued.Server(_case.Now, _case.Root, ["ftp.example"], key: RSA.Create(768));
        TrustCase.Refused(TrustProblem.WeakKey, await TrustCase.JudgeAsync(_case.WithRoot with { Pins = [TrustCase.Pin("sha256:" + broken.Spki)] }, "ftp.example", broken), "can compute it");
    }

    [Fact]
    public async Task What_is_no_certificate_is_refused()
    {
        using Issued leaf = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        ServerTrust trust = new(_case.WithRoot);
        foreach (byte[][] chain in (byte[][][])[[], [[]], [[1, 2, 3]], [leaf.Der[..^5]], [leaf.Der, [0x30, 0]], [.. Enumerable.Repeat(leaf.Der, 40)]])
        {
            TrustVerdict verdict = await trust.JudgeAsync(new ServerIdentity("ftp.example", 21, chain), CancellationToken.None);
            TrustCase.Refused(TrustProblem.Malformed, verdict);
        }
    }

    [Fact]
    public async Task Files_that_cannot_be_read_refuse_and_say_which()
    {
        using Issued leaf = Issued.Server(_case.Now, _case.Root, ["ftp.example"]);
        TrustCase.Refused(TrustProblem.CannotJudge, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files["none.pem"]] }, "ftp.example", leaf), "none.pem");
        TrustCase.Refused(TrustProblem.CannotJudge, await TrustCase.JudgeAsync(_case.Nothing with { CaFiles = [_case.Files.Write("bad.pem", "hello")] }, "ftp.example", leaf), "bad.pem");
        TrustCase.Refused(TrustProblem.CannotJudge, await TrustCase.JudgeAsync(_case.WithRoot with { CrlFiles = [_case.Files["none.crl"]] }, "ftp.example", leaf), "none.crl");
        TrustCase.Refused(TrustProblem.CannotJudge, await TrustCase.JudgeAsync(_case.WithRoot with { CrlFiles = [_case.Files["bad.pem"]] }, "ftp.example", leaf), "bad.pem");
        TrustCase.Refused(TrustProblem.CannotJudge, await TrustCase.JudgeAsync(_case.Nothing with { CaDirectory = _case.Files["no.d"] }, "ftp.example", leaf), "no.d");
    }

    [Fact]
    public async Task Switched_off_means_off_and_says_so_for_one_host_or_all()
    {
        using Issued leaf = Issued.Server(_case.Now, null, ["other"]);
        TrustVerdict off = await TrustCase.JudgeAsync(_case.Nothing with { VerifyCertificate = false }, "ftp.example", leaf);
        TrustCase.Trusted(TrustSource.NotVerified, off);
        Assert.Contains("not verified", Assert.Single(off.Warnings), StringComparison.Ordinal);
        ServerTrustOptions one = _case.Nothing with { HostExceptions = [new HostException("FTP.example.") { VerifyCertificate = false }] };
        TrustCase.Trusted(TrustSource.NotVerified, await TrustCase.JudgeAsync(one, "ftp.example", leaf));
        TrustCase.Refused(TrustProblem.SelfSigned, await TrustCase.JudgeAsync(one, "ftp.example.org", leaf));
        ServerTrustOptions on = _case.Nothing with { VerifyCertificate = false, HostExceptions = [new HostException("ftp.example", 2121) { VerifyCertificate = true }] };
        TrustCase.Refused(TrustProblem.SelfSigned, await TrustCase.JudgeAsync(on, "ftp.example", leaf));
        using Issued good = Issued.Server(_case.Now, _case.Root, ["a.example"]);
        TrustCase.Trusted(TrustSource.CaFile, await TrustCase.JudgeAsync(_case.WithRoot with { HostExceptions = [new HostException("b.example") { CheckHostName = false }] }, "b.example", good));
    }

    [Fact]
    public async Task The_systems_authorities_count_unless_they_are_switched_off()
    {
        using X509Store store = new(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        X509Certificate2? root = store.Certificates.FirstOrDefault(each => each.NotAfter > DateTime.Now.AddDays(30) && each.GetRSAPublicKey()?.KeySize >= 2048);
        Assert.SkipWhen(root is null, "this system has no authorities: install ca-certificates");

        // The authority's own certificate is the shortest chain that ends in the store.
        ServerIdentity server = new("ftp.example", 21, [root.RawData]);
        ServerTrustOptions options = new() { LocalAuthorityFiles = [], CheckHostName = false };
        TrustCase.Trusted(TrustSource.SystemStore, await new ServerTrust(options).JudgeAsync(server, CancellationToken.None));
        TrustCase.Refused(TrustProblem.SelfSigned, await new ServerTrust(options with { UseSystemStore = false }).JudgeAsync(server, CancellationToken.None));
        TrustCase.Refused(TrustProblem.NameMismatch, await new ServerTrust(options with { CheckHostName = true }).JudgeAsync(server, CancellationToken.None));
    }

    [Fact]
    public async Task What_the_server_says_cannot_move_the_cursor()
    {
        using Issued own = Issued.Server(_case.Now, null, ["a\u001b[2Jb.example"]);
        TrustVerdict verdict = await TrustCase.JudgeAsync(_case.Nothing, "ftp\u001b.example", own);
        Assert.DoesNotContain('\u001b', verdict.Message + verdict.LftpLine);
        IReadOnlyList<string> screen = TrustScreen.Lines(new UnknownServer(TrustCase.Server("ftp.example", own), TrustProblem.SelfSigned, "x", false));
        Assert.DoesNotContain('\u001b', string.Concat(screen));
        Assert.Contains(screen, line => line.Contains("""a\x1b[2Jb.example""", StringComparison.Ordinal));
    }
}

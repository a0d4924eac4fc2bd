using System.Runtime.Versioning;
using System.Security.Cryptography;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Certificates;

[UnsupportedOSPlatform("windows")]
public sealed class LocalCertificatesTests : IDisposable
{
    private static readonly string[] Names = ["ftp.example.com", "127.0.0.1"];
    private readonly ScratchDirectory _files = new();
    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);
    private readonly LocalCertificates _local;

    public LocalCertificatesTests() => _local = new LocalCertificates(_files["tls"], _clock);

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_first_start_makes_everything_and_openssl_agrees()
    {
        CertificateRenewal made = _local.EnsureLeaf(Names);

        Assert.True(made.Renewed);
        Assert.Equal(_clock.GetUtcNow().AddDays(90).ToUnixTimeSeconds(), made.NotAfter.ToUnixTimeSeconds());
        await OpenSslCommand.MustAsync("verify", "-CAfile", _local.AuthorityPath, "-verify_hostname", "ftp.example.com", _local.CertificatePath);
        await OpenSslCommand.MustAsync("verify", "-CAfile", _local.AuthorityPath, "-verify_ip", "127.0.0.1", _local.CertificatePath);
        using CertificateFile file = Load();
        Assert.Equal(2, file.ChainDer.Count);
        Assert.Empty(file.Warnings);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal((Private, Private), (File.GetUnixFileMode(_local.KeyPath), File.GetUnixFileMode(_local.AuthorityKeyPath)));
        Assert.Equal([".lock", "ca.key", "ca.pem", "server.key", "server.pem"], Directory.GetFiles(_files["tls"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_in_order_is_left_alone()
    {
        _local.EnsureLeaf(Names);
        byte[][] before = Contents();
        Assert.False(_local.EnsureAuthority());
        Assert.False(_local.EnsureLeaf(Names).Renewed);
        Assert.False(_local.RenewIfDue(["127.0.0.1"]).Renewed);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void It_is_renewed_when_a_third_of_its_life_is_left_under_the_same_authority()
    {
        _local.EnsureLeaf(Names);
        byte[] authority = File.ReadAllBytes(_local.AuthorityPath);
        using CertificateFile first = Load();

        // A third of 90 days and one hour, less a minute for the rounding.
        _clock.Advance(TimeSpan.FromDays(90) - ((TimeSpan.FromDays(90) + TimeSpan.FromHours(1)) / 3) - TimeSpan.FromMinutes(1));
        Assert.False(_local.RenewIfDue([]).Renewed);
        _clock.Advance(TimeSpan.FromMinutes(2));
        CertificateRenewal renewal = _local.RenewIfDue([]);

        Assert.True(renewal.Renewed);
        Assert.Equal(_clock.GetUtcNow().AddDays(90).ToUnixTimeSeconds(), renewal.NotAfter.ToUnixTimeSeconds());
        using CertificateFile second = Load();
        Assert.Equal(Names, second.Names);
        Assert.NotEqual(first.SpkiSha256, second.SpkiSha256);
        Assert.Equal(authority, File.ReadAllBytes(_local.AuthorityPath));
    }

    [Fact]
    public void A_name_that_is_missing_is_added_and_none_is_lost()
    {
        _local.Replace(new CertificateTerms { Names = ["ftp.example.com"], Lifetime = TimeSpan.FromDays(30), Rsa = true }, selfSigned: false);
        CertificateRenewal renewal = _local.RenewIfDue(["LOCALHOST", "192.0.2.7"]);

        Assert.Contains("localhost, 192.0.2.7", renewal.Reason, StringComparison.Ordinal);
        using CertificateFile file = Load();
        Assert.Equal(["ftp.example.com", "localhost", "192.0.2.7"], file.Names);
        Assert.NotNull(System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPublicKey(file.Leaf));
        Assert.Equal(_clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds(), renewal.NotAfter.ToUnixTimeSeconds());
    }

    [Fact]
    public void A_self_signed_one_keeps_its_key_when_renewed()
    {
        _local.Replace(new CertificateTerms { Names = Names }, selfSigned: true);
        Assert.False(File.Exists(_local.AuthorityPath));
        using CertificateFile first = Load();
        _clock.Advance(TimeSpan.FromDays(61));
        Assert.True(_local.RenewIfDue([]).Renewed);

        using CertificateFile second = Load();
        Assert.Equal(first.SpkiSha256, second.SpkiSha256);
        Assert.NotEqual(first.Sha256Fingerprint, second.Sha256Fingerprint);
        Assert.False(File.Exists(_local.AuthorityPath));
    }

    [Fact]
    public async Task One_that_somebody_else_issued_is_never_replaced()
    {
        Directory.CreateDirectory(_files["tls"]);
        await OpenSslCommand.MustAsync(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=bought.example", "-keyout", _local.KeyPath, "-out", _local.CertificatePath);
        byte[][] before = [File.ReadAllBytes(_local.CertificatePath), File.ReadAllBytes(_local.KeyPath)];
        _clock.Advance(TimeSpan.FromDays(60));

        Assert.False(_local.EnsureLeaf(Names).Renewed);
        Assert.False(_local.RenewIfDue(Names).Renewed);
        Assert.Equal(before, [File.ReadAllBytes(_local.CertificatePath), File.ReadAllBytes(_local.KeyPath)]);
    }

    [Fact]
    public void A_reader_between_the_two_renames_is_told_and_the_next_start_mends_it()
    {
        _local.EnsureLeaf(Names);
        byte[] oldKey = File.ReadAllBytes(_local.KeyPath);
        _local.Replace(new CertificateTerms { Names = Names }, selfSigned: false);
        File.WriteAllBytes(_local.KeyPath, oldKey);

        Assert.Throws<CertificateException>(Load);
        Assert.Equal("its key is lost", _local.EnsureLeaf(Names).Reason);
        Load().Dispose();
        File.Delete(_local.KeyPath);
        Assert.True(_local.EnsureLeaf(Names).Renewed);
        Load().Dispose();
    }

    [Fact]
    public void A_new_authority_signs_a_new_certificate_and_an_orphaned_key_keeps_its_use()
    {
        _local.EnsureLeaf(Names);
        byte[] key = File.ReadAllBytes(_local.AuthorityKeyPath);
        File.Delete(_local.AuthorityPath);
        Assert.True(_local.EnsureAuthority());
        Assert.Equal(key, File.ReadAllBytes(_local.AuthorityKeyPath));
        Assert.False(_local.RenewIfDue([]).Renewed);

        File.Delete(_local.AuthorityPath);
        File.Delete(_local.AuthorityKeyPath);
        Assert.Equal("its authority was replaced", _local.RenewIfDue([]).Reason);
    }

    [Fact]
    public void Nothing_is_thrown_away_when_something_is_wrong()
    {
        _local.EnsureLeaf(Names);
        File.Delete(_local.AuthorityKeyPath);
        _clock.Advance(TimeSpan.FromDays(80));
        AssertRefused("ca.key is missing");

        File.WriteAllText(_local.CertificatePath, "notes");
        AssertRefused("no certificate");
        File.Delete(_local.CertificatePath);
        AssertRefused("is there without");
    }

    [Fact]
    public void Two_at_once_do_not_mix_their_pairs()
    {
        _local.EnsureLeaf(Names);
        using (new FileStream(Path.Combine(_files["tls"], ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            AssertRefused("try again");
        }

        Assert.False(_local.EnsureLeaf(Names).Renewed);
    }

    // /proc takes no new directories, even from root.
    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        CertificateException failure = Assert.Throws<CertificateException>(() => new LocalCertificates("/proc/tls", _clock).EnsureAuthority());
        Assert.Contains("cannot write /proc/tls", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private void AssertRefused(string words)
    {
        byte[][] before = Contents();
        CertificateException failure = Assert.Throws<CertificateException>(() => _local.EnsureLeaf(Names));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal(before, Contents());
    }

    private byte[][] Contents() => [.. Directory.GetFiles(_files["tls"]).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(file => SHA256.HashData(File.ReadAllBytes(file)))];

    private CertificateFile Load() => CertificateFile.Load(_local.CertificatePath, _local.KeyPath, _clock.GetUtcNow());
}

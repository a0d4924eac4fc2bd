using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Certificates;

public sealed class CertificateFactoryTests : IDisposable
{
    private static readonly string[] Names = ["ftp.example.com", "*.files.example.com", "localhost", "127.0.0.1", "::1"];
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly ScratchDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenSSL_accepts_the_chain_for_every_name_and_no_other(bool rsa)
    {
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("testhost", _now);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = Names, Rsa = rsa }, _now);
        string ca = _files.Write("ca.pem", authority.CertificatePem), server = _files.Write("server.pem", leaf.CertificatePem);
        string[] verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca];

        await OpenSslCommand.MustAsync([.. verify, "-verify_hostname", "ftp.example.com", server]);
        await OpenSslCommand.MustAsync([.. verify, "-verify_hostname", "a.files.example.com", server]);
        await OpenSslCommand.MustAsync([.. verify, "-verify_hostname", "localhost", server]);
        await OpenSslCommand.MustAsync([.. verify, "-verify_ip", "127.0.0.1", server]);
        await OpenSslCommand.MustAsync([.. verify, "-verify_ip", "::1", server]);
        Assert.NotEqual(0, (await OpenSslCommand.RunAsync([.. verify, "-verify_hostname", "other.example.com", server])).ExitCode);
        Assert.NotEqual(0, (await OpenSslCommand.RunAsync([.. verify, "-verify_ip", "127.0.0.2", server])).ExitCode);

        using CertificateAndKey stranger = CertificateFactory.CreateAuthority("testhost", _now);
        Assert.NotEqual(0, (await OpenSslCommand.RunAsync("verify", "-CAfile", _files.Write("other.pem", stranger.CertificatePem), server)).ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenSSL_accepts_a_self_signed_certificate_that_it_was_given(bool rsa)
    {
        using CertificateAndKey leaf = CertificateFactory.CreateSelfSigned(new CertificateTerms { Names = Names, Rsa = rsa }, _now);
        string server = _files.Write("server.pem", leaf.CertificatePem);
        await OpenSslCommand.MustAsync("verify", "-purpose", "sslserver", "-CAfile", server, "-verify_hostname", "ftp.example.com", server);
    }

    [Fact]
    public async Task A_server_certificate_can_sign_nothing()
    {
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("testhost", _now);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = ["a.example"] }, _now);
        using CertificateAndKey forged = CertificateFactory.CreateLeaf(leaf, new CertificateTerms { Names = ["b.example"] }, _now);

        (int exitCode, _) = await OpenSslCommand.RunAsync(
            "verify", "-CAfile", _files.Write("ca.pem", authority.CertificatePem), "-untrusted", _files.Write("leaf.pem", leaf.CertificatePem), _files.Write("forged.pem", forged.CertificatePem));
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public void The_authority_is_what_it_says()
    {
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("testhost", _now);
        X509Certificate2 certificate = authority.Certificate;

        Assert.Equal("Sealane local CA on testhost", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.Equal(256, ((ECDsa)authority.Key).KeySize);
        X509BasicConstraintsExtension constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.Equal((true, true, 0, true), (constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint, constraints.Critical));
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        AssertValidity(certificate, TimeSpan.FromDays(3650));
        AssertSerial(certificate);
        using CertificateAndKey longName = CertificateFactory.CreateAuthority(new string('h', 200), _now);
        Assert.Equal(64, longName.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).Length);
    }

    [Fact]
    public void A_server_certificate_lasts_ninety_days_and_names_its_issuer()
    {
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("testhost", _now);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = Names }, _now);
        X509Certificate2 certificate = leaf.Certificate;

        // The authority begins an hour ago as well: the leaf does not begin before it.
        AssertValidity(certificate, TimeSpan.FromDays(90));
        AssertSerial(certificate);
        Assert.Equal(
            authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray(),
            certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());
        Assert.Equal("1.3.6.1.5.5.7.3.1", certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.False(certificate.HasPrivateKey);
    }

    [Fact]
    public void A_server_certificate_does_not_outlive_its_authority()
    {
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("testhost", _now);
        DateTimeOffset late = _now + CertificateFactory.AuthorityLifetime - TimeSpan.FromDays(10);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = Names }, late);
        Assert.Equal(authority.Certificate.NotAfter, leaf.Certificate.NotAfter);

        CertificateException failure = Assert.Throws<CertificateException>(
            () => CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = Names }, late + TimeSpan.FromDays(11)));
        Assert.Contains("expired", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FTP.Example.COM.", "ftp.example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("*.example.com", "*.example.com")]
    [InlineData("my_host", "my_host")]
    [InlineData("[2001:DB8:0::1]", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void Names_are_written_one_way(string name, string expected) => Assert.Equal(expected, CertificateNames.Normalize(name));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a*.example")]
    [InlineData("*")]
    [InlineData("http://a.example")]
    [InlineData("a.example:21")]
    [InlineData("300.1.1.1")]
    [InlineData("1.2.3")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a\nb")]
    public void What_is_no_name_is_refused(string name)
    {
        CertificateException failure = Assert.Throws<CertificateException>(() => CertificateFactory.CreateSelfSigned(new CertificateTerms { Names = [name] }, _now));
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void This_machine_knows_itself()
    {
        IReadOnlyList<string> names = CertificateNames.OfThisMachine();
        Assert.Superset(new HashSet<string> { "localhost", "127.0.0.1", "::1" }, names.ToHashSet());
        Assert.Equal(names.Distinct(), names);
        Assert.DoesNotContain(names, name => name.StartsWith("fe80:", StringComparison.Ordinal) || name.StartsWith("169.254.", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Equal(name, CertificateNames.Normalize(name)));
    }

    // Certificates keep whole seconds.
    private void AssertValidity(X509Certificate2 certificate, TimeSpan lifetime)
    {
        Assert.Equal((_now - TimeSpan.FromHours(1)).ToUnixTimeSeconds(), new DateTimeOffset(certificate.NotBefore).ToUnixTimeSeconds());
        Assert.Equal((_now + lifetime).ToUnixTimeSeconds(), new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds());
    }

    private static void AssertSerial(X509Certificate2 certificate)
    {
        Assert.Equal(16, certificate.SerialNumberBytes.Length);
        Assert.InRange(certificate.SerialNumberBytes.Span[0], 0x40, 0x7F);
    }
}

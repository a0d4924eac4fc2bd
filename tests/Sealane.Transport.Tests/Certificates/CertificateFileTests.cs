using System.Runtime.Versioning;
using System.Security.Cryptography;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Certificates;

[UnsupportedOSPlatform("windows")]
public sealed class CertificateFileTests : IDisposable
{
    private readonly ScratchDirectory _files = new();
    private readonly CertificateAndKey _authority = CertificateFactory.CreateAuthority("testhost", DateTimeOffset.UtcNow);
    private readonly CertificateAndKey _leaf;

    public CertificateFileTests() =>
        _leaf = CertificateFactory.CreateLeaf(_authority, new CertificateTerms { Names = ["ftp.example.com", "192.0.2.1"] }, DateTimeOffset.UtcNow);

    public void Dispose()
    {
        _leaf.Dispose();
        _authority.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_chain_and_its_key_are_read_and_described_as_openssl_does()
    {
        string chain = _files.Write("server.pem", _leaf.CertificatePem + _authority.CertificatePem);
        using CertificateFile file = CertificateFile.Load(chain, Key("server.key", _leaf.PrivateKeyPem));

        Assert.Empty(file.Warnings);
        Assert.Equal([_leaf.Certificate.RawData, _authority.Certificate.RawData], file.ChainDer);
        Assert.Equal(_leaf.Key.ExportPkcs8PrivateKey(), file.PrivateKeyPkcs8);
        Assert.Equal(["ftp.example.com", "192.0.2.1"], file.Names);
        string openssl = await OpenSslCommand.MustAsync("x509", "-in", chain, "-noout", "-fingerprint", "-sha256");
        Assert.EndsWith("=" + file.Sha256Fingerprint, openssl.Trim(), StringComparison.Ordinal);
        await OpenSslCommand.MustAsync("x509", "-in", chain, "-noout", "-pubkey", "-out", _files["public.pem"]);
        await OpenSslCommand.MustAsync("pkey", "-pubin", "-in", _files["public.pem"], "-outform", "der", "-out", _files["public.der"]);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(File.ReadAllBytes(_files["public.der"]))), file.SpkiSha256);
    }

    [Fact]
    public void Any_order_becomes_the_handshakes_and_strangers_are_left_out()
    {
        using CertificateAndKey stranger = CertificateFactory.CreateAuthority("elsewhere", DateTimeOffset.UtcNow);
        using CertificateAndKey namesake = CertificateFactory.CreateAuthority("testhost", DateTimeOffset.UtcNow);
        string chain = _files.Write("server.pem", stranger.CertificatePem + namesake.CertificatePem + _authority.CertificatePem + _leaf.CertificatePem);
        using CertificateFile file = CertificateFile.Load(chain, Key("server.key", _leaf.PrivateKeyPem));

        Assert.Equal([_leaf.Certificate.RawData, _authority.Certificate.RawData], file.ChainDer);
        Assert.Contains("2 certificate(s)", Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\ufeff")]
    [InlineData("\n", "Bag Attributes\n    friendlyName: server\nsubject=CN = ftp.example.com\n")]
    public void Files_from_other_systems_and_tools_are_read(string lineEnd, string before)
    {
        string both = _files.Write("both.pem", (before + _leaf.CertificatePem + _leaf.PrivateKeyPem).ReplaceLineEndings(lineEnd));
        File.SetUnixFileMode(both, UnixFileMode.UserRead);
        using CertificateFile file = CertificateFile.Load(both, keyPath: null);
        Assert.Equal(_leaf.Key.ExportPkcs8PrivateKey(), file.PrivateKeyPkcs8);
        Assert.Empty(file.Warnings);
    }

    // What tutorials make: openssl req -x509 with an RSA key, "-newkey ec", and the older openssl ecparam -genkey and genrsa -traditional.
    [Theory]
    [InlineData("req", "rsa:2048", "")]
    [InlineData("ec", "P-384", "")]
    [InlineData("ecparam", "secp521r1", "EC PRIVATE KEY")]
    [InlineData("traditional", "2048", "RSA PRIVATE KEY")]
    [InlineData("ed25519", "", "")]
    public async Task What_openssl_makes_is_read(string how, string size, string label)
    {
        string key = _files["k.pem"], certificate = _files["c.pem"];
        await OpenSslCommand.MustAsync(how switch
        {
            "req" => ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key],
            "ec" => ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + size, "-out", key],
            "ecparam" => ["ecparam", "-name", size, "-genkey", "-out", key],
            "traditional" => ["genrsa", "-traditional", "-out", key, size],
            _ => ["genpkey", "-algorithm", how, "-out", key],
        });
        Assert.Contains(label, File.ReadAllText(key), StringComparison.Ordinal);
        await OpenSslCommand.MustAsync("req", "-x509", "-new", "-key", key, "-days", "30", "-subj", "/CN=x.example", "-addext", "subjectAltName=DNS:x.example", "-out", certificate);
        using CertificateFile file = CertificateFile.Load(certificate, key);

        Assert.Equal(["x.example"], file.Names);
        await File.WriteAllBytesAsync(_files["k.der"], file.PrivateKeyPkcs8);
        Assert.Equal(
            await OpenSslCommand.MustAsync("pkey", "-in", key, "-pubout"),
            await OpenSslCommand.MustAsync("pkey", "-inform", "der", "-in", _files["k.der"], "-pubout"));
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        using CertificateAndKey rsa = CertificateFactory.CreateSelfSigned(new CertificateTerms { Names = ["a.example"], Rsa = true }, DateTimeOffset.UtcNow);
        using CertificateAndKey other = CertificateFactory.CreateSelfSigned(new CertificateTerms { Names = ["a.example"] }, DateTimeOffset.UtcNow);
        foreach (CertificateAndKey wrong in (CertificateAndKey[])[rsa, other])
        {
            AssertRefused(_leaf.CertificatePem, wrong.PrivateKeyPem, "does not belong", "ftpsd cert create --force");
        }
    }

    [Fact]
    public async Task An_encrypted_key_is_refused_with_the_command_that_opens_it()
    {
        string plain = Key("plain.key", _leaf.PrivateKeyPem);
        await OpenSslCommand.MustAsync("pkcs8", "-topk8", "-in", plain, "-passout", "pass:x", "-out", _files["pkcs8.key"]);
        await OpenSslCommand.MustAsync("pkey", "-in", plain, "-aes256", "-traditional", "-passout", "pass:x", "-out", _files["traditional.key"]);
        foreach (string file in (string[])["pkcs8.key", "traditional.key"])
        {
            AssertRefused(_leaf.CertificatePem, File.ReadAllText(_files[file]), "is encrypted", "openssl pkey -in");
        }
    }

    [Fact]
    public void Broken_files_get_one_line_each()
    {
        string certificate = _leaf.CertificatePem, key = _leaf.PrivateKeyPem;
        AssertRefused("", key, "has no certificate");
        AssertRefused("hello", key, "has no certificate");
        AssertRefused(certificate, "", "has no private key");
        AssertRefused(certificate, certificate, "has no private key");
        AssertRefused(certificate[..(certificate.Length / 2)], key, "damaged PEM block");
        AssertRefused(certificate + certificate[..40], key, "damaged PEM block");
        AssertRefused(certificate, key[..(key.Length / 2)], "damaged PEM block");
        AssertRefused(certificate, key.Replace(key[60..80], new string('A', 20), StringComparison.Ordinal), "key");
        AssertRefused(PemEncoding.WriteString("CERTIFICATE", new byte[100]), key, "damaged");
        AssertRefused(certificate, PemEncoding.WriteString("PRIVATE KEY", new byte[100]), "damaged");
        AssertRefused(certificate, PemEncoding.WriteString("RSA PRIVATE KEY", new byte[100]), "damaged");
        AssertRefused(new string('x', 2_000_000), key, "too big");
        AssertRefused(System.Text.Encoding.Latin1.GetString(_leaf.Certificate.RawData), key, "not PEM", "openssl x509");
    }

    [Fact]
    public void A_file_that_cannot_be_opened_gets_one_line()
    {
        CertificateException missing = Assert.Throws<CertificateException>(() => CertificateFile.Load(_files["no.pem"], null));
        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
        Assert.Contains(_files["no.pem"], missing.Message, StringComparison.Ordinal);
        CertificateException directory = Assert.Throws<CertificateException>(() => CertificateFile.Load(_files.Path, null));
        Assert.Contains("directory", directory.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.GroupWrite, true)]
    [InlineData(UnixFileMode.GroupRead, false)]
    public void A_key_open_to_others_works_with_a_warning(UnixFileMode mode, bool warns)
    {
        string key = Key("server.key", _leaf.PrivateKeyPem);
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | mode);
        using CertificateFile file = CertificateFile.Load(_files.Write("server.pem", _leaf.CertificatePem), key);
        Assert.Equal(warns, file.Warnings.Any(warning => warning.Contains($"chmod 600 {key}", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_expired_and_a_future_certificate_load_with_a_warning()
    {
        string certificate = _files.Write("server.pem", _leaf.CertificatePem), key = Key("server.key", _leaf.PrivateKeyPem);
        using CertificateFile expired = CertificateFile.Load(certificate, key, DateTimeOffset.UtcNow.AddDays(90));
        Assert.Contains("has expired", Assert.Single(expired.Warnings), StringComparison.Ordinal);
        using CertificateFile future = CertificateFile.Load(certificate, key, DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Contains("not valid before", Assert.Single(future.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_alone_can_be_looked_at()
    {
        using CertificateFile file = CertificateFile.LoadPublic(_files.Write("ca.pem", _authority.CertificatePem));
        Assert.Empty(file.PrivateKeyPkcs8);
        Assert.Equal(_authority.Certificate.Thumbprint, file.Leaf.Thumbprint);
    }

    private string Key(string name, string pem)
    {
        string path = _files.Write(name, pem);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private void AssertRefused(string certificate, string key, params string[] words)
    {
        string certificatePath = _files["refused.pem"];
        File.WriteAllText(certificatePath, certificate, System.Text.Encoding.Latin1);
        string keyPath = Key("refused.key", key);
        CertificateException failure = Assert.Throws<CertificateException>(() => CertificateFile.Load(certificatePath, keyPath));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(_files.Path, failure.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
    }
}

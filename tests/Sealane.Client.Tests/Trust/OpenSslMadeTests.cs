using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Trust;

/// <summary>Certificates, lists and keys that another program made, as tutorials say.</summary>
public sealed class OpenSslMadeTests : IDisposable
{
    private readonly Scratch _files = new();

    public void Dispose() => _files.Dispose();

    private async Task OpenSslAsync(params string[] arguments)
    {
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _files.Root })!;
        Task<string> error = openssl.StandardError.ReadToEndAsync();
        string output = await openssl.StandardOutput.ReadToEndAsync();
        await openssl.WaitForExitAsync();
        Assert.True(openssl.ExitCode == 0, output + await error);
    }

    private ServerIdentity Identity(string host, params string[] files)
    {
        List<byte[]> chain = [];
        foreach (string file in files)
        {
            using CertificateFile certificate = CertificateFile.LoadPublic(_files[file]);
            chain.AddRange(certificate.ChainDer);
        }

        return new ServerIdentity(host, 21, chain);
    }

    private static ServerTrustOptions Nothing => new() { UseSystemStore = false, LocalAuthorityFiles = [] };

    [Fact]
    public async Task The_tutorials_certificate_is_explained_and_can_be_pinned()
    {
        await OpenSslAsync("req", "-x509", "-nodes", "-days", "365", "-newkey", "rsa:2048", "-subj", "/CN=127.0.0.1", "-keyout", "vsftpd.pem", "-out", "vsftpd.pem");
        ServerIdentity server = Identity("127.0.0.1", "vsftpd.pem");
        TrustVerdict unknown = await new ServerTrust(Nothing).JudgeAsync(server, CancellationToken.None);
        TrustCase.Refused(TrustProblem.SelfSigned, unknown, "common name (CN=127.0.0.1) does not count", "ftps trust add 127.0.0.1 --pin sha256:");

        TrustVerdict given = await new ServerTrust(Nothing with { CaFiles = [_files["vsftpd.pem"]] }).JudgeAsync(server, CancellationToken.None);
        TrustCase.Refused(TrustProblem.NameMismatch, given, "does not count", "ftpsd cert create --force --name 127.0.0.1");

        string pin = unknown.Message.Split("--pin ")[1].Split('\n')[0];
        TrustCase.Trusted(TrustSource.Pinned, await new ServerTrust(Nothing with { Pins = [TrustCase.Pin(pin)] }).JudgeAsync(server, CancellationToken.None));
        TrustCase.Trusted(TrustSource.CaFile, await new ServerTrust(Nothing with { CaFiles = [_files["vsftpd.pem"]], CheckHostName = false }).JudgeAsync(server, CancellationToken.None));
    }

    [Theory]
    [InlineData("rsa:2048", false)]
    [InlineData("rsa:2048", true)]
    [InlineData("ec", false)]
    public async Task A_revocation_list_counts_when_it_is_signed_and_current(string kind, bool pss)
    {
        string[] key = kind == "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"] : ["-newkey", kind];
        string[] padding = pss ? ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] : [];
        await OpenSslAsync(["req", "-x509", "-nodes", "-days", "30", .. key, "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem"]);
        _files.Write("ca.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha384\nserial=serial\nnew_certs_dir=.\npolicy=p\ndefault_days=20\n[p]\ncommonName=supplied\n");
        _files.Write("index.txt", "");
        _files.Write("serial", "10\n");
        foreach (string name in (string[])["good", "bad"])
        {
            _files.Write("ext", "subjectAltName=DNS:ftp.example\n");
            await OpenSslAsync("req", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr");
            await OpenSslAsync("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", name + ".csr", "-out", name + ".pem", "-extfile", "ext", "-notext");
        }

        await OpenSslAsync("ca", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-revoke", "bad.pem");
        await OpenSslAsync(["ca", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-gencrl", "-crldays", "3", "-out", "crl.pem", .. padding]);
        await OpenSslAsync("crl", "-in", "crl.pem", "-outform", "der", "-out", "crl.der");
        ServerTrustOptions options = Nothing with { CaFiles = [_files["ca.pem"]], CrlFiles = [_files["crl.pem"]] };

        TrustCase.Trusted(TrustSource.CaFile, await new ServerTrust(options).JudgeAsync(Identity("ftp.example", "good.pem"), CancellationToken.None));
        foreach (ServerTrustOptions each in (ServerTrustOptions[])[options, options with { CrlFiles = [_files["crl.der"]] }])
        {
            TrustVerdict revoked = await new ServerTrust(each).JudgeAsync(Identity("ftp.example", "bad.pem"), CancellationToken.None);
            TrustCase.Refused(TrustProblem.Revoked, revoked, "revoked by its issuer \"CN=CA\"");
        }

        // A pinned key that its issuer withdrew, the issuer being sent along.
        ServerIdentity withIssuer = Identity("ftp.example", "bad.pem", "ca.pem");
        ServerTrustOptions pinned = options with { CaFiles = [], Pins = [TrustCase.Pin("sha256:" + Spki("bad.pem"))] };
        TrustCase.Refused(TrustProblem.Revoked, await new ServerTrust(pinned).JudgeAsync(withIssuer, CancellationToken.None));

        ServerTrustOptions late = options with { Clock = new Standing(DateTimeOffset.UtcNow.AddDays(4)) };
        TrustCase.Refused(TrustProblem.RevocationUnknown, await new ServerTrust(late).JudgeAsync(Identity("ftp.example", "good.pem"), CancellationToken.None), "out of date", "crl.pem");

        byte[] der = await File.ReadAllBytesAsync(_files["crl.der"]);
        der[^1] ^= 1;
        await File.WriteAllBytesAsync(_files["forged.der"], der);
        TrustVerdict forged = await new ServerTrust(options with { CrlFiles = [_files["forged.der"]] }).JudgeAsync(Identity("ftp.example", "good.pem"), CancellationToken.None);
        TrustCase.Refused(TrustProblem.RevocationUnknown, forged, "not signed by");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_certificates_are_read_in_every_form(bool rsa)
    {
        string[] key = rsa ? ["rsa:2048"] : ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
        await OpenSslAsync(["req", "-x509", "-nodes", "-days", "30", "-newkey", .. key, "-subj", "/CN=me", "-keyout", "me.key", "-out", "me.pem"]);
        File.WriteAllText(_files["both.pem"], File.ReadAllText(_files["me.key"]) + File.ReadAllText(_files["me.pem"]));
        await OpenSslAsync("pkcs8", "-topk8", "-in", "me.key", "-out", "locked.key", "-passout", "pass:geheim");
        await OpenSslAsync("pkcs12", "-export", "-in", "me.pem", "-inkey", "me.key", "-out", "me.pfx", "-passout", "pass:geheim");
        await OpenSslAsync("pkcs12", "-export", "-in", "me.pem", "-inkey", "me.key", "-out", "open.pfx", "-passout", "pass:");
        Secret password = new("geheim");
        using X509Certificate2 expected = X509Certificate2.CreateFromPemFile(_files["me.pem"], _files["me.key"]);
        (string Certificate, string? Key, Secret? Password)[] forms = [("me.pem", "me.key", null), ("both.pem", null, null), ("me.pem", "locked.key", password), ("me.pfx", null, password), ("open.pfx", null, null)];
        foreach ((string certificate, string? keyFile, Secret? given) in forms)
        {
            using ClientCertificate loaded = ClientCertificate.Load(_files[certificate], keyFile is null ? null : _files[keyFile], given);
            Assert.Equal(expected.RawData, Assert.Single(loaded.Chain));
            Assert.True(CertificateKey.Matches(loaded.PrivateKeyPkcs8, expected, certificate), certificate);
        }
    }

    [Fact]
    public async Task A_client_certificate_that_cannot_be_used_is_explained_in_one_line_without_the_password()
    {
        await OpenSslAsync("req", "-x509", "-nodes", "-days", "30", "-newkey", "rsa:2048", "-subj", "/CN=me", "-keyout", "me.key", "-out", "me.pem");
        await OpenSslAsync("pkcs8", "-topk8", "-in", "me.key", "-out", "locked.key", "-passout", "pass:geheim");
        await OpenSslAsync("rsa", "-aes128", "-traditional", "-in", "me.key", "-out", "old.key", "-passout", "pass:geheim");
        await OpenSslAsync("pkcs12", "-export", "-in", "me.pem", "-inkey", "me.key", "-out", "me.pfx", "-passout", "pass:geheim");
        await OpenSslAsync("genrsa", "-out", "other.key", "2048");
        _files.Write("text.pem", "hello");
        Secret wrong = new("falsch");
        (string Certificate, string? Key, Secret? Password, string Says)[] cases =
        [
            ("none.pem", null, null, "there is no file"), ("text.pem", null, null, "no certificate"), ("me.pem", null, null, "no private key"), ("me.pem", "other.key", null, "does not belong"),
            ("me.pem", "locked.key", null, "is encrypted; give its password"), ("me.pem", "locked.key", wrong, "cannot be decrypted"), ("me.pem", "old.key", wrong, "openssl pkcs8 -topk8"),
            ("me.pfx", null, null, "without a password"), ("me.pfx", null, wrong, "with this password"),
        ];
        foreach ((string certificate, string? key, Secret? password, string says) in cases)
        {
            CertificateException failure = Assert.Throws<CertificateException>(() => ClientCertificate.Load(_files[certificate], key is null ? null : _files[key], password));
            Assert.Contains(says, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
            Assert.DoesNotContain("falsch", failure.ToString(), StringComparison.Ordinal);
        }
    }

    private string Spki(string file)
    {
        using CertificateFile certificate = CertificateFile.LoadPublic(_files[file]);
        return certificate.SpkiSha256;
    }

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

using System.Runtime.Versioning;
using System.Text.Json;
using Sealane.Daemon.Verbs;
using Sealane.Transport.Tls;

namespace Sealane.Interop.Tests.Verbs;

[Collection(VerbConsole.Collection)]
[UnsupportedOSPlatform("windows")]
public sealed class CertVerbTests : IDisposable
{
    private readonly VerbConsole _ftpsd = new(CertVerb.Build);

    private string Tls => Path.Combine(_ftpsd.StateDirectory, "tls");

    public void Dispose() => _ftpsd.Dispose();

    [Fact]
    public async Task The_authority_is_made_once_and_its_fingerprint_shown()
    {
        Assert.Equal(0, await _ftpsd.RunAsync(["ca"]));
        using CertificateFile authority = CertificateFile.LoadPublic(Path.Combine(Tls, "ca.pem"));
        Assert.Contains(authority.Sha256Fingerprint, _ftpsd.Output, StringComparison.Ordinal);
        Assert.Contains("--cacert ca.pem", _ftpsd.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", _ftpsd.Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Tls, "ca.key")));

        Assert.Equal(0, await _ftpsd.RunAsync(["ca", "--json"]));
        Assert.Equal(authority.Sha256Fingerprint, JsonDocument.Parse(_ftpsd.Output).RootElement.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task A_certificate_is_made_with_the_names_given_and_replaced_only_by_force()
    {
        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--name", "ftp.example.com", "--name", "192.0.2.1", "--days", "30"]));
        using CertificateFile first = CertificateFile.Load(Path.Combine(Tls, "server.pem"), Path.Combine(Tls, "server.key"));
        Assert.Equal("ftp.example.com", first.Names[0]);
        Assert.Contains("192.0.2.1", first.Names);

        // What is shown here is what the server will use: it has nothing to add at its start.
        Assert.False(new LocalCertificates(Tls, TimeProvider.System).EnsureLeaf(CertificateNames.OfThisMachine()).Renewed);
        Assert.Contains("29 days left", _ftpsd.Output, StringComparison.Ordinal);

        await _ftpsd.RefusedAsync(1, "--force", ["create", "--name", "other.example.com"]);
        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--name", "other.example.com", "--force", "--json"]));
        Assert.Equal("other.example.com", JsonDocument.Parse(_ftpsd.Output).RootElement.GetProperty("names")[0].GetString());
        Assert.Equal(0, await _ftpsd.RunAsync(["show"]));
        Assert.Contains("other.example.com", _ftpsd.Output, StringComparison.Ordinal);
        Assert.Contains("Sealane local CA on", _ftpsd.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_alone_and_with_RSA()
    {
        string elsewhere = Path.Combine(_ftpsd.Directory, "elsewhere");
        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--out", elsewhere, "--self-signed", "--rsa", "--json"]));
        JsonElement made = JsonDocument.Parse(_ftpsd.Output).RootElement;

        Assert.True(made.GetProperty("selfSigned").GetBoolean());
        Assert.Contains("localhost", made.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.False(File.Exists(Path.Combine(elsewhere, "ca.pem")));
        Assert.False(Directory.Exists(Tls));
        Assert.Equal(0, await _ftpsd.RunAsync(["show", Path.Combine(elsewhere, "server.pem")]));
        Assert.Contains("issuer:      itself", _ftpsd.Output, StringComparison.Ordinal);

        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--out", Path.Combine(_ftpsd.Directory, "bare"), "--name", "only.example.com", "--json"]));
        Assert.Equal(["only.example.com"], JsonDocument.Parse(_ftpsd.Output).RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A_certificate_that_the_configuration_does_not_use_is_said_to_be_so()
    {
        string config = Path.Combine(_ftpsd.Directory, "ftpsd.conf");
        string own = Path.Combine(_ftpsd.Directory, "own", "server.pem");
        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--out", Path.GetDirectoryName(own)!]));
        File.WriteAllText(config, $"rsa_cert_file={own}\nrsa_private_key_file={Path.ChangeExtension(own, "key")}\n");
        Assert.Equal(0, await _ftpsd.RunAsync(["create", "--config", config]));
        Assert.Contains($"the configuration says rsa_cert_file={own}", _ftpsd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_in_one_line()
    {
        await _ftpsd.RefusedAsync(2, "--days 0", ["create", "--days", "0"]);
        await _ftpsd.RefusedAsync(1, "neither a host name nor an IP address", ["create", "--name", "a b"]);
        await _ftpsd.RefusedAsync(1, "ftpsd cert create", ["show"]);
        string notes = Path.Combine(_ftpsd.Directory, "notes");
        File.WriteAllText(notes, "hello");
        await _ftpsd.RefusedAsync(1, "has no certificate", ["show", notes]);
        await _ftpsd.RefusedAsync(1, "cannot write", ["create", "--out", notes]);
        Assert.Equal(2, await _ftpsd.RunAsync(["create", "--days", "many"]));
        Assert.Equal(2, await _ftpsd.RunAsync(["craete"]));
        Assert.False(Directory.Exists(Tls));
    }
}

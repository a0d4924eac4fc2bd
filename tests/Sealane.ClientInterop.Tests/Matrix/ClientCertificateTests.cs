using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Our client's certificate before servers that require one: ours, which must treat it as vsftpd does, and vsftpd.</summary>
public sealed class ClientCertificateTests(ServerPark park) : ClientTests(park)
{
    [Theory]
    [InlineData(ServerKind.Ftpsd, TlsRange.Only12)]
    [InlineData(ServerKind.Ftpsd, TlsRange.Only13)]
    [InlineData(ServerKind.Vsftpd, TlsRange.Only12)]
    [InlineData(ServerKind.Vsftpd, TlsRange.Only13)]
    public async Task Who_has_one_of_the_right_authority_comes_in_and_nobody_else(ServerKind kind, TlsRange tls)
    {
        await IssueAsync("clients", "alice");
        await IssueAsync("strangers", "mallory");
        await using ForeignServer server = await ServerPark.StartAsync(
            kind, tls, $"require_cert=YES\nvalidate_cert=YES\nssl_request_cert=YES\nca_certs_file={Local.File("clients.pem")}");
        using ClientCertificate alice = ClientCertificate.Load(Local.File("alice.crt"), Local.File("alice.key"));
        using ClientCertificate mallory = ClientCertificate.Load(Local.File("mallory.crt"), Local.File("mallory.key"));

        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(100_000);
        await using (FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Certificate = alice }, Cancellation))
        {
            TransferResult up = await client.UploadAsync(new MemoryStream(content), $"{directory}/file", null, Cancellation);
            var back = new MemoryStream();
            TransferResult down = await client.DownloadAsync($"{directory}/file", back, null, Cancellation);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "file")));
            Assert.Equal(content, back.ToArray());
            Assert.Equal((true, true), (up.Resumed, down.Resumed));
        }

        await Assert.ThrowsAnyAsync<Exception>(() => FtpsClient.ConnectAsync(Options(server) with { Certificate = mallory }, Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => FtpsClient.ConnectAsync(Options(server), Cancellation));
    }

    private async Task IssueAsync(string authority, string client)
    {
        Tool.Require("openssl");
        string ca = Local.File(authority);
        string own = Local.File(client);
        string[] key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        (await Tool.RunAsync("openssl", ["req", "-x509", .. key, "-days", "2", "-subj", $"/CN={authority}", "-keyout", ca + ".key", "-out", ca + ".pem"])).Succeeded();
        (await Tool.RunAsync("openssl", ["req", .. key, "-subj", $"/CN={client}", "-keyout", own + ".key", "-out", own + ".csr"])).Succeeded();
        (await Tool.RunAsync("openssl", ["x509", "-req", "-in", own + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial", "-days", "2", "-out", own + ".crt"])).Succeeded();
    }
}

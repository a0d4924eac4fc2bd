using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>The operating system's authorities, in the forms in which systems keep them.</summary>
public sealed class SystemStoreTests(ServerPark park) : OneShotTests(park)
{
    [Fact]
    public async Task An_authority_of_the_system_is_found_however_it_is_kept()
    {
        Tool.Require("openssl");
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/f", Site.Bytes(1000));
        string nowhere = Local.File("nowhere"), named = Directory.CreateDirectory(Local.File("named")).FullName, plain = Directory.CreateDirectory(Local.File("plain")).FullName;
        string hash = (await Tool.RunAsync("openssl", ["x509", "-hash", "-noout", "-in", server.CaFile])).Succeeded().Trim();
        File.Copy(server.CaFile, Path.Combine(named, $"{hash}.0"));
        File.Copy(server.CaFile, Path.Combine(plain, "authorities.crt"));
        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        foreach ((string file, string folder, int code) in ((string, string, int)[])[(nowhere, named, 0), (server.CaFile, nowhere, 0), (nowhere, plain, 0), (nowhere, nowhere, 4)])
        {
            (Ftps.Environment["SSL_CERT_FILE"], Ftps.Environment["SSL_CERT_DIR"]) = (file, folder);
            ProgramRun run = await Ftps.RunAsync(["cat", Url(server, $"{directory}/f")]);
            Assert.True(run.ExitCode == code, $"SSL_CERT_FILE={file}, SSL_CERT_DIR={folder}, expected {code}\n{run}");
        }
    }
}

using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.OneShots;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.ClientInterop.Tests.Tutorials;

/// <summary>An ordinary "FTPS with vsftpd" tutorial, word for word and in its order, with ftpsd in vsftpd's place; then once more with verification on.</summary>
[Collection("tutorials")]
public sealed class TutorialAcceptanceTests
{
    [Fact]
    public async Task The_tutorial_from_its_first_line_to_its_last()
    {
        SystemUser.Require();
        Tool.Require("openssl");
        Tool.Require("lftp");
        await using var server = new TutorialServer();
        using var home = new ScratchDirectory();

        await server.MakeCertificateAsync();
        server.WriteConfiguration();
        await server.StartAsync();
        string status = await server.StatusAsync();
        Assert.Matches(@"^ftpsd \S+ is ACTIVE since ", status);
        Assert.Contains($"0.0.0.0:{server.Port} ", status, StringComparison.Ordinal);
        Assert.True(server.Listens(), $"no listening socket of the server on port {server.Port}");
        await server.AddUserAsync();

        TutorialClient[] clients = [new(server, "lftp"), new(server, FtpsProgram.Executable)];
        foreach (TutorialClient client in clients)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await client.TypeAsync(home.Path, TutorialClient.Unverified));
            await client.PipeAsync(home.Path, TutorialClient.Unverified);
        }

        await WithoutTrustAsync(server, home);

        // Once more, and nobody is told not to look at the certificate.
        await server.TakeOwnCertificateAsync();
        string[] verified = [$"set ssl:ca-file {server.Authority}", "set ftp:ssl-force true", "set ftp:ssl-protect-data true", "set ftp:passive-mode true"];
        foreach (TutorialClient client in clients)
        {
            using var fresh = new ScratchDirectory();
            await client.TypeAsync(fresh.Path, verified);
            await client.PipeAsync(fresh.Path, verified);
        }

        using var trusting = new ScratchDirectory();
        var ftps = new FtpsProgram(trusting);
        string address = server.Port == 21 ? TutorialServer.Address : $"{TutorialServer.Address}:{server.Port}";
        (await ftps.RunAsync(["trust", "add", address, "--ca", server.Authority])).Ended(0);
        await clients[1].TypeAsync(trusting.Path);
        await clients[1].PipeAsync(trusting.Path);
    }

    // The tutorial's certificate with verification on: what is wrong is said, and the command that is named mends it.
    private static async Task WithoutTrustAsync(TutorialServer server, ScratchDirectory home)
    {
        var ftps = new FtpsProgram(home);
        string[] words = ["-u", $"{server.User.Name},{SystemUser.Password}", "-p", Site.Text(server.Port), "-e", "ls; exit", TutorialServer.Address];
        ProgramRun refused = await ftps.RunAsync(words);
        Assert.Contains("the certificate is self-signed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("a common name (CN=127.0.0.1) does not count, only subject alternative names do", refused.Error, StringComparison.Ordinal);
        Assert.Contains("ftpsd cert create --force --name 127.0.0.1", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("testfile.txt", refused.Output, StringComparison.Ordinal);

        string[] remedy = Regex.Match(refused.Error, @"ftps (trust add \S+ --pin \S+)").Groups[1].Value.Split(' ');
        (await ftps.RunAsync(remedy)).Ended(0);
        Assert.Contains("testfile.txt", (await ftps.RunAsync(words)).Ended(0).Output, StringComparison.Ordinal);
        Assert.Matches(@"warn: ftpsd\[6001\] .* names no host .*ftpsd cert create --name", server.Daemon.Error);
    }
}

using Sealane.ClientInterop.Tests.Servers;
using Sealane.ClientInterop.Tests.Terminal;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>What only a person at a terminal sees: the question of trust, and the one for the password.</summary>
public sealed class TerminalTests(ServerPark park) : OneShotTests(park)
{
    [Fact]
    public async Task A_person_is_asked_about_trust_and_password()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/f", Site.Bytes(1000));
        string url = Url(server, $"{directory}/f");
        await using (TerminalSession no = TerminalSession.Start([FtpsProgram.Executable, "get", url], Local.Path))
        {
            await no.WaitForAsync("Password for ftptest at localhost:");
            no.Type(ForeignServer.Password + TerminalSession.Enter);
            await no.WaitForAsync(@"Trust it\?");
            no.Type(TerminalSession.Enter);
            Assert.Equal(4, await no.EndAsync());
            Assert.DoesNotContain(ForeignServer.Password, no.Text, StringComparison.Ordinal);
        }

        await using (TerminalSession yes = TerminalSession.Start([FtpsProgram.Executable, "trust", "add", $"localhost:{server.Port}"], Local.Path))
        {
            await yes.WaitForAsync(@"Trust it\?");
            Assert.Contains("SHA-256", yes.Text, StringComparison.Ordinal);
            yes.Type("a" + TerminalSession.Enter);
            Assert.Equal(0, await yes.EndAsync());
        }

        await using TerminalSession get = TerminalSession.Start([FtpsProgram.Executable, "get", url], Local.Path);
        await get.WaitForAsync("Password for ftptest at localhost:");
        get.Type(ForeignServer.Password + TerminalSession.Enter);
        Assert.Equal(0, await get.EndAsync());
        Assert.Contains($"{directory}/f: 1000 B", get.Text, StringComparison.Ordinal);
        Assert.Equal(Site.Bytes(1000), File.ReadAllBytes(Local.File("f")));
    }
}

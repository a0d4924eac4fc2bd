using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>The tutorial's session in a real pseudo-terminal.</summary>
public sealed class TutorialTests
{
    /// <summary>What lftp shows is what the other shell is compared with: this test guards the expectation.</summary>
    [Fact]
    public async Task Lftp_shows_what_the_tutorial_promises()
    {
        Tool.Require("lftp");

        // TLS 1.2: with 1.3, lftp's uploads do not always arrive (ServerSmokeTests says why).
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Vsftpd, TlsRange.Only12);
        using var home = new ScratchDirectory();
        string shown = await Tutorial.RunAsync(server, ["lftp"], "lftp", home.Path);
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
    }

    /// <summary>The same session with our shell, against vsftpd and against our own server: the screen is the same but for the program's name.</summary>
    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.FtpsdPrefer)]
    public async Task Ftps_shows_the_same(ServerKind kind)
    {
        await using ForeignServer server = await ServerPark.StartAsync(kind, TlsRange.Both);
        using var home = new ScratchDirectory();
        string shown = await Tutorial.RunAsync(server, [Path.Combine(AppContext.BaseDirectory, "ftps")], "ftps", home.Path);
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
    }
}

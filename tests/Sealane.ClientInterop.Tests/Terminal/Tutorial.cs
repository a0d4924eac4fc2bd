using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>The tutorial's session, typed into a shell of lftp's kind: what is shown is what its readers are told to expect.</summary>
internal static class Tutorial
{
    /// <summary>Runs the session and compares the screen.</summary>
    /// <param name="server">Whose account's directory is empty.</param>
    /// <param name="shell">The program and its own options, as for a user who types it.</param>
    /// <param name="name">The program's name in its prompt.</param>
    /// <param name="home">A directory for it to work in.</param>
    public static async Task<string> RunAsync(ForeignServer server, IEnumerable<string> shell, string name, string home)
    {
        const string content = "Hello FTPS server\n";
        File.WriteAllText(Path.Combine(home, "testfile.txt"), content);
        string prompt = $"^{name} {ForeignServer.UserName}@127\\.0\\.0\\.1:[~/]*> ?$";
        await using TerminalSession terminal = TerminalSession.Start([.. shell, "-u", ForeignServer.UserName, "-p", $"{server.Port}", "127.0.0.1"], home);

        // A password that is typed is not shown: by ours not even when it comes in the moment of the question.
        await terminal.WaitForPromptAsync("^Password: ?$");
        if (name == "lftp")
        {
            terminal.TypeUnseen(ForeignServer.Password);
        }
        else
        {
            terminal.Type(ForeignServer.Password + TerminalSession.Enter);
        }

        await terminal.WaitForPromptAsync(prompt);
        foreach (string setting in (string[])["ssl:verify-certificate no", "ftp:ssl-force true", "ftp:ssl-protect-data true", "ftp:passive-mode true"])
        {
            await terminal.EnterAsync($"set {setting}", prompt);
        }

        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("put testfile.txt", prompt), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(server.PathOf("testfile.txt")));
        Assert.Matches(@"(?m)^-rw------- .* 18 \w{3} .*testfile\.txt$", await terminal.EnterAsync("ls", prompt));

        string refused = await terminal.EnterAsync("get testfile.txt", prompt);
        Assert.Contains("testfile.txt: file already exists and xfer:clobber is unset", refused, StringComparison.Ordinal);
        await terminal.EnterAsync("set xfer:clobber yes", prompt);
        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("get testfile.txt", prompt), StringComparison.Ordinal);
        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("get testfile.txt -o testfile_copy.txt", prompt), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path.Combine(home, "testfile_copy.txt")));
        terminal.Type("exit" + TerminalSession.Enter);
        Assert.Equal(0, await terminal.EndAsync());
        Assert.DoesNotContain(ForeignServer.Password, terminal.Text, StringComparison.Ordinal);
        return terminal.Text;
    }
}

using Sealane.ClientInterop.Tests.Terminal;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.ClientInterop.Tests.Tutorials;

/// <summary>The tutorial's steps 6 to 10: a shell of lftp's kind, at a terminal and in a pipe.</summary>
/// <param name="server">To which it goes.</param>
/// <param name="program">The shell.</param>
internal sealed class TutorialClient(TutorialServer server, string program)
{
    private const string Content = "Hello from client\n";

    /// <summary>The tutorial's lines, as it has them.</summary>
    public static readonly string[] Unverified = ["set ssl:verify-certificate no", "set ftp:ssl-force true", "set ftp:ssl-protect-data true", "set ftp:passive-mode true"];

    private static string Name(string program) => Path.GetFileName(program);

    private string[] Command => [program, "-u", $"{server.User.Name},{SystemUser.Password}", .. server.Port == 21 ? (string[])[] : ["-p", Site.Text(server.Port)], TutorialServer.Address];

    /// <summary>Typed at a terminal.</summary>
    /// <param name="home">HOME and working directory.</param>
    /// <param name="settings">What is set before the first command.</param>
    /// <returns>What the terminal showed.</returns>
    public async Task<string> TypeAsync(string home, params string[] settings)
    {
        string local = await PrepareAsync(home);
        string prompt = $"^{Name(program)} {server.User.Name}@127\\.0\\.0\\.1:[~/]*> ?$";
        await using TerminalSession terminal = TerminalSession.Start(Command, home);
        await terminal.WaitForPromptAsync(prompt);
        foreach (string setting in settings)
        {
            Assert.Equal("", (await terminal.EnterAsync(setting, prompt)).Trim());
        }

        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("put testfile.txt", prompt), StringComparison.Ordinal);
        Assert.Matches(await ListedAsync(), await terminal.EnterAsync("ls", prompt));
        Assert.Contains("testfile.txt: file already exists and xfer:clobber is unset", await terminal.EnterAsync("get testfile.txt", prompt), StringComparison.Ordinal);
        await terminal.EnterAsync("set xfer:clobber on", prompt);
        File.WriteAllText(local, "no longer what was sent");
        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("get testfile.txt", prompt), StringComparison.Ordinal);
        Assert.Equal(Content, File.ReadAllText(local));
        Assert.Contains("18 bytes transferred", await terminal.EnterAsync("get testfile.txt -o testfile_copy.txt", prompt), StringComparison.Ordinal);
        terminal.Type("exit" + TerminalSession.Enter);
        Assert.Equal(0, await terminal.EndAsync());
        AssertArrived(home);
        return terminal.Text;
    }

    /// <summary>The same lines from a file.</summary>
    public async Task PipeAsync(string home, params string[] settings)
    {
        string local = await PrepareAsync(home);
        string lines = string.Join('\n', [.. settings, "put testfile.txt", "ls", "get testfile.txt", "set xfer:clobber on", "get testfile.txt", "get testfile.txt -o testfile_copy.txt", "exit", ""]);
        ToolRun run = await Tool.RunAsync("env", ["HOME=" + home, .. Command], lines, home);
        Assert.Matches(await ListedAsync(), run.Succeeded());
        Assert.Contains($"get: {local}: file already exists and xfer:clobber is unset", run.Error, StringComparison.Ordinal);
        AssertArrived(home);
    }

    /// <summary>Step 6, and nothing left of an earlier run.</summary>
    private async Task<string> PrepareAsync(string home)
    {
        File.Delete(server.Uploaded);
        File.Delete(Path.Combine(home, "testfile_copy.txt"));
        (await Tool.RunAsync("/bin/sh", ["-c", "echo \"Hello from client\" > testfile.txt"], directory: home)).Succeeded();
        string local = Path.Combine(home, "testfile.txt");
        Assert.Equal(Content, File.ReadAllText(local));
        return local;
    }

    /// <summary>Step 8: the line that the tutorial shows, with this user's numbers.</summary>
    private async Task<string> ListedAsync()
    {
        string user = (await Tool.RunAsync("/usr/bin/id", ["-u", server.User.Name])).Succeeded().Trim(), group = (await Tool.RunAsync("/usr/bin/id", ["-g", server.User.Name])).Succeeded().Trim();
        return $@"(?m)^-rw-------    1 {user,-8} {group,-8}       18 [A-Z][a-z]{{2}} \d\d \d\d:\d\d testfile\.txt$";
    }

    /// <summary>Step 10, and the file on the server, which is the user's.</summary>
    private void AssertArrived(string home)
    {
        Assert.Equal(Content, File.ReadAllText(Path.Combine(home, "testfile_copy.txt")));
        Assert.Equal(Content, File.ReadAllText(server.Uploaded));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Uploaded));
    }
}

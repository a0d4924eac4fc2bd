using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.OneShots;
using Sealane.ClientInterop.Tests.Terminal;
using Sealane.Interop.Tests.LocalUsers;

namespace Sealane.ClientInterop.Tests.Tutorials;

/// <summary>docs/tutorial.md, carried out: every block, in its order, as it is printed, and what it shows is what is shown.</summary>
[Collection("tutorials")]
public sealed class TutorialDocumentTests : IDisposable
{
    private const string Host = "localhost";
    private readonly ScratchDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Every_block_does_what_is_printed()
    {
        SystemUser.Require();
        Tool.Require("lftp");
        await using var server = new TutorialServer();
        foreach ((string kind, string text) in Blocks())
        {
            switch (kind)
            {
                case "ini":
                    File.WriteAllText(server.Configuration, text);
                    break;
                case "console":
                    await PlayAsync(server, ConsoleStep.Parse(text));
                    break;
                case "vsftpd.conf":
                    Assert.Equal(TutorialServer.TutorialConfiguration("/etc/ssl/private"), text);
                    break;
                case "lftp":
                    Assert.Equal(TutorialClient.Unverified, text.TrimEnd('\n').Split('\n'));
                    break;
                default:
                    Assert.Fail($"a block of a kind that nobody carries out: {kind}");
                    break;
            }
        }

        // The last step was reached, and the file is there.
        Assert.Equal("Hello from client\n", File.ReadAllText(_home.File("testfile_copy.txt")));
        Assert.True(File.Exists(_home.File("ca.pem")));
    }

    private async Task PlayAsync(TutorialServer server, IReadOnlyList<ConsoleStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            ConsoleStep step = steps[i];
            if (step.Line.StartsWith("adduser ", StringComparison.Ordinal))
            {
                // It asks for the password; a script's way of the same.
                await server.AddUserAsync();
            }
            else if (step.Line.StartsWith("ftpsd serve", StringComparison.Ordinal))
            {
                await server.StartAsync();
                AssertShown(server, step, server.Daemon.Error);
            }
            else if (step.Line.StartsWith("ftps trust", StringComparison.Ordinal))
            {
                await AnswerAsync(server, step);
            }
            else if (Regex.IsMatch(step.Line, "^l?ftps? -u "))
            {
                ConsoleStep[] typed = [.. steps.Skip(i + 1).TakeWhile(next => next.Prompt == "shell")];
                await TypeAsync(server, step, typed);
                i += typed.Length;
            }
            else
            {
                ToolRun run = await Tool.RunAsync("/bin/sh", ["-c", Here(server, step.Line)], directory: _home.Path);
                AssertShown(server, step, run.Succeeded());
            }
        }
    }

    // The question of trust, and the answer that is printed behind it.
    private async Task AnswerAsync(TutorialServer server, ConsoleStep step)
    {
        await using TerminalSession terminal = TerminalSession.Start(["/bin/sh", "-c", Here(server, step.Line)], _home.Path);
        string question = step.Shown[^1];
        await terminal.WaitForPromptAsync("^" + Regex.Escape(question[..^2]));
        terminal.Type(question[^1] + TerminalSession.Enter);
        Assert.Equal(0, await terminal.EndAsync());

        // The terminal is narrower than a fingerprint.
        AssertShown(server, step, Regex.Replace(terminal.Text, $"(?m)(?<=^.{{{TerminalSession.Columns}}})\n", ""));
    }

    private async Task TypeAsync(TutorialServer server, ConsoleStep start, ConsoleStep[] typed)
    {
        string shell = start.Line.Split(' ')[0], prompt = $"^{shell} {server.User.Name}@{Host}:[~/]*> ?$";
        await using TerminalSession terminal = TerminalSession.Start(["/bin/sh", "-c", Here(server, start.Line)], _home.Path);
        Assert.Equal(["Password:"], start.Shown);
        await terminal.WaitForPromptAsync("^Password: ?$");
        terminal.TypeUnseen(SystemUser.Password);
        await terminal.WaitForPromptAsync(prompt);
        foreach (ConsoleStep step in typed[..^1])
        {
            AssertShown(server, step, await terminal.EnterAsync(step.Line, prompt));
        }

        Assert.Equal("exit", typed[^1].Line);
        terminal.Type(typed[^1].Line + TerminalSession.Enter);
        Assert.Equal(0, await terminal.EndAsync());
        AssertShown(server, typed[^1], "");
    }

    // The document's machine is this one: names, places and programs are those of the test.
    private static string Here(TutorialServer server, string line)
    {
        string here = Regex.Replace(line, @"^scp \S+?:(\S+)", "cp $1");
        here = Regex.Replace(here, "^ftpsd (cert create|cert show|status)(.*)$", "ftpsd $1$2 --state-dir /var/lib/ftpsd");
        here = Regex.Replace(here, "^ftpsd ", DaemonProcess.Executable + " ");
        here = Regex.Replace(here, "^ftps ", FtpsProgram.Executable + " ");
        here = here.Replace("/etc/ftpsd.conf", server.Configuration, StringComparison.Ordinal).Replace("/var/lib/ftpsd", server.State, StringComparison.Ordinal);
        if (server.Port != 21)
        {
            here = here.Replace("trust add ftp.example.org", $"trust add ftp.example.org:{server.Port}", StringComparison.Ordinal).Replace(" -u ftptest ", $" -u ftptest -p {server.Port} ", StringComparison.Ordinal);
        }

        return Renamed(server, here);
    }

    private static string Renamed(TutorialServer server, string text)
    {
        string renamed = text.Replace("ftp.example.org", Host, StringComparison.Ordinal);
        return renamed.Contains("ftptest", StringComparison.Ordinal) ? Regex.Replace(renamed, @"\bftptest\b", server.User.Name) : renamed;
    }

    private static void AssertShown(TutorialServer server, ConsoleStep step, string shown)
    {
        if (step.Shown.Count == 0)
        {
            Assert.True(string.IsNullOrWhiteSpace(shown), $"the document shows nothing below {step.Line}, and there is\n{shown}");
        }

        Assert.All(step.Patterns, pattern => Assert.Matches(Renamed(server, pattern), shown));
    }

    private static (string Kind, string Text)[] Blocks([CallerFilePath] string file = "")
    {
        string document = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/tutorial.md"));
        (string, string)[] blocks = [.. Regex.Matches(document, "^```([^\n]+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        Assert.Equal(Regex.Count(document, "(?m)^```"), 2 * blocks.Length);
        return blocks;
    }
}

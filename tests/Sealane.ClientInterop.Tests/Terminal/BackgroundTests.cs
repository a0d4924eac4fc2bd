using System.Diagnostics;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>Leaving the prompt with jobs running, under a shell with job control, as a person has it.</summary>
public sealed class BackgroundTests(ServerPark park) : ServerTests(park)
{
    private const string Prompt = "^ftps .*> ?$";
    private const string ShellPrompt = @"^sh\$ ?$";
    private const int Size = 3_000_000;

    private async Task<TerminalSession> OpenAsync()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string name, _) = server.MakeDirectory();
        server.PutFile($"{name}/big.bin", Site.Bytes(Size));
        File.WriteAllText(Path.Combine(Local.Path, "rc"), $"""
            set ssl:ca-file {server.CaFile}
            open -u "{ForeignServer.UserName},{ForeignServer.Password}" ftp://127.0.0.1:{server.Port}
            cd {name}

            """);
        return await ShellAsync();
    }

    private async Task<TerminalSession> ShellAsync()
    {
        TerminalSession terminal = TerminalSession.Start(["bash", "--norc", "-i"], Local.Path, new Dictionary<string, string?>
        {
            ["PS1"] = "sh$ ",
            ["PATH"] = AppContext.BaseDirectory + ":" + Environment.GetEnvironmentVariable("PATH"),
        });
        await terminal.WaitForPromptAsync(ShellPrompt);
        return terminal;
    }

    // Where processes of the background can be attached to.
    private string Doors => Path.Combine(Local.Path, ".local/share/ftps/bg");

    private async Task UntilInBackgroundAsync(int processes)
    {
        long start = Stopwatch.GetTimestamp();
        while ((Directory.Exists(Doors) ? Directory.GetFiles(Doors).Length : 0) != processes)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"not {processes} in the background\n{(File.Exists(Log) ? File.ReadAllText(Log) : "")}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private string Log => Path.Combine(Local.Path, ".local/share/ftps/log");

    private string Big => Path.Combine(Local.Path, "big.bin");

    [Fact]
    public async Task Jobs_go_on_when_the_prompt_is_left_and_somebody_can_come_back()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --rcfile rc", Prompt);
        Assert.Contains("[0] (repeat", await terminal.EnterAsync("(repeat -d 0.2 --until-ok \"!test -e go\" && get big.bin) &", Prompt), StringComparison.Ordinal);
        Assert.Matches(@"\[\d+\] Moving to background", await terminal.EnterAsync("exit 7", ShellPrompt));
        Assert.Equal("0", (await terminal.EnterAsync("echo $?", ShellPrompt)).Trim());
        await terminal.EnterAsync("ftps --norc", Prompt);
        Assert.Matches(@"\[\d+\] Attached to terminal", await terminal.EnterAsync("attach", Prompt));
        Assert.Contains("get big.bin", await terminal.EnterAsync("jobs", Prompt), StringComparison.Ordinal);

        // The signals of this terminal are the other process's now.
        terminal.Type("sleep 100" + TerminalSession.Enter);
        await terminal.WaitForAsync("^Sleep time left");
        terminal.Type(TerminalSession.CtrlC);
        await terminal.WaitForAsync("^Interrupt$");
        await terminal.WaitForPromptAsync(Prompt);
        await terminal.EnterAsync("!touch go", Prompt);
        await terminal.EnterAsync("wait all", Prompt);
        Assert.Equal(Size, new FileInfo(Big).Length);
        Assert.Contains("detaching from the terminal", await terminal.EnterAsync("exit 7", Prompt), StringComparison.Ordinal);
        Assert.Equal("still here", (await terminal.EnterAsync("echo still here", Prompt)).Trim());
        await terminal.EnterAsync("exit", ShellPrompt);
        Assert.Contains("in the background: (repeat", File.ReadAllText(Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_attached_gives_its_exit_code_back()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --rcfile rc", Prompt);
        await terminal.EnterAsync("sleep 100 &", Prompt);
        await terminal.EnterAsync("exit", ShellPrompt);
        await terminal.EnterAsync("ftps --norc", Prompt);
        await terminal.EnterAsync("attach", Prompt);
        await terminal.EnterAsync("kill all", Prompt);
        await terminal.EnterAsync("exit 7", Prompt);
        await terminal.EnterAsync("exit", ShellPrompt);
        Assert.Equal("7", (await terminal.EnterAsync("echo $?", ShellPrompt)).Trim());
    }

    [Fact]
    public async Task A_terminal_that_goes_takes_no_job_with_it()
    {
        await using (TerminalSession first = await OpenAsync())
        {
            await first.EnterAsync("ftps --rcfile rc", Prompt);
            await first.EnterAsync("(repeat -d 0.2 --until-ok \"!test -e go\" && get big.bin) &", Prompt);
            await first.HangUpAsync();
        }

        await UntilInBackgroundAsync(1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Doors));
        await using (TerminalSession second = await ShellAsync())
        {
            await second.EnterAsync("ftps --norc", Prompt);
            Assert.Contains("Attached to terminal", await second.EnterAsync("attach", Prompt), StringComparison.Ordinal);
            await second.HangUpAsync();
        }

        File.WriteAllText(Path.Combine(Local.Path, "go"), "");
        await UntilInBackgroundAsync(0);
        Assert.Equal(Site.Bytes(Size), File.ReadAllBytes(Big));
    }

    [Fact]
    public async Task A_front_process_that_is_killed_is_a_hangup()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --rcfile rc", Prompt);
        await terminal.EnterAsync("(repeat -d 0.2 --until-ok \"!test -e go\" && get big.bin) &", Prompt);
        terminal.Type("!kill -9 $(cut -d\" \" -f4 /proc/$PPID/stat)" + TerminalSession.Enter);
        await UntilInBackgroundAsync(1);
        File.WriteAllText(Path.Combine(Local.Path, "go"), "");
        await UntilInBackgroundAsync(0);
        Assert.Equal(Site.Bytes(Size), File.ReadAllBytes(Big));
    }

    [Fact]
    public async Task Without_detaching_the_shell_brings_the_prompt_back()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --rcfile rc", Prompt);
        await terminal.EnterAsync("set cmd:move-background-detach no", Prompt);
        await terminal.EnterAsync("sleep 100 &", Prompt);
        await terminal.EnterAsync("exit", ShellPrompt);
        await terminal.EnterAsync("fg", Prompt);
        Assert.Contains("sleep 100", await terminal.EnterAsync("jobs", Prompt), StringComparison.Ordinal);
        await terminal.EnterAsync("kill all", Prompt);
        await terminal.EnterAsync("exit", ShellPrompt);
    }

    [Fact]
    public async Task Where_jobs_may_not_go_on_leaving_is_refused_once_bg_forces_it()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --rcfile rc", Prompt);
        await terminal.EnterAsync("set cmd:move-background no", Prompt);
        await terminal.EnterAsync("set cmd:at-background \"!touch at-background\"; set cmd:at-exit-bg \"!touch at-exit-bg\"; set cmd:at-exit-fg \"!touch at-exit-fg\"", Prompt);
        await terminal.EnterAsync("sleep 100 &", Prompt);
        Assert.Contains("exit bg", await terminal.EnterAsync("exit", Prompt), StringComparison.Ordinal);
        await terminal.EnterAsync("exit bg", ShellPrompt);
        await terminal.EnterAsync("ftps --norc", Prompt);
        await terminal.EnterAsync("attach", Prompt);
        await terminal.EnterAsync("kill all", Prompt);
        await terminal.EnterAsync("exit", Prompt);
        await terminal.EnterAsync("exit", ShellPrompt);
        Assert.True(File.Exists(Path.Combine(Local.Path, "at-background")));
    }

    [Fact]
    public async Task Suspended_and_brought_back_the_line_is_still_there()
    {
        await using TerminalSession terminal = await OpenAsync();
        await terminal.EnterAsync("ftps --norc", Prompt);
        terminal.Type("echo half");
        await terminal.WaitForPromptAsync("> echo half$");
        terminal.Type("\x1a");
        await terminal.WaitForPromptAsync(ShellPrompt);
        terminal.Type("fg" + TerminalSession.Enter);
        await terminal.WaitForPromptAsync("> echo half$");
        Assert.Equal("half-done", (await terminal.EnterAsync("-done", Prompt)).Trim());
        await terminal.EnterAsync("exit", ShellPrompt);
    }
}

using System.Runtime.InteropServices;
using Sealane.Shell.Background;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using Sealane.Shell.Settings;

namespace Sealane.Shell;

/// <summary>One run of the shell, from its rc files to its exit code.</summary>
/// <param name="shell">The shell.</param>
/// <param name="invocation">The command line.</param>
internal sealed class ShellRun(ShellSession shell, Invocation invocation) : IDisposable
{
    private const int InterruptedCode = 130;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _signals = [];
    private PromptLoop? _prompt;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        shell.Departure?.Dispose();
        _stop.Dispose();
        shell.Debug.Dispose();
    }

    public async Task<int> RunAsync(bool isPrompt)
    {
        var prompt = new PromptLoop(shell, _stop.Token);
        _prompt = prompt;
        Watch();
        shell.AskPassword = Console.IsInputRedirected ? null : prompt.AskPassword;
        shell.AskTrust = isPrompt && shell.IsInteractive ? prompt.AskTrustAsync : null;
        shell.Jobs.AllDone = OnAllDone;
        try
        {
            await RunRcFilesAsync().ConfigureAwait(false);
            bool atPrompt = await RunInputAsync(isPrompt).ConfigureAwait(false);
            int code = await LeaveAsync().ConfigureAwait(false);
            while (atPrompt && shell.Jobs.All().Count > 0 && shell.Departure is { IsPossible: true } departure && await departure.LeaveAsync(_stop.Token).ConfigureAwait(false))
            {
                await prompt.RunAsync().ConfigureAwait(false);
                code = await LeaveAsync().ConfigureAwait(false);
            }

            return await FinishAsync(code).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await shell.Jobs.StopAllAsync().ConfigureAwait(false);
            await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
            return InterruptedCode;
        }
    }

    /// <returns>Whether a person is at the prompt.</returns>
    private async Task<bool> RunInputAsync(bool isPrompt)
    {
        Interpreter top = shell.Top;
        if (invocation.Commands is { } commands)
        {
            await RunTextAsync(commands).ConfigureAwait(false);
        }
        else if (invocation.ScriptFile is { } file)
        {
            await RunTextAsync("source " + Quoting.Argument(file)).ConfigureAwait(false);
        }
        else if (invocation.Opens)
        {
            await OpenAsync().ConfigureAwait(false);
        }

        if (!isPrompt)
        {
            return false;
        }

        shell.IsInteractive = shell.Settings.TriState("cmd:interactive") ?? shell.IsInteractive;
        if (shell.IsInteractive && !Console.IsInputRedirected)
        {
            await _prompt!.RunAsync().ConfigureAwait(false);
            return true;
        }

        if (top.Exit is null)
        {
            try
            {
                await ReadScriptAsync(Console.In).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A closed descriptor, or a directory: there is no script.
                shell.Screen.Error.Write($"{ProgramName.Shown}: the standard input cannot be read: {LocalFault.Of(e)}\n");
                top.LastExitCode = 1;
            }
        }

        return false;
    }

    private async Task OpenAsync()
    {
        var job = new Job("open", null);
        var command = new OpenCommand();
        string[] words = [.. invocation.Parsed.Operands];
        try
        {
            var context = new CommandContext(shell.Top, command, words.Length > 0 && !words[0].Contains("://", StringComparison.Ordinal) ? "open" : ProgramName.Shown, [], job, shell.Streams);
            shell.Top.LastExitCode = await SiteOpening.RunAsync(invocation.Parsed, context).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As with every command: what it runs into is a message and an exit code, and must not take the program with it.
        catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            shell.Top.LastExitCode = shell.Complaints.Report(e, e.Message.EndsWith("not supported protocol", StringComparison.Ordinal) ? ProgramName.Shown : "open", shell.Streams.Error);
            if (invocation.Parsed.Value("e") is { } commands)
            {
                await RunTextAsync(commands).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads commands line by line: what one line does is done before the next is read.</summary>
    private async Task ReadScriptAsync(TextReader input)
    {
        string pending = "";
        while (shell.Top.Exit is null && await input.ReadLineAsync(_stop.Token).ConfigureAwait(false) is { } line)
        {
            pending += line + "\n";
            Script script = Parser.Parse(pending);
            if (!script.IsIncomplete)
            {
                pending = "";
                await shell.Top.RunAsync(script, _stop.Token).ConfigureAwait(false);
            }
        }

        if (pending.Length > 0 && shell.Top.Exit is null)
        {
            await shell.Top.RunAsync(pending, _stop.Token).ConfigureAwait(false);
            shell.Screen.Error.Write("Warning: discarding incomplete command\n");
        }
    }

    private async Task RunTextAsync(string text) => await shell.Top.RunAsync(text, _stop.Token).ConfigureAwait(false);

    // What rc files set without effect is told once, in one line, and to a person only: a script's every run would repeat it.
    private async Task RunRcFilesAsync()
    {
        EnvironmentSettings.Apply(shell.Settings, Environment.GetEnvironmentVariable);
        string[] files = [UserFiles.SystemRc, .. invocation.Parsed.Has("norc") ? [] : shell.Files.UserRc(), .. invocation.Parsed.Value("rcfile") is { } given ? [given] : Array.Empty<string>()];
        foreach (string file in files)
        {
            if (file == UserFiles.SystemRc && !File.Exists(file))
            {
                continue;
            }

            shell.Settings.Notices.Collecting = true;
            await RunTextAsync("command source " + Quoting.Argument(Path.GetFullPath(file))).ConfigureAwait(false);
            shell.Settings.Notices.Collecting = false;
            IReadOnlyList<string> names = shell.Settings.Notices.TakeCollected();
            if (names.Count > 0 && shell.IsInteractive)
            {
                shell.Screen.Error.Write($"{file}: accepted and without effect here: {string.Join(", ", names)}\n");
            }
        }

        shell.Top.LastExitCode = 0;
    }

    /// <summary>What is to be done on leaving the prompt or the script, whatever becomes of the jobs.</summary>
    /// <returns>The exit code.</returns>
    private async Task<int> LeaveAsync()
    {
        int code = await shell.Top.SettleAsync().ConfigureAwait(false);
        code = shell.Top.Exit?.Code ?? code;
        shell.Top.Exit = null;
        await RunLastAsync("cmd:at-exit").ConfigureAwait(false);
        foreach (CommandQueue queue in shell.Queues())
        {
            queue.Start();
        }

        await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
        return code;
    }

    private async Task<int> FinishAsync(int code)
    {
        bool isAway = shell.Departure is { IsAway: true };
        await RunLastAsync(isAway ? "cmd:at-exit-bg" : "cmd:at-exit-fg").ConfigureAwait(false);
        await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
        if (shell.IsInteractive && shell.Jobs.All().Count > 0)
        {
            shell.Screen.Output.Write($"[{Environment.ProcessId}] Waiting for jobs to finish (Ctrl-C ends them; `exit kill' does so at once)...\n");
        }

        while (shell.Jobs.All() is [.., { } job])
        {
            await ((Task)job.Completion).WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Token.ThrowIfCancellationRequested();
            shell.Jobs.Remove(job);
        }

        await RunLastAsync("cmd:at-terminate").ConfigureAwait(false);
        if (shell.Remote.Shutdown is { } shutdown)
        {
            await shutdown().ConfigureAwait(false);
        }

        await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
        if (shell.Departure is { } departure)
        {
            await departure.EndAsync(code & 0xFF).ConfigureAwait(false);
        }

        return code & 0xFF;
    }

    private async Task RunLastAsync(string setting)
    {
        if (shell.Settings.Text(setting) is { Length: > 0 } command)
        {
            await shell.Top.RunAsync(command, _stop.Token).ConfigureAwait(false);
            shell.Top.Exit = null;
        }
    }

    private void OnAllDone()
    {
        if (shell.IsInteractive && shell.Settings.Text("cmd:at-finish") is { Length: > 0 } command)
        {
            _ = shell.Top.Fork(new Job("at-finish", null)).RunAsync(command, _stop.Token);
        }
    }

    private void Watch()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            OnSignal(ProcessCalls.Interrupt);
        }));
        if (!shell.IsInteractive || OperatingSystem.IsWindows())
        {
            return;
        }

        foreach ((PosixSignal signal, int number) in ((PosixSignal, int)[])[(PosixSignal.SIGTSTP, ProcessCalls.Suspend), (PosixSignal.SIGHUP, ProcessCalls.Hangup), (PosixSignal.SIGWINCH, ProcessCalls.WindowChange), (PosixSignal.SIGCONT, ProcessCalls.Continue)])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = number != ProcessCalls.Continue;
                if (number == ProcessCalls.Continue)
                {
                    shell.Departure?.Continued();
                }

                OnSignal(number);
            }));
        }

        if (shell.Departure is { } departure)
        {
            departure.Watch();
            departure.Signalled = number =>
            {
                if (number == ProcessCalls.WindowChange)
                {
                    // The runtime asks for the size anew when the signal itself comes.
                    ProcessCalls.Signal(Environment.ProcessId, number);
                }
                else
                {
                    OnSignal(number);
                }
            };
        }
    }

    private void OnSignal(int number)
    {
        if (shell.Foreground.Forward is { } forward)
        {
            forward(number);
            return;
        }

        switch (number)
        {
            case ProcessCalls.Interrupt:
                OnInterrupt();
                break;
            case ProcessCalls.Suspend:
                shell.Foreground.Suspend();
                break;
            case ProcessCalls.Hangup:
                // The terminal is gone. Jobs go on if they can, the one in the foreground too; the prompt reads the end of its input.
                shell.Top.Exit = new ExitRequest(shell.Top.LastExitCode, true, IsForced: true);
                shell.Foreground.Suspend();
                _prompt?.HangUp();
                break;
            default:
                _prompt?.Redraw();
                break;
        }
    }

    // At the prompt Ctrl-C ends what runs in the foreground; a script it ends as a whole.
    private void OnInterrupt()
    {
        if (!shell.IsInteractive || !shell.Foreground.Interrupt())
        {
            if (!shell.IsInteractive || shell.Top.Exit is not null)
            {
                shell.Foreground.Interrupt();
                _stop.Cancel();
            }
        }
    }
}

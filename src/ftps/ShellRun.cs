using System.Runtime.InteropServices;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using Sealane.Shell.Screen;

namespace Sealane.Shell;

/// <summary>One run of the shell, from its rc files to its exit code.</summary>
/// <param name="shell">The shell.</param>
/// <param name="invocation">The command line.</param>
internal sealed class ShellRun(ShellSession shell, Invocation invocation) : IDisposable
{
    private const int InterruptedCode = 130;
    private readonly CancellationTokenSource _stop = new();
    private LineEditor? _editor;
    private volatile bool _isReading;

    public void Dispose()
    {
        _stop.Dispose();
        shell.Debug.Dispose();
    }

    public async Task<int> RunAsync(bool isPrompt)
    {
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        using PosixSignalRegistration? suspend = shell.IsInteractive && !OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context => context.Cancel = shell.Foreground.Suspend()) : null;
        shell.AskPassword = AskPassword();
        shell.AskTrust = isPrompt && shell.IsInteractive ? AskTrustAsync : null;
        shell.Jobs.AllDone = OnAllDone;
        try
        {
            await RunRcFilesAsync().ConfigureAwait(false);
            await RunInputAsync(isPrompt).ConfigureAwait(false);
            int code = await FinishAsync().ConfigureAwait(false);
            return code;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await shell.Jobs.StopAllAsync().ConfigureAwait(false);
            await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
            return InterruptedCode;
        }
    }

    private async Task RunInputAsync(bool isPrompt)
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

        if (!isPrompt || top.Exit is not null)
        {
            return;
        }

        shell.IsInteractive = shell.Settings.TriState("cmd:interactive") ?? shell.IsInteractive;
        if (shell.IsInteractive && !Console.IsInputRedirected)
        {
            await ReadPromptAsync().ConfigureAwait(false);
        }
        else
        {
            await ReadScriptAsync(Console.In).ConfigureAwait(false);
        }
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
        catch (CommandException e)
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

    private async Task ReadPromptAsync()
    {
        _editor = new LineEditor(shell.Screen, new Completion(shell));
        string pending = "";
        while (shell.Top.Exit is null)
        {
            foreach (string done in shell.Jobs.TakeDone())
            {
                shell.Screen.Output.Write(done + "\n");
            }

            string prompt = pending.Length > 0 ? "> " : PromptText.Expand(shell.Settings.Text("cmd:prompt"), shell.Top.Place, ProgramName.Shown, ProgramName.Version);
            string[] history = [.. shell.History.Lines.Select(kept => kept.Text)];
            _isReading = true;
            string? line = await Task.Run(() => _editor.ReadLineAsync(prompt, history)).ConfigureAwait(false);
            _isReading = false;
            if (line is null)
            {
                shell.Top.Exit = new ExitRequest(shell.Top.LastExitCode, true);
                break;
            }

            shell.History.Add(line, DateTime.Now);
            pending += line + "\n";
            Script script = Parser.Parse(pending);
            if (!script.IsIncomplete)
            {
                pending = "";
                await RunLineAsync(script).ConfigureAwait(false);
            }
        }

        if (shell.Settings.Flag("cmd:save-rl-history"))
        {
            SaveHistory();
        }
    }

    private async Task RunLineAsync(Script script)
    {
        long start = Environment.TickCount64;
        shell.Foreground.WasInterrupted = false;
        foreach (Statement statement in script.Statements)
        {
            await shell.Top.RunAsync(new Script([statement]), _stop.Token).ConfigureAwait(false);
            if (shell.Foreground.WasInterrupted || shell.Top.Exit is not null)
            {
                break;
            }
        }

        await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
        TimeSpan? patience = shell.Settings.Interval("cmd:long-running");
        if (patience is { } limit && limit > TimeSpan.Zero && TimeSpan.FromMilliseconds(Environment.TickCount64 - start) > limit)
        {
            shell.Screen.Raw("\a");
        }
    }

    private async Task RunTextAsync(string text) => await shell.Top.RunAsync(text, _stop.Token).ConfigureAwait(false);

    // What rc files set without effect is told once, in one line, and to a person only: a script's every run would repeat it.
    private async Task RunRcFilesAsync()
    {
        string[] files = [UserFiles.SystemRc, .. invocation.Parsed.Value("rcfile") is { } given ? [given] : invocation.Parsed.Has("norc") ? [] : shell.Files.UserRc()];
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

    private async Task<int> FinishAsync()
    {
        int code = shell.Top.Exit?.Code ?? shell.Top.LastExitCode;
        shell.Top.Exit = null;
        foreach (string setting in (string[])["cmd:at-exit", "cmd:at-exit-fg"])
        {
            await RunLastAsync(setting).ConfigureAwait(false);
        }

        foreach (CommandQueue queue in shell.Queues())
        {
            queue.Start();
        }

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

    private void SaveHistory()
    {
        try
        {
            shell.History.WriteTo(null, (int)Math.Min(int.MaxValue, shell.Settings.Number("cmd:stifle-rl-history")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Screen.Error.Write($"history: {shell.Files.History}: {LocalFault.Of(e)}\n");
        }
    }

    private void OnAllDone()
    {
        if (shell.IsInteractive && shell.Settings.Text("cmd:at-finish") is { Length: > 0 } command)
        {
            _ = shell.Top.Fork(new Job("at-finish", null)).RunAsync(command, _stop.Token);
        }
    }

    // At the prompt Ctrl-C ends what runs in the foreground; a script it ends as a whole.
    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!shell.IsInteractive || !shell.Foreground.Interrupt())
        {
            if (!shell.IsInteractive || shell.Top.Exit is not null)
            {
                shell.Foreground.Interrupt();
                _stop.Cancel();
            }
        }
    }

    // A job in the background cannot ask while the person types a command: then an unknown server is refused.
    private async ValueTask<TrustAnswer> AskTrustAsync(UnknownServer server, CancellationToken cancellation)
    {
        if (_isReading || !shell.IsInteractive)
        {
            return TrustAnswer.No;
        }

        shell.Screen.SetStatus([]);
        foreach (string line in TrustScreen.Lines(server))
        {
            shell.Screen.Error.Write(line + "\n");
        }

        _editor ??= new LineEditor(shell.Screen, new Completion(shell));
        _isReading = true;
        try
        {
            return TrustScreen.Parse(await Task.Run(() => _editor.ReadLineAsync(TrustScreen.Prompt, []), cancellation).ConfigureAwait(false));
        }
        finally
        {
            _isReading = false;
        }
    }

    private Func<string, Secret?>? AskPassword() => Console.IsInputRedirected ? null : prompt =>
    {
        _editor ??= new LineEditor(shell.Screen, null);
        return _editor.ReadPassword(prompt) is { } typed ? new Secret(typed) : null;
    };
}

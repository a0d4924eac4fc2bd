using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Background;
using Sealane.Shell.Language;
using Sealane.Shell.Screen;

namespace Sealane.Shell;

/// <summary>Reads commands from a person, line by line, and runs them.</summary>
/// <param name="shell">The shell.</param>
/// <param name="stop">Ends everything.</param>
internal sealed class PromptLoop(ShellSession shell, CancellationToken stop)
{
    private LineEditor? _editor;
    private volatile bool _isReading;
    private volatile TaskCompletionSource? _resumed;
    private TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LineEditor Editor => _editor ??= new LineEditor(shell.Screen, new Completion(shell))
    {
        Slot = async digit => await shell.Top.RunAsync($"slot {digit}", stop).ConfigureAwait(false),
        Suspend = SuspendAsync,
    };

    /// <summary>The terminal is gone: what is being typed is the end of the input.</summary>
    public void HangUp() => _hungUp.TrySetResult();

    /// <summary>Draws the line that is being typed anew.</summary>
    public void Redraw()
    {
        if (_resumed is { } resumed)
        {
            resumed.TrySetResult();
        }
        else
        {
            _editor?.Redraw();
        }
    }

    /// <summary>Runs what is typed until <c>exit</c>, or the end of input.</summary>
    public async Task RunAsync()
    {
        string pending = "";
        _hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            if (shell.Top.Exit is not null)
            {
                if (MayLeave())
                {
                    break;
                }

                shell.Top.Exit = null;
            }

            foreach (string done in shell.Jobs.TakeDone())
            {
                shell.Screen.Output.Write(done + "\n");
            }

            string? line = await ReadAsync(pending.Length > 0).ConfigureAwait(false);
            if (line is null)
            {
                shell.Top.Exit ??= new ExitRequest(shell.Top.LastExitCode, true);
                continue;
            }

            if (Recall(line) is not { } recalled)
            {
                continue;
            }

            foreach (string one in recalled.Split('\n'))
            {
                shell.History.Add(one, DateTime.Now);
            }

            pending += recalled + "\n";
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

    /// <summary>Asks about a server that is unknown. A job in the background cannot ask while the person types a command: then it is refused.</summary>
    public async ValueTask<TrustAnswer> AskTrustAsync(UnknownServer server, CancellationToken cancellation)
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

        _isReading = true;
        try
        {
            return TrustScreen.Parse(await Task.Run(() => Editor.ReadLineAsync(() => TrustScreen.Prompt, []), cancellation).ConfigureAwait(false));
        }
        finally
        {
            _isReading = false;
        }
    }

    public Secret? AskPassword(string prompt) => Editor.ReadPassword(prompt) is { } typed ? new Secret(typed) : null;

    // The terminal is ready for keys once the runtime has seen the signal that ends the stop.
    private async Task SuspendAsync()
    {
        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _resumed = resumed;
        _ = await shell.Top.RunAsync("suspend", stop).ConfigureAwait(false);
        // Without a limit: one that has passed while everything stood still would be over before the signal is seen. A stop ends by that signal only.
        await resumed.Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _resumed = null;
    }

    private async Task<string?> ReadAsync(bool isMore)
    {
        string[] history = [.. shell.History.Lines.Select(kept => kept.Text)];
        shell.Title.ShowPlace();
        _isReading = true;
        try
        {
            Task<string?> reading = Task.Run(() => Editor.ReadLineAsync(() => isMore ? "> " : PromptText.Expand(shell.Settings.Text("cmd:prompt"), shell.Top.Place, ProgramName.Shown, ProgramName.Version), history), stop);
            return await Task.WhenAny(reading, _hungUp.Task).ConfigureAwait(false) == reading ? await reading.ConfigureAwait(false) : null;
        }
        finally
        {
            _isReading = false;
        }
    }

    // What ! and ^ recall is shown before it runs; null if it cannot be, or is only to be shown.
    private string? Recall(string line)
    {
        if (!shell.Settings.Flag("cmd:csh-history") || !line.AsSpan().ContainsAny('!', '^'))
        {
            return line;
        }

        try
        {
            var expansion = new HistoryExpansion([.. shell.History.Lines.Select(kept => kept.Text)]);
            string expanded = expansion.Expand(line);
            if (expanded != line)
            {
                shell.Screen.Error.Write(expanded + "\n");
            }

            if (expansion.OnlyShows)
            {
                shell.History.Add(expanded, DateTime.Now);
                return null;
            }

            return expanded;
        }
        catch (FormatException e)
        {
            shell.Screen.Error.Write(e.Message + "\n");
            return null;
        }
    }

    // With jobs running, and nowhere for them to go on, the person decides.
    private bool MayLeave()
    {
        if (shell.Top.Exit is { IsForced: true } || shell.Jobs.Of(null).Count == 0 || shell.Departure is not { IsPossible: true } || shell.Settings.Flag("cmd:move-background"))
        {
            return true;
        }

        shell.Screen.Error.Write("There are running jobs, and cmd:move-background is off.\nUse `exit bg' to let them go on in the background, or `kill all' to end them.\n");
        return false;
    }

    private async Task RunLineAsync(Script script)
    {
        long start = Environment.TickCount64;
        shell.Foreground.WasInterrupted = false;
        foreach (Statement statement in script.Statements)
        {
            await shell.Top.RunAsync(new Script([statement]), stop).ConfigureAwait(false);
            if (shell.Foreground.WasInterrupted || shell.Top.Exit is not null)
            {
                break;
            }
        }

        await shell.Screen.Output.FlushAsync(stop).ConfigureAwait(false);
        TimeSpan? patience = shell.Settings.Interval("cmd:long-running");
        if (patience is { } limit && limit > TimeSpan.Zero && TimeSpan.FromMilliseconds(Environment.TickCount64 - start) > limit)
        {
            shell.Screen.Raw("\a");
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
}

using System.Globalization;
using System.Net.Sockets;
using Sealane.Shell.Jobs;

namespace Sealane.Shell.Background;

/// <summary>Leaving the terminal while jobs run: they go on, and somebody may come back to them.</summary>
/// <param name="shell">Whose jobs they are.</param>
/// <param name="front">The process that the user's shell waits for; null if it waits for this one, which then cannot leave.</param>
internal sealed class Departure(ShellSession shell, FrontProcess? front) : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    // Half a minute for a shell on a busy machine to take its terminal; where there is none, only the front's rest is longer.
    private const int MostLooks = 150;
    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(1);
    private readonly TerminalHold _terminal = new();
    private readonly byte[]? _mode = front is null ? null : ProcessCalls.TerminalMode();
    private Timer? _watch;
    private BackgroundDoor? _door;
    private volatile bool _isAlone;
    private volatile bool _isContinued;

    /// <summary>Takes the front's end for a hangup: the terminal is gone, or the user's shell's.</summary>
    public void Watch() => _watch = new Timer(
        _ =>
        {
            if (!_isAlone && front is { IsAlive: false })
            {
                _isAlone = true;
                Signalled(ProcessCalls.Hangup);
            }
        },
        null,
        s_life,
        s_life);

    /// <summary>Whether this process can leave its terminal at all.</summary>
    public bool IsPossible => front is not null || _isAlone;

    /// <summary>Whether it has no terminal now.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Called with the number of a signal that comes from a terminal which was attached.</summary>
    public Action<int> Signalled { get; set; } = _ => { };

    /// <summary>The front of this process, for who stops all of it.</summary>
    public FrontProcess? Front => _isAlone ? null : front;

    /// <summary>The user's shell continues all processes of its job: <c>fg</c>.</summary>
    public void Continued() => _isContinued = true;

    /// <summary>Goes to the background.</summary>
    /// <returns>True once somebody is at the prompt again; false when all jobs are done.</returns>
    public async Task<bool> LeaveAsync(CancellationToken cancellation)
    {
        if (shell.Settings.Text("cmd:at-background") is { Length: > 0 } command)
        {
            await shell.Top.RunAsync(command, cancellation).ConfigureAwait(false);
            shell.Top.Exit = null;
        }

        // A second time there is no front that could be stopped, and whoever attached gets the terminal back.
        bool detaches = _isAlone || shell.Settings.Flag("cmd:move-background-detach");
        shell.Screen.Output.Write(detaches
            ? string.Create(CultureInfo.InvariantCulture, $"[{Environment.ProcessId}] Moving to background to complete transfers...\n")
            : "The jobs go on in the background, although your shell may say `Stopped'. `fg' brings the prompt back while they run.\n");
        await shell.Screen.Output.FlushAsync(cancellation).ConfigureAwait(false);
        return detaches
            ? await DetachAsync(cancellation).ConfigureAwait(false)
            : await StepBackAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the visit of whoever attached, if somebody did: gives the terminal back, so that nothing of this process reaches it any more.</summary>
    public async Task EndAsync(int code)
    {
        if (_door is { } door)
        {
            if (!IsAway)
            {
                shell.Screen.Output.Write(string.Create(CultureInfo.InvariantCulture, $"[{Environment.ProcessId}] Exiting and detaching from the terminal.\n"));
                await shell.Screen.Output.FlushAsync().ConfigureAwait(false);
                ProcessCalls.SetTerminalMode(_mode);
                BeAway(true);
                _terminal.Release(shell.Files.BackgroundLog);
                Note("done");
            }

            await door.EndAsync(code).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _door?.Dispose();
    }

    // The process leaves the terminal and its session; the front ends, and the user's shell goes on.
    private async Task<bool> DetachAsync(CancellationToken cancellation)
    {
        ProcessCalls.SetTerminalMode(_mode);
        BeAway(true);
        _terminal.Release(shell.Files.BackgroundLog);
        Note("in the background: " + string.Join("; ", shell.Jobs.Of(null).Select(job => job.Text)));
        try
        {
            _door ??= new BackgroundDoor(shell.Files.BackgroundDirectory);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The jobs are done all the same; only nobody can come back to them.
            Note($"cannot be attached to: {e.Message}");
        }

        await EndAsync(0).ConfigureAwait(false);
        if (!_isAlone)
        {
            _isAlone = true;
            ProcessCalls.LeaveSession();
            front!.Leave();
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task jobs = JobsDoneAsync(over.Token);
        Task<string>? visit = _door?.WaitAsync(over.Token);
        _ = await Task.WhenAny([jobs, .. visit is null ? Array.Empty<Task>() : [visit]]).ConfigureAwait(false);
        bool isVisited = visit is { IsCompletedSuccessfully: true } && !jobs.IsCompleted;
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (!isVisited)
        {
            Note("done");
            return false;
        }

        try
        {
            _terminal.Take(await visit!.ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Note($"cannot take the terminal: {e.Message}");
            await EndAsync(1).ConfigureAwait(false);
            return await DetachAsync(cancellation).ConfigureAwait(false);
        }

        BeAway(false);
        _ = _door!.ListenAsync(number => Signalled(number));
        shell.Screen.Output.Write(string.Create(CultureInfo.InvariantCulture, $"[{Environment.ProcessId}] Attached to terminal.\n"));
        return true;
    }

    // The front is stopped, so that the user's shell takes the terminal, and goes on behind its back; the shell's fg gives the terminal back.
    private async Task<bool> StepBackAsync(CancellationToken cancellation)
    {
        ProcessCalls.SetTerminalMode(_mode);
        BeAway(true);
        _isContinued = false;
        front!.Stop();
        for (int i = 0; i < MostLooks && ProcessCalls.IsForeground() && !_isContinued && shell.Jobs.All().Count > 0; i++)
        {
            await Task.Delay(s_look, cancellation).ConfigureAwait(false);
        }

        // The shell may have taken the terminal and given it back by fg between two looks; then it has continued us.
        bool wasTaken = _isContinued || !ProcessCalls.IsForeground();
        front.Continue();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task jobs = JobsDoneAsync(over.Token);
        // Where no shell took the terminal, nothing can bring it back: the jobs are finished as they are.
        while (!jobs.IsCompleted && !(wasTaken && ProcessCalls.IsForeground()))
        {
            _ = await Task.WhenAny(jobs, Task.Delay(s_look, over.Token)).ConfigureAwait(false);
        }

        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (jobs.IsCompletedSuccessfully)
        {
            return false;
        }

        BeAway(false);
        ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.Continue);
        return true;
    }

    private void BeAway(bool isAway)
    {
        IsAway = isAway;
        shell.Screen.SetStatus([]);
        shell.Screen.IsTerminal = !isAway;
        shell.IsInteractive = !isAway;
    }

    private async Task JobsDoneAsync(CancellationToken cancellation)
    {
        while (shell.Jobs.All() is [.., { } job])
        {
            await ((Task)job.Completion).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            shell.Jobs.Remove(job);
        }
    }

    private void Note(string what) =>
        shell.Screen.Error.Write(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss} [{Environment.ProcessId}] {what}\n"));
}

using Sealane.Shell.Jobs;

namespace Sealane.Shell;

/// <summary>The job that the prompt waits for: Ctrl-C ends it, Ctrl-Z sends it to the background.</summary>
/// <param name="shell">The shell whose prompt it is.</param>
internal sealed class Foreground(ShellSession shell)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);
    private volatile Job? _current;

    /// <summary>Set by Ctrl-C: what is left of the line is not run.</summary>
    public bool WasInterrupted { get; set; }

    /// <summary>Takes the terminal's signals, by their numbers, while the terminal is another process's; null while it is ours.</summary>
    public Action<int>? Forward { get; set; }

    /// <summary>Ctrl-C.</summary>
    /// <returns>False when nothing runs.</returns>
    public bool Interrupt()
    {
        Job? current = _current;
        WasInterrupted = true;
        current?.Stop();
        return current is not null;
    }

    /// <summary>Ctrl-Z.</summary>
    public bool Suspend()
    {
        Job? current = _current;
        current?.Detach();
        return current is not null;
    }

    /// <summary>Waits for a job, with the status line on the screen.</summary>
    /// <returns>Its exit code; 0 if it was sent to the background.</returns>
    public async Task<int> WaitAsync(Job job, CommandStreams streams, CancellationToken cancellation)
    {
        Job? before = _current;
        _current = job;
        job.IsAwaited = true;
        using CancellationTokenRegistration stop = cancellation.Register(job.Stop);
        try
        {
            await ShowUntilAsync(job).ConfigureAwait(false);
        }
        finally
        {
            _current = before;
            shell.Screen.SetStatus([]);
        }

        if (job.Completion.IsCompleted)
        {
            if (job.IsStopped && shell.IsInteractive && WasInterrupted)
            {
                streams.Output.Write("Interrupt\n");
            }

            return await job.Completion.ConfigureAwait(false);
        }

        job.IsAwaited = false;
        job.Parent = null;
        shell.Jobs.Add(job);
        shell.Jobs.Watch(job);
        JobListing.WriteStarted(streams.Output, job);
        return 0;
    }

    private async Task ShowUntilAsync(Job job)
    {
        if (!shell.IsInteractive || !shell.Settings.Flag("cmd:show-status"))
        {
            await Task.WhenAny(job.Completion, job.Detached).ConfigureAwait(false);
            return;
        }

        TimeSpan interval = shell.Settings.Interval("cmd:status-interval") ?? TimeSpan.FromSeconds(0.8);
        interval = TimeSpan.FromSeconds(Math.Clamp(interval.TotalSeconds, 0.1, 60));
        // What is done at once shows its result and no status.
        await Task.WhenAny(job.Completion, job.Detached, Task.Delay(interval < s_patience ? interval : s_patience)).ConfigureAwait(false);
        while (!job.Completion.IsCompleted && !job.Detached.IsCompleted)
        {
            IReadOnlyList<string> lines = job.Status?.Invoke() ?? [];
            shell.Screen.SetStatus(lines);
            shell.Title.ShowStatus(lines);
            using CancellationTokenSource tick = new();
            await Task.WhenAny(job.Completion, job.Detached, Task.Delay(interval, tick.Token)).ConfigureAwait(false);
            await tick.CancelAsync().ConfigureAwait(false);
        }
    }
}

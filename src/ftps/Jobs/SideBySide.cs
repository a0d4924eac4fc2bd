namespace Sealane.Shell.Jobs;

/// <summary>
/// The transfers of a script that run at once (<c>cmd:parallel</c>). Only transfers do: what changes nothing but the shell's own state goes on beside them, everything else waits until they are done,
/// so that <c>put a; mv a b</c> means the same at any number.
/// </summary>
/// <param name="shell">Settings and jobs.</param>
internal sealed class SideBySide(ShellSession shell)
{
    private static readonly HashSet<string> s_transfers = ["get", "get1", "mget", "mirror", "mput", "pget", "put", "reget", "reput"];

    private static readonly HashSet<string> s_harmless =
        [".empty", ".false", ".notempty", ".true", "alias", "anon", "cache", "cd", "connect", "debug", "echo", "help", "jobs", "lcd", "login", "lpwd", "open", "pwd", "queue", "set", "slot", "user", "version"];

    private readonly List<Job> _running = [];
    private Job? _last;

    /// <summary>The exit code of the first that failed since it was last asked for; 0 for none.</summary>
    public int TakeFailure()
    {
        Job? failed = _running.Find(job => job.Completion is { IsCompletedSuccessfully: true, Result: not 0 });
        _ = failed is not null && _running.Remove(failed);
        return failed is { Completion: { IsCompletedSuccessfully: true, Result: var code } } ? code : 0;
    }

    /// <summary>Whether a command may begin while others run.</summary>
    public static bool IsTransfer(string command) => s_transfers.Contains(command);

    /// <summary>Waits for what a command must not overtake.</summary>
    public async Task BeforeAsync(string? command)
    {
        if (_running.Count > 0 && (command is null || !(s_transfers.Contains(command) || s_harmless.Contains(command))))
        {
            _ = await SettleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins a transfer as soon as there is room for it.</summary>
    /// <param name="job">The job it is.</param>
    /// <param name="start">Begins it.</param>
    public async Task AddAsync(Job job, Func<Task<int>> start)
    {
        long most = Math.Max(1, shell.Settings.Number("cmd:parallel"));
        while (_running.Where(other => !other.Completion.IsCompleted).ToList() is var busy && busy.Count >= most)
        {
            await ((Task)Task.WhenAny(busy.Select(other => other.Completion))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _running.RemoveAll(other => other.Completion is { IsCompletedSuccessfully: true, Result: 0 });
        shell.Jobs.Add(job);
        job.IsAwaited = true;
        job.Completion = start();
        shell.Jobs.Watch(job);
        _running.Add(job);
        _last = job;
    }

    /// <summary>Waits for the command before, if it was a transfer that may still run.</summary>
    /// <returns>Its exit code; null if it was none.</returns>
    public async Task<int?> PreviousAsync()
    {
        if (_last is not { } last)
        {
            return null;
        }

        _last = null;
        int code = await last.Completion.ConfigureAwait(false);
        _running.Remove(last);
        return code;
    }

    /// <summary>Something else has run since.</summary>
    public void Pass() => _last = null;

    /// <summary>Waits for all of them.</summary>
    /// <returns>The exit code of the command before, if it was one of them; else null.</returns>
    public async Task<int?> SettleAsync()
    {
        foreach (Job job in _running.ToArray())
        {
            await ((Task)job.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _running.RemoveAll(job => job != _last && job.Completion is { IsCompletedSuccessfully: true, Result: 0 });
        return await PreviousAsync().ConfigureAwait(false);
    }
}

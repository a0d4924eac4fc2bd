using Sealane.Client;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Keeps connections: counts those in use against the limits, and closes those that are idle for too long.</summary>
/// <param name="shell">Settings and screen.</param>
/// <param name="options">Makes the options of new ones.</param>
internal sealed class ConnectionStore(ShellSession shell, SiteOptions options) : IAsyncDisposable
{
    // How soon a download of the background is noticed that began after the foreground began to wait.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.25);

    // What is done by then costs less than another login.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConnectionTakeover _takeover = new(shell.Settings);
    private readonly List<HeldConnection> _idle = [];
    private readonly Dictionary<string, int> _open = [];
    private readonly Dictionary<string, (int Most, long Until)> _learned = [];
    private readonly HashSet<string> _warned = [];
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An idle connection, or a new one; waits while there are as many as there may be.</summary>
    /// <exception cref="FtpsException">It cannot be made.</exception>
    public async Task<HeldConnection> TakeAsync(Site site, Job? job, ConnectionActivity activity, CancellationToken cancellation)
    {
        bool claims = false;
        long start = Environment.TickCount64;
        try
        {
            while (true)
            {
                (HeldConnection? held, Task freed) = await TryTakeAsync(site, job, activity, cancellation).ConfigureAwait(false);
                if (held is not null)
                {
                    return held;
                }

                bool mayTakeOver = _takeover.IsAllowed(site, job);
                if (mayTakeOver && Environment.TickCount64 - start > s_grace.TotalMilliseconds)
                {
                    TakeOver(site, ref claims);
                }

                await Task.WhenAny(freed, Task.Delay(mayTakeOver ? s_look : Timeout.InfiniteTimeSpan, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            if (claims)
            {
                lock (_lock)
                {
                    _takeover.EndClaim(Key(site));
                    Wake();
                }
            }
        }
    }

    // One is enough, however long it takes to come back.
    private void TakeOver(Site site, ref bool claims)
    {
        HeldConnection? victim = null;
        lock (_lock)
        {
            if (!claims && (victim = _takeover.Find(site)) is not null)
            {
                claims = true;
                _takeover.Claim(Key(site));
            }
        }

        victim?.Client.Abort();
    }

    // Nothing, and when to try again, while there are as many as there may be.
    private async Task<(HeldConnection? Held, Task Freed)> TryTakeAsync(Site site, Job? job, ConnectionActivity activity, CancellationToken cancellation)
    {
        string settings = options.Fingerprint(site);
        Task freed;
        List<HeldConnection> closed;
        HeldConnection? found;
        bool opens;
        lock (_lock)
        {
            bool yields = _takeover.MustYield(Key(site), job);
            closed = TakeOut(one => one.Site.IsSameLogin(site) && (!one.Client.IsConnected || IsStale(one)));
            found = yields ? null : _idle.FindLast(one => one.Site.IsSameLogin(site) && one.Settings == settings);
            opens = found is null && !yields;
            if (found is not null)
            {
                _ = _idle.Remove(found);
                _takeover.Begin(found, job);
            }
            else if (opens && Most(site) is { } most && Count(site) >= most)
            {
                // One made with other settings makes room.
                HeldConnection? other = _idle.Find(one => one.Site.IsSameLogin(site));
                closed.AddRange(other is null ? [] : TakeOut(one => ReferenceEquals(one, other)));
                opens = Count(site) < most;
            }

            _open[Key(site)] = Count(site) + (opens ? 1 : 0);
            freed = _freed.Task;
        }

        foreach (HeldConnection one in closed)
        {
            await one.Client.DisposeAsync().ConfigureAwait(false);
        }

        if (found is not null)
        {
            found.WasIdle = true;
            return (found, freed);
        }

        if (!opens)
        {
            return (null, freed);
        }

        HeldConnection opened = await OpenAsync(site, settings, activity, cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            _takeover.Begin(opened, job);
        }

        return (opened, freed);
    }

    /// <summary>Takes a connection back, or closes it if it is broken.</summary>
    public async ValueTask GiveBackAsync(HeldConnection held)
    {
        bool keeps = held.Client.IsConnected && !_end.IsCancellationRequested;
        lock (_lock)
        {
            _takeover.End(held);
            if (keeps)
            {
                held.IdleSince = Environment.TickCount64;
                _idle.Add(held);
            }
            else
            {
                Leave(held.Site);
            }

            Wake();
        }

        if (!keeps)
        {
            await held.Client.DisposeAsync().ConfigureAwait(false);
        }
        else if (shell.Settings.Interval("net:idle", held.Site.Closures) is { } patience)
        {
            _ = CloseLaterAsync(held, held.IdleSince, patience);
        }
    }

    /// <summary>The server has said that it holds too many connections: as many as are open are the limit for a while.</summary>
    /// <returns>False when none is open: then waiting for one would have no end.</returns>
    public bool LearnLimit(Site site)
    {
        lock (_lock)
        {
            int open = Count(site);
            if (open > 0)
            {
                double time = (shell.Settings.Interval("net:connection-limit-timer", site.Closures) ?? TimeSpan.FromDays(1)).TotalMilliseconds;
                _learned[Key(site)] = (open, Environment.TickCount64 + (long)time);
            }

            return open > 0;
        }
    }

    public async ValueTask CloseIdleAsync(Site? site)
    {
        List<HeldConnection> closed;
        lock (_lock)
        {
            closed = TakeOut(one => site is null || one.Site.IsSameLogin(site));
        }

        await Task.WhenAll(closed.Select(one => one.Client.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await CloseIdleAsync(null).ConfigureAwait(false);
    }

    private async Task<HeldConnection> OpenAsync(Site site, string settings, ConnectionActivity activity, CancellationToken cancellation)
    {
        FtpsClient? client = null;
        try
        {
            FtpsClientOptions chosen = options.For(site);
            Action<ControlLine>? trace = chosen.Trace;
            client = await FtpsClient.ConnectAsync(chosen with { Trace = line => { activity.Note(line); trace?.Invoke(line); } }, cancellation).ConfigureAwait(false);
            Warn(client);
            await SendSiteAsync(client, site, cancellation).ConfigureAwait(false);
            string home = shell.Settings.Text("ftp:home", site.Closures) is { Length: > 0 } named ? named : await client.GetWorkingDirectoryAsync(cancellation).ConfigureAwait(false);
            return new HeldConnection(site, settings, client, home, activity) { Directory = shell.Settings.Text("ftp:home", site.Closures).Length > 0 ? "" : home };
        }
        catch
        {
            lock (_lock)
            {
                Leave(site);
                Wake();
            }

            if (client is not null)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    // What the user wants to have said first. A refusal is the server's business, and is seen with debug.
    private async Task SendSiteAsync(FtpsClient client, Site site, CancellationToken cancellation)
    {
        if (shell.Settings.Text("ftp:site-group", site.Closures) is { Length: > 0 } group)
        {
            _ = await client.SendAsync("SITE GROUP " + group, cancellation).ConfigureAwait(false);
        }

        if (shell.Settings.Text("ftp:site", site.Closures) is { Length: > 0 } said and not "(nil)")
        {
            foreach (string one in said.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                _ = await client.SendAsync("SITE " + one, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Once for each: a script's every connection would repeat it.
    private void Warn(FtpsClient client)
    {
        string[] clear = client.Server.ControlIsClear
            ? [$"ftp:ssl-use-ccc: the control connection to {client.Options.Host} goes on without TLS after the login: commands, names and replies can be read and changed on the way; password and protected data cannot"]
            : [];
        foreach (string warning in (client.Server.Trust?.Warnings ?? []).Concat(clear))
        {
            bool isNew;
            lock (_lock)
            {
                isNew = _warned.Add(warning);
            }

            if (isNew)
            {
                shell.Screen.Error.Write($"WARNING: {warning}\n");
            }
        }
    }

    private async Task CloseLaterAsync(HeldConnection held, long since, TimeSpan patience)
    {
        await Task.Delay(patience, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_end.IsCancellationRequested)
        {
            // Whoever ends the program closes it, and waits for the goodbye.
            return;
        }

        List<HeldConnection> closed;
        lock (_lock)
        {
            closed = TakeOut(one => ReferenceEquals(one, held) && one.IdleSince == since);
        }

        foreach (HeldConnection one in closed)
        {
            await one.Client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int? Most(Site site)
    {
        long set = shell.Settings.Number("net:connection-limit", site.Closures);
        int? most = set > 0 ? (int)Math.Min(set, int.MaxValue) : null;
        return _learned.TryGetValue(Key(site), out (int Most, long Until) learned) && learned.Until > Environment.TickCount64 ? Math.Min(learned.Most, most ?? int.MaxValue) : most;
    }

    private List<HeldConnection> TakeOut(Predicate<HeldConnection> which)
    {
        List<HeldConnection> taken = _idle.FindAll(which);
        foreach (HeldConnection one in taken)
        {
            _ = _idle.Remove(one);
            Leave(one.Site);
        }

        if (taken.Count > 0)
        {
            Wake();
        }

        return taken;
    }

    private bool IsStale(HeldConnection one) =>
        shell.Settings.Interval("net:idle", one.Site.Closures) is { } patience && Environment.TickCount64 - one.IdleSince > patience.TotalMilliseconds;

    private void Leave(Site site) => _open[Key(site)] = Count(site) - 1;

    private int Count(Site site) => _open.GetValueOrDefault(Key(site));

    private static string Key(Site site) => site.LoginUrl(null);

    private void Wake()
    {
        _freed.TrySetResult();
        _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

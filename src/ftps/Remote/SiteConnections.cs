using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>
/// The connections of all sites: made when a command first needs one, kept while idle, shared by all jobs at a login. An operation that a broken connection or a busy
/// server spoiled is tried again, as the net: settings say.
/// </summary>
internal sealed class SiteConnections(ShellSession shell) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Idle> _idle = [];
    private readonly SiteOptions _options = new(shell);

    /// <summary>The options that connections of a site are made with now.</summary>
    public FtpsClientOptions OptionsFor(Site site) => _options.For(site);

    /// <summary>Runs an operation of the current command at the current site. The place learns the login's home from the first connection.</summary>
    public Task<T> RunAsync<T>(CommandContext context, Func<FtpsClient, CancellationToken, Task<T>> operation) =>
        RunAsync(context.Site, context.Job, operation, site => context.Place.Site = site, context.Cancellation);

    /// <summary>Runs an operation at a site.</summary>
    /// <param name="site">Where.</param>
    /// <param name="job">Shows what is waited for.</param>
    /// <param name="operation">Gets a connected client, alone until it returns.</param>
    /// <param name="learn">Told when the site's home becomes known.</param>
    /// <param name="cancellation">Ends it; the connection is kept if it is still good.</param>
    /// <exception cref="CommandException">It failed for good.</exception>
    /// <exception cref="FtpsException">The server refused.</exception>
    public async Task<T> RunAsync<T>(Site site, Job? job, Func<FtpsClient, CancellationToken, Task<T>> operation, Action<Site>? learn, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            FtpsClient? client = null;
            try
            {
                client = await TakeAsync(site, job, learn, cancellation).ConfigureAwait(false);
                return await operation(client, cancellation).ConfigureAwait(false);
            }
            catch (FtpsException fault) when (RemoteFault.IsWorthAnotherTry(fault) && !(fault is { Failure: FtpsFailure.NotAvailable or FtpsFailure.Refused }))
            {
                long most = shell.Settings.Number("net:max-retries", site.Closures);
                if (most > 0 && attempt >= most)
                {
                    throw RemoteFault.GivenUp(fault);
                }

                // An idle connection that the server has closed meanwhile is no attempt of its own: the next is made at once.
                if (fault.Failure != FtpsFailure.ConnectionLost || attempt > 1)
                {
                    await PauseAsync(site, job, attempt, cancellation).ConfigureAwait(false);
                }
            }
            finally
            {
                if (client is not null)
                {
                    await GiveBackAsync(site, client).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task PauseAsync(Site site, Job? job, int attempt, CancellationToken cancellation)
    {
        double seconds = shell.Settings.Number("net:reconnect-interval-base", site.Closures)
            * Math.Pow(shell.Settings.Decimal("net:reconnect-interval-multiplier", site.Closures), attempt - 1);
        seconds = Math.Min(seconds, shell.Settings.Number("net:reconnect-interval-max", site.Closures));
        using (Show(job, () => "[Delaying before retry]"))
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, seconds)), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<FtpsClient> TakeAsync(Site site, Job? job, Action<Site>? learn, CancellationToken cancellation)
    {
        FtpsClientOptions options = _options.For(site);
        string settings = Fingerprint(options);
        while (true)
        {
            Idle? found;
            lock (_lock)
            {
                found = _idle.FindLast(one => one.Site.IsSameLogin(site) && one.Settings == settings);
                if (found is not null)
                {
                    _ = _idle.Remove(found);
                }
            }

            if (found is null)
            {
                break;
            }

            if (found.Client.IsConnected && !found.IsStale(shell.Settings.Interval("net:idle", site.Closures)))
            {
                learn?.Invoke(site with { Home = site.Home ?? found.Home });
                return found.Client;
            }

            await found.Client.DisposeAsync().ConfigureAwait(false);
        }

        FtpsClient client;
        using (Show(job, () => "[Connecting...]"))
        {
            client = await FtpsClient.ConnectAsync(options, cancellation).ConfigureAwait(false);
        }

        try
        {
            string home = shell.Settings.Text("ftp:home", site.Closures) is { Length: > 0 } chosen ? chosen : await client.GetWorkingDirectoryAsync(cancellation).ConfigureAwait(false);
            lock (_lock)
            {
                _homes[client] = (home, settings);
            }

            learn?.Invoke(site with { Home = home });
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private readonly Dictionary<FtpsClient, (string Home, string Settings)> _homes = [];

    private async ValueTask GiveBackAsync(Site site, FtpsClient client)
    {
        (string Home, string Settings) known;
        lock (_lock)
        {
            known = _homes.GetValueOrDefault(client, ("/", Fingerprint(client.Options)));
            if (client.IsConnected)
            {
                _idle.Add(new Idle(site, client, known.Home, known.Settings, Environment.TickCount64));
                return;
            }

            _ = _homes.Remove(client);
        }

        await client.DisposeAsync().ConfigureAwait(false);
    }

    // What a connection was made with: one made with other settings is not taken for a command that comes after "set".
    private static string Fingerprint(FtpsClientOptions options) => string.Join('\n',
        options.Security, options.Protection, options.DataConnections, options.PassiveAddress, options.AllowTls12, options.AllowTls13, options.Charset.Name,
        options.Proxy?.Host, options.Password.Reveal(), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(options.Trust),
        options.UseMlsd, options.ListArguments, options.ReplyTimeout, options.DownloadLimit is null, options.UploadLimit is null);

    /// <summary>Closes idle connections of a site, or of all.</summary>
    public async ValueTask CloseIdleAsync(Site? site)
    {
        Idle[] closed;
        lock (_lock)
        {
            closed = [.. _idle.Where(one => site is null || one.Site.IsSameLogin(site))];
            foreach (Idle one in closed)
            {
                _ = _idle.Remove(one);
                _ = _homes.Remove(one.Client);
            }
        }

        foreach (Idle one in closed)
        {
            await one.Client.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseIdleAsync(null);

    /// <summary>Shows what a job waits for until disposed.</summary>
    public static IDisposable Show(Job? job, Func<string> text)
    {
        if (job is null)
        {
            return new Shown(null, null);
        }

        Func<IReadOnlyList<string>>? before = job.Status;
        job.Status = () => [text()];
        return new Shown(job, before);
    }

    private sealed class Shown(Job? job, Func<IReadOnlyList<string>>? before) : IDisposable
    {
        public void Dispose()
        {
            if (job is not null)
            {
                job.Status = before;
            }
        }
    }

    private sealed record Idle(Site Site, FtpsClient Client, string Home, string Settings, long Since)
    {
        public bool IsStale(TimeSpan? most) => most is { } time && Environment.TickCount64 - Since > time.TotalMilliseconds;
    }
}

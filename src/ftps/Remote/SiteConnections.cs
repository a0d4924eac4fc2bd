using System.Text.RegularExpressions;
using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>
/// The connections of all sites: made when a command first needs one, kept while idle, shared by all jobs at a login. An operation that a broken connection or a busy
/// server spoiled is tried again, as the net: settings say.
/// </summary>
internal sealed class SiteConnections : IAsyncDisposable
{
    private readonly ShellSession _shell;
    private readonly SiteOptions _options;
    private readonly ConnectionStore _store;

    public SiteConnections(ShellSession shell)
    {
        _shell = shell;
        _options = new SiteOptions(shell);
        _store = new ConnectionStore(shell, _options);
    }

    /// <summary>The options that connections of a site are made with now.</summary>
    public FtpsClientOptions OptionsFor(Site site) => _options.For(site);

    /// <summary>Runs an operation of the current command at the current site. The place learns the login's home from the first connection.</summary>
    public Task<T> RunAsync<T>(CommandContext context, Func<FtpsClient, CancellationToken, Task<T>> operation, string? about = null) =>
        RunAsync(context, (held, _, cancellation) => operation(held.Client, cancellation), about);

    /// <summary>The same in the site's current directory: names that do not begin with a slash are looked for there.</summary>
    public Task<T> RunHereAsync<T>(CommandContext context, Func<FtpsClient, Site, CancellationToken, Task<T>> operation, string? about = null) =>
        RunAsync(context, async (held, site, cancellation) =>
        {
            await EnterAsync(held, site, cancellation).ConfigureAwait(false);
            return await operation(held.Client, site, cancellation).ConfigureAwait(false);
        }, about);

    /// <summary>Runs an operation that wants to know where it is: the site with its home.</summary>
    public Task<T> RunAsync<T>(CommandContext context, Func<HeldConnection, Site, CancellationToken, Task<T>> operation, string? about = null)
    {
        Place place = context.Place;
        return RunAsync(context.Site, context.Job, operation, site => Learn(place, site), about, context.Cancellation);
    }

    /// <summary>Runs an operation at a site.</summary>
    /// <param name="site">Where.</param>
    /// <param name="job">Shows what is waited for.</param>
    /// <param name="operation">Gets a connected client, alone until it returns.</param>
    /// <param name="learn">Told when the site's home becomes known.</param>
    /// <param name="cancellation">Ends it; the connection is kept if it is still good.</param>
    /// <exception cref="CommandException">It failed for good.</exception>
    /// <exception cref="FtpsException">The server refused.</exception>
    public Task<T> RunAsync<T>(Site site, Job? job, Func<FtpsClient, CancellationToken, Task<T>> operation, Action<Site>? learn, CancellationToken cancellation) =>
        RunAsync(site, job, (held, _, end) => operation(held.Client, end), learn, null, cancellation);

    /// <summary>The same, with what it is about for the status line.</summary>
    public async Task<T> RunAsync<T>(
        Site site, Job? job, Func<HeldConnection, Site, CancellationToken, Task<T>> operation, Action<Site>? learn, string? about, CancellationToken cancellation)
    {
        if (site.IsLocal)
        {
            throw new CommandException("this place is local (file:) and has no server for it; `open' goes to one, and `!' runs programs of this machine");
        }

        long forgiven = _shell.Settings.Number("net:persist-retries", site.Closures);
        for (int attempt = 1; ; attempt++)
        {
            HeldConnection? held = null;
            try
            {
                var activity = new ConnectionActivity();
                using (Show(job, () => Status(about, held?.Activity ?? activity)))
                {
                    held = await _store.TakeAsync(site, job, activity, cancellation).ConfigureAwait(false);
                    Site here = site.AtHome(held.Home);
                    learn?.Invoke(here);
                    return await operation(held, here, cancellation).ConfigureAwait(false);
                }
            }
            catch (FtpsException fault) when (IsWorthAnotherTry(fault, site) || (held is null && IsForgiven(fault, ref forgiven)))
            {
                if (held is { WasIdle: true } or { IsTakenOver: true } && fault.Failure == FtpsFailure.ConnectionLost)
                {
                    // The server closed it while it was idle, or we did for the foreground: that is no attempt.
                    attempt--;
                    continue;
                }

                long most = _shell.Settings.Number("net:max-retries", site.Closures);
                if (most > 0 && attempt >= most)
                {
                    throw RemoteFault.GivenUp(fault);
                }

                if (fault.Failure != FtpsFailure.TooManyConnections || !_store.LearnLimit(site))
                {
                    await PauseAsync(site, job, attempt, fault, cancellation).ConfigureAwait(false);
                }
            }
            catch (FtpsException fault) when (fault is { Failure: FtpsFailure.Login, Reply: not null } && site is { User: { } user, Password: null })
            {
                // A script that nobody can be asked by, and a line that names nobody's password: the server's words do not say so.
                throw new CommandException(
                    $"{RemoteFault.Text(fault)}\nno password was given for {user} at {site.Host}: -u {user},PASSWORD gives one, or --env-password with LFTP_PASSWORD, or a line in ~/.netrc: machine {site.Host} login {user} password ...", fault);
            }
            finally
            {
                if (held is not null)
                {
                    await _store.GiveBackAsync(held).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Sends a connection to the site's current directory, unless it is there.</summary>
    public static async Task EnterAsync(HeldConnection held, Site site, CancellationToken cancellation)
    {
        string directory = RemotePath.Absolute(site, "");
        if (held.Directory != directory)
        {
            await held.Client.ChangeDirectoryAsync(directory, cancellation).ConfigureAwait(false);
            held.Directory = directory;
        }
    }

    /// <summary>Closes idle connections of a site, or of all.</summary>
    public ValueTask CloseIdleAsync(Site? site) => _store.CloseIdleAsync(site);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Shows what a job waits for until disposed.</summary>
    public static IDisposable Show(Job? job, Func<string> text)
    {
        // A command that shows something of its own goes on showing it.
        if (job is null || job.Status is not null)
        {
            return new Shown(null);
        }

        job.Status = () => [text()];
        return new Shown(job);
    }

    private static string Status(string? about, ConnectionActivity activity) => about is null ? activity.Shown : $"{about} {activity.Shown}";

    // What was typed meanwhile (cd, open) stays.
    private static void Learn(Place place, Site site)
    {
        if (place.Site is { Home: null } current && current.IsSameLogin(site))
        {
            place.Site = current.AtHome(site.Home!);
        }
    }

    // Servers that have too many users and say so by a refusal for good. Only of the login: what a command is refused is its answer.
    private static bool IsForgiven(FtpsException fault, ref long left) => fault is { Reply.Category: 5, Failure: FtpsFailure.Login or FtpsFailure.Refused or FtpsFailure.NotAvailable } && left-- > 0;

    private bool IsWorthAnotherTry(FtpsException fault, Site site)
    {
        if (fault is { Failure: FtpsFailure.Login, Reply.Code: 530 })
        {
            return Matches("ftp:retry-530", fault, site) || (site.User is null && Matches("ftp:retry-530-anonymous", fault, site));
        }

        return RemoteFault.IsWorthAnotherTry(fault) && fault.Failure is not (FtpsFailure.NotAvailable or FtpsFailure.Refused);
    }

    private bool Matches(string setting, FtpsException fault, Site site) =>
        _shell.Settings.Text(setting, site.Closures) is { Length: > 0 } pattern
        && Regex.IsMatch(fault.Reply!.Text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private async Task PauseAsync(Site site, Job? job, int attempt, FtpsException fault, CancellationToken cancellation)
    {
        double seconds = _shell.Settings.Number("net:reconnect-interval-base", site.Closures)
            * Math.Pow(_shell.Settings.Decimal("net:reconnect-interval-multiplier", site.Closures), attempt - 1);
        seconds = Math.Min(seconds, _shell.Settings.Number("net:reconnect-interval-max", site.Closures));
        string why = RemoteFault.Short(fault);
        using (Show(job, () => $"[Delaying before retry] {why}"))
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, seconds)), cancellation).ConfigureAwait(false);
        }
    }

    private sealed class Shown(Job? job) : IDisposable
    {
        public void Dispose()
        {
            if (job is not null)
            {
                job.Status = null;
            }
        }
    }
}

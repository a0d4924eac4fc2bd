using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Accounts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server;

/// <summary>
/// An FTPS server: listeners, sessions and what they share. <see cref="Start"/> binds; <see cref="StopAsync"/> lets transfers finish.
/// </summary>
public sealed class FtpsServer : IAsyncDisposable
{
    private readonly SessionRegistry _sessions = new();
    private readonly ListenerSet _listeners;
    private readonly LoginThrottle _throttle;
    private readonly RunningTerms _terms;
    private volatile ServerTls? _certificate;
    private volatile bool _stopping;
    private volatile bool _serving;

    /// <summary>Prepares a server; nothing is bound yet. Opens the log files.</summary>
    /// <param name="options">A whole, checked configuration.</param>
    /// <param name="parts">What it works with.</param>
    /// <exception cref="IOException">A log file or the banner file cannot be opened.</exception>
    public FtpsServer(ServerOptions options, ServerParts parts)
    {
        Time = parts.Time;
        Started = Time.GetUtcNow();
        OpenFiles = parts.OpenFiles;
        BindLowPort = parts.BindLowPort;
        Log = parts.Logging.CreateLogger("ftpsd");
        Events = new ServerEvents(options.Logs, Time, Log);
        Heartbeat = new Heartbeat(Time);
        OwnerNames = new OwnerNames(Time);
        _terms = new RunningTerms(options, Heartbeat, Time, Log);
        _listeners = new ListenerSet(Log, new Admission(this, _sessions, _terms).Admit);
        _throttle = new LoginThrottle(FailureCost(options), Time);
        Authenticator = new Authenticator(parts.Accounts, parts.Pam, _throttle, Time);
    }

    /// <summary>Where it listens; known after <see cref="Start"/>.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.All.Select(listener => listener.EndPoint)];

    /// <summary>Number of open control connections.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>The certificate for connections that start TLS from now on; sessions keep the one they started with. Set before <see cref="Start"/> when TLS is on.</summary>
    public ServerTls? Certificate
    {
        get => _certificate;
        set => _certificate = value;
    }

    /// <summary>The open sessions at this moment.</summary>
    internal ICollection<Session> Sessions => _sessions.All;

    /// <summary>The configuration that sessions begin under now.</summary>
    public ServerOptions Options => _terms.Now.Options;

    /// <summary>True from the first <see cref="StopAsync"/> on.</summary>
    public bool IsStopping => _stopping;

    /// <summary>How long ago deadlines were last looked after: below a second while the process is well. For watchdogs.</summary>
    public TimeSpan SinceLastBeat => Heartbeat.SinceLastBeat;

    /// <summary>The files that transfers are logged to.</summary>
    public IEnumerable<string> LogFiles => Events.Logs.All.OfType<Logging.LineLog>().Select(file => file.Path);

    internal DateTimeOffset Started { get; }

    internal ListenerSet Listeners => _listeners;

    internal LoginThrottle Throttle => _throttle;

    internal TimeProvider Time { get; }

    internal Func<Account, ServerOptions, IFileStore> OpenFiles { get; }

    internal Func<Socket, IPEndPoint, ValueTask>? BindLowPort { get; }

    internal ILogger Log { get; }

    internal ServerEvents Events { get; }

    internal OwnerNames OwnerNames { get; }

    internal Heartbeat Heartbeat { get; }

    internal PassivePorts PassivePorts => _terms.Now.PassivePorts;

    internal Authenticator Authenticator { get; }

    /// <summary>How long a peer may take to close its side after we closed ours: enough for any living client, short for a dead one.</summary>
    internal TimeSpan GoodbyePatience { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Binds all listeners, so that privileges can be dropped before anything is accepted; none stays bound when one cannot be.</summary>
    /// <param name="passed">Sockets that listen already, which take the place of those in the configuration; null for none. They become the server's own.</param>
    /// <exception cref="ListenException">A port cannot be bound; the message says why and what to do.</exception>
    public void Bind(IReadOnlyList<PassedSocket>? passed = null)
    {
        if (passed is { Count: > 0 })
        {
            _listeners.Adopt(passed);
        }
        else
        {
            _listeners.Bind(Options.Listen.Endpoints);
        }
    }

    /// <summary>Binds all listeners, unless <see cref="Bind"/> has, and begins to accept.</summary>
    /// <exception cref="ListenException">A port cannot be bound; the message says why and what to do.</exception>
    public void Start()
    {
        if (_listeners.All.Count == 0)
        {
            Bind();
        }

        _serving = true;
        _listeners.Accept(Options.Tls.Enabled);
    }

    /// <summary>
    /// Serves sessions that begin from now on under another configuration; those that are open keep theirs. All that can fail happens before anything changes.
    /// Accounts, files and the state directory are <see cref="ServerParts"/> and stay what they are.
    /// </summary>
    /// <param name="options">The new configuration.</param>
    /// <param name="certificate">The certificate to use from now on; null without TLS.</param>
    /// <returns>What became of the listening sockets, one phrase each; empty when nothing did.</returns>
    /// <exception cref="ListenException">A port cannot be bound; the old configuration stays.</exception>
    /// <exception cref="IOException">A log file or the banner cannot be opened; the old configuration stays.</exception>
    public async Task<IReadOnlyList<string>> ReconfigureAsync(ServerOptions options, ServerTls? certificate)
    {
        ServerTerms terms = _terms.Make(options);
        Logging.TransferLogs logs = Logging.TransferLogs.Open(options.Logs, Events.Logs, Log);
        ListenerChanges changes;
        try
        {
            changes = _listeners.Change(options.Listen.Endpoints, options.Tls.Enabled);
        }
        catch (ListenException)
        {
            await logs.CloseExceptAsync(Events.Logs).ConfigureAwait(false);
            throw;
        }

        _certificate = certificate;
        _terms.Use(terms);
        _throttle.Options = FailureCost(options);
        await Events.UseAsync(logs).ConfigureAwait(false);
        return [.. changes.Added.Select(added => $"listening on {added.EndPoint}"), .. changes.Removed.Select(removed => $"no longer listening on {removed.EndPoint}")];
    }

    /// <summary>Opens the log files anew under their names, after they were renamed (logrotate). A file that cannot be opened is logged and the old one kept.</summary>
    public Task ReopenLogsAsync() => Task.WhenAll(Events.Logs.All.Select(file => file.ReopenAsync()));

    /// <summary>Stops accepting, says goodbye to idle sessions, lets transfers finish for a while, then cuts off the rest. Returns when all sessions have ended.</summary>
    /// <param name="patience">How long transfers may take.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        bool first = !_stopping;
        _stopping = true;
        _listeners.Dispose();
        ICollection<Session> sessions = _sessions.All;
        if (first && _serving)
        {
            Log.Stopping(sessions.Count, sessions.Count(session => session.Transfer is not null), patience);
        }

        foreach (Session session in sessions)
        {
            session.RequestEnd(SessionEnd.Shutdown, abortTransfer: false);
        }

        if (!await EmptyAsync(patience).ConfigureAwait(false))
        {
            sessions = _sessions.All;
            Log.CutOff(sessions.Count(session => session.Transfer is not null));
            foreach (Session session in sessions)
            {
                session.RequestEnd(SessionEnd.Shutdown, abortTransfer: true);
            }

            await EmptyAsync(Deadline.Grace + Deadline.Grace).ConfigureAwait(false);
        }
    }

    private async Task<bool> EmptyAsync(TimeSpan patience)
    {
        try
        {
            await _sessions.WhenEmpty().WaitAsync(patience, Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static LoginThrottleOptions FailureCost(ServerOptions options) => new() { FailureDelay = options.Login.FailureDelay, BanAfter = options.Login.BanAfter };

    /// <summary>Cuts everything off at once. For an orderly end call <see cref="StopAsync"/> first.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _terms.Dispose();
        Heartbeat.Dispose();
        Authenticator.Dispose();
        await Events.DisposeAsync().ConfigureAwait(false);
    }
}

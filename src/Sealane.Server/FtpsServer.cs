using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Hosts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server;

/// <summary>What a server is made of besides its options. None of it becomes the server's own.</summary>
public sealed record ServerParts
{
    /// <summary>Who may log in.</summary>
    public required IAccountStore Accounts { get; init; }

    /// <summary>Who judges logins of the system's users; null for a server without them.</summary>
    public IPam? Pam { get; init; }

    /// <summary>
    /// Opens the files of an account that has just logged in, under the options of its session; the session disposes them. Called on a thread of the pool, may block.
    /// The rules for names (<see cref="AccessOptions.Names"/>) are the store's to apply: see <see cref="LocalDiskOptions.Names"/>.
    /// </summary>
    public required Func<Account, ServerOptions, IFileStore> OpenFiles { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Logging { get; init; }

    /// <summary>Binds a socket to a port that the process itself may not bind any more; null where it may, or where nobody can. Throws as <see cref="Socket.Bind"/> does.</summary>
    public Func<Socket, IPEndPoint, ValueTask>? BindLowPort { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// An FTPS server: listeners, sessions and what they share. <see cref="Start"/> binds; <see cref="StopAsync"/> lets transfers finish.
/// </summary>
public sealed class FtpsServer : IAsyncDisposable
{
    private readonly SessionRegistry _sessions = new();
    private readonly ListenerSet _listeners;
    private readonly Dictionary<(int Min, int Max), PassivePorts> _passivePorts = [];
    private readonly LoginThrottle _throttle;
    private volatile ServerTerms _terms;
    private volatile ServerTls? _certificate;
    private volatile bool _stopping;
    private volatile bool _serving;
    private long _lastSession;

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
        _listeners = new ListenerSet(Log, Admit);
        _terms = MakeTerms(options, null);
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
    public ServerOptions Options => _terms.Options;

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

    internal PassivePorts PassivePorts => _terms.PassivePorts;

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
        ServerTerms terms = MakeTerms(options, _terms);
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
        _terms = terms;
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

    private void Admit(Socket socket, bool implicitTls)
    {
        Connection control;
        try
        {
            // ABOR may arrive with urgent bytes (RFC 959 §4.1.3); out of line they would be missing from it.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
            control = new Connection(socket, Heartbeat, wakeGently: true);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset between accept and here.
            socket.Dispose();
            return;
        }

        // Before anything is said or computed for it, TLS included.
        ServerTerms terms = _terms;
        HostRule? rule = terms.Options.Hosts?.Find(control.RemoteEndPoint.Address);
        if (rule is { Allows: false })
        {
            Events.Turned(control.RemoteEndPoint.Address, $"tcp_wrappers, {rule}");
            _ = RefuseAsync(control, implicitTls, s_notAvailable);
            return;
        }

        terms = rule is null ? terms : terms.ForSome.GetValueOrDefault(rule, terms);
        LimitOptions limits = terms.Options.Limits;
        if (_sessions.TryEnter(control.RemoteEndPoint.Address, limits.MaxClients, limits.MaxPerAddress) is { } limit)
        {
            Events.Turned(control.RemoteEndPoint.Address, limit);
            _ = RefuseAsync(control, implicitTls, limit.StartsWith("max_per_ip", StringComparison.Ordinal) ? s_tooManyFromAddress : SessionReplies.TooMany);
            return;
        }

        var session = new Session(this, terms, control, implicitTls, Interlocked.Increment(ref _lastSession));
        _sessions.Add(session);
        if (_stopping)
        {
            // Accepted in the moment in which the listeners were closed; those who stop may have counted the sessions already.
            session.RequestEnd(SessionEnd.Shutdown, abortTransfer: false);
        }

        _ = RunAsync(session);
    }

    private async Task RunAsync(Session session)
    {
        Events.Connected(session);
        try
        {
            await using (session.ConfigureAwait(false))
            {
                await session.RunAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Events.Ended(session);
            _sessions.Leave(session.Id, session.Peer.Address);
        }
    }

    // In the clear even where TLS is on: the client has not asked for it yet, and the reply says nothing. An implicit-TLS client could not read it.
    private async Task RefuseAsync(Connection control, bool implicitTls, Reply refusal)
    {
        using (control)
        {
            try
            {
                control.Deadline.Arm(GoodbyePatience);
                if (!implicitTls)
                {
                    await control.SendAsync(refusal.Wire).ConfigureAwait(false);
                }

                await control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
                await control.DrainAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It left before it was told.
            }
        }
    }

    private static readonly Reply s_tooManyFromAddress = Reply.Of(ReplyCode.ServiceClosing, "There are too many connections from your internet address.");
    private static readonly Reply s_notAvailable = Reply.Of(ReplyCode.ServiceClosing, "Service not available.");

    private static LoginThrottleOptions FailureCost(ServerOptions options) => new() { FailureDelay = options.Login.FailureDelay, BanAfter = options.Login.BanAfter };

    // Ports and the resolved address are kept where the configuration keeps them: leases and lookups go on.
    private ServerTerms MakeTerms(ServerOptions options, ServerTerms? current)
    {
        ServerTerms all = MakeOne(options, current);
        all.ForSome = (options.Hosts?.Rules ?? []).Where(rule => rule.Options is not null).ToDictionary(
            rule => rule, rule => MakeOne(rule.Options! with { LocalUsers = options.LocalUsers is null ? null : rule.Options!.LocalUsers }, all), (IEqualityComparer<HostRule>)ReferenceEqualityComparer.Instance);
        return all;
    }

    private ServerTerms MakeOne(ServerOptions options, ServerTerms? current)
    {
        PassiveOptions passive = options.Passive;
        PassiveOptions? before = current?.Options.Passive;
        (int, int) range = (passive.MinPort, passive.MaxPort);
        if (!_passivePorts.TryGetValue(range, out PassivePorts? ports))
        {
            // One for each range, whoever has it: two would take its ports from each other. That of a range which nobody has any more is what older sessions may
            // still use; its listeners close by themselves when nobody leases them.
            _passivePorts[range] = ports = new PassivePorts(passive.MinPort, passive.MaxPort, Heartbeat, Log);
        }

        return new ServerTerms(
            options,
            ports,
            passive == before ? current!.PassiveAddress : new PassiveAddress(passive, Time, Log));
    }

    /// <summary>Cuts everything off at once. For an orderly end call <see cref="StopAsync"/> first.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        foreach (PassivePorts ports in _passivePorts.Values)
        {
            ports.Dispose();
        }

        Heartbeat.Dispose();
        Authenticator.Dispose();
        await Events.DisposeAsync().ConfigureAwait(false);
    }
}

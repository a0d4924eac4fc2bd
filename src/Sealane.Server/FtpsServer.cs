using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Commands;
using Sealane.Server.Options;
using Sealane.Server.Storage;
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

    /// <summary>Opens the files of an account that has just logged in; the session disposes them. Called on a thread of the pool, may block.</summary>
    public required Func<Account, IFileStore> OpenFiles { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Logging { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// An FTPS server: listeners, sessions and what they share. <see cref="Start"/> binds; <see cref="StopAsync"/> lets transfers finish.
/// </summary>
public sealed class FtpsServer : IAsyncDisposable
{
    private readonly SessionRegistry _sessions = new();
    private readonly List<ControlListener> _listeners = [];
    private readonly LoginThrottle _throttle;
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
        Options = options;
        Time = parts.Time;
        OpenFiles = parts.OpenFiles;
        Log = parts.Logging.CreateLogger("ftpsd");
        Events = new ServerEvents(options.Logs, Time, Log);
        Heartbeat = new Heartbeat(Time);
        PassivePorts = new PassivePorts(options.Passive.MinPort, options.Passive.MaxPort, Heartbeat, Log);
        PassiveAddress = new PassiveAddress(options.Passive, Time, Log);
        _throttle = new LoginThrottle(
            new LoginThrottleOptions { FailureDelay = options.Login.FailureDelay, BanAfter = options.Login.BanAfter }, Time);
        Authenticator = new Authenticator(parts.Accounts, parts.Pam, _throttle, Time);
        FeatureReply = FeatureList.Write(VerbTable.Features(options));
        Greeting = MakeGreeting(options.Greeting);
    }

    /// <summary>Where it listens; known after <see cref="Start"/>.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.Select(listener => listener.EndPoint)];

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

    internal ServerOptions Options { get; }

    internal TimeProvider Time { get; }

    internal Func<Account, IFileStore> OpenFiles { get; }

    internal ILogger Log { get; }

    internal ServerEvents Events { get; }

    internal Heartbeat Heartbeat { get; }

    internal PassivePorts PassivePorts { get; }

    internal PassiveAddress PassiveAddress { get; }

    internal Authenticator Authenticator { get; }

    internal Reply FeatureReply { get; }

    internal Reply Greeting { get; }

    /// <summary>How long a peer may take to close its side after we closed ours: enough for any living client, short for a dead one.</summary>
    internal TimeSpan GoodbyePatience { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Binds all listeners and begins to accept; none stays bound when one cannot be.</summary>
    /// <exception cref="ListenException">A port cannot be bound; the message says why and what to do.</exception>
    public void Start()
    {
        try
        {
            foreach (ListenEndpoint endPoint in Options.Listen.Endpoints)
            {
                _listeners.Add(ControlListener.Open(endPoint, Log, (socket, implicitTls) => Admit(socket, implicitTls)));
            }
        }
        catch
        {
            CloseListeners();
            throw;
        }

        _serving = true;
        foreach (ControlListener listener in _listeners)
        {
            Log.Listening(listener.EndPoint, listener.ImplicitTls ? "implicit TLS" : Options.Tls.Enabled ? "explicit TLS" : "without TLS");
            listener.Start();
        }
    }

    /// <summary>Stops accepting, says goodbye to idle sessions, lets transfers finish for a while, then cuts off the rest. Returns when all sessions have ended.</summary>
    /// <param name="patience">How long transfers may take.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        bool first = !_stopping;
        _stopping = true;
        CloseListeners();
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

        if (_sessions.TryEnter(control.RemoteEndPoint.Address, Options.Limits.MaxClients, Options.Limits.MaxPerAddress) is { } limit)
        {
            Log.TooMany(control.RemoteEndPoint.Address, limit);
            _ = RefuseAsync(control, implicitTls);
            return;
        }

        var session = new Session(this, Options, control, implicitTls, Interlocked.Increment(ref _lastSession));
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
    private async Task RefuseAsync(Connection control, bool implicitTls)
    {
        using (control)
        {
            try
            {
                control.Deadline.Arm(GoodbyePatience);
                if (!implicitTls)
                {
                    await control.SendAsync(s_tooMany.Wire).ConfigureAwait(false);
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

    private static readonly Reply s_tooMany = Reply.Of(ReplyCode.ServiceClosing, "There are too many connected users, please try later.");

    private static Reply MakeGreeting(GreetingOptions options)
    {
        if (options.BannerFile is { } file)
        {
            string[] lines = File.ReadAllLines(file);
            return lines.Length > 1
                ? Reply.Lines(ReplyCode.Ready, lines[0], lines[1..^1], lines[^1])
                : Reply.Of(ReplyCode.Ready, lines.FirstOrDefault() ?? "");
        }

        return Reply.Of(ReplyCode.Ready, options.Banner ?? "Sealane FTPS server ready.");
    }

    private void CloseListeners()
    {
        foreach (ControlListener listener in _listeners)
        {
            listener.Dispose();
        }
    }

    /// <summary>Cuts everything off at once. For an orderly end call <see cref="StopAsync"/> first.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        PassivePorts.Dispose();
        Heartbeat.Dispose();
        Authenticator.Dispose();
        await Events.DisposeAsync().ConfigureAwait(false);
    }
}

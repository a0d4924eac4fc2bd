using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server;

/// <summary>
/// One control connection from greeting to goodbye: reads commands, runs their verbs, sends their replies. One task; a second one only while a transfer runs.
/// Owns the control connection, the armed data port, the transfer and the account's files, and closes them in the order transfer, data port, control connection, files.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly LineBuffer _input = new();
    private readonly Pause _pause = new();
    private readonly bool _implicitTls;
    private readonly long _loginDeadline;
    private Lineage? _lineage;
    private ServerTls? _certificate;
    private IFileStore? _files;
    private IAsyncDisposable? _pamSession;
    private DataPort? _dataPort;
    private volatile Transfer? _transfer;
    private bool _ticketDue;
    private bool _ticketSpent;
    private int _end;
    private long _lastCommand;

    internal Session(FtpsServer server, ServerTerms terms, Connection control, bool implicitTls, long id)
    {
        Server = server;
        Terms = terms;
        Options = terms.Options;
        Control = control;
        Id = id;
        Started = server.Time.GetUtcNow();
        CountAtStart = terms.Options.VsftpdReplies ? server.SessionCount + 1 : 0;
        _implicitTls = implicitTls;
        _lastCommand = server.Time.GetTimestamp();
        _loginDeadline = _lastCommand + (long)(Options.Login.Timeout.TotalSeconds * server.Time.TimestampFrequency);
    }

    internal long Id { get; }

    internal FtpsServer Server { get; }

    /// <summary>The options of the moment the session began, from the login on with those of its user; a reload does not change them.</summary>
    internal ServerOptions Options { get; private set; }

    /// <summary>What is made of them once for all sessions that began under them.</summary>
    internal ServerTerms Terms { get; }

    internal Connection Control { get; }

    /// <summary>Since the last command, for those who watch.</summary>
    internal TimeSpan Idle => Server.Time.GetElapsedTime(Volatile.Read(ref _lastCommand));

    internal SessionState State { get; } = new();

    internal DateTimeOffset Started { get; }

    /// <summary>Sessions there were when it began, itself included; counted only where it is told (vsftpd's STAT).</summary>
    internal int CountAtStart { get; }

    internal IPEndPoint Peer => Control.RemoteEndPoint;

    internal IPAddress LocalAddress => Control.LocalEndPoint.Address;

    internal bool IsSecure => Control.Tls is not null;

    internal SessionEnd Ended => (SessionEnd)Volatile.Read(ref _end);

    /// <summary>The account's files; only after the login, which <see cref="Commands.Gate.Login"/> makes sure of.</summary>
    internal IFileStore Files => _files ?? throw new InvalidOperationException("Nobody is logged in.");

    /// <summary>A transfer was started, and <see cref="FinishTransferAsync"/> has not been waited for since.</summary>
    internal bool HasTransfer => _transfer is not null;

    /// <summary>The transfer that runs; null for none, and from the moment on in which one has nothing left to do but to say so.</summary>
    internal Transfer? Transfer => _transfer is { Ended: false } running ? running : null;

    internal bool HasDataPort => _dataPort is not null;

    /// <summary>The session, top to bottom. Never throws.</summary>
    internal async Task RunAsync()
    {
        try
        {
            if (_implicitTls)
            {
                await StartTlsAsync().ConfigureAwait(false);
                State.Protection = ProtectionLevel.Private;
            }

            await SendAsync(Terms.Greeting).ConfigureAwait(false);
            while (Ended == SessionEnd.None || (Ended is SessionEnd.Shutdown or SessionEnd.Kicked && Transfer is not null))
            {
                LineStatus status = TakeLine(out Command command, out CommandError error);
                if (status != LineStatus.NeedMore)
                {
                    await Dispatcher.HandleAsync(this, status, command, error).ConfigureAwait(false);
                }
                else if (!await ReceiveAsync().ConfigureAwait(false))
                {
                    break;
                }
            }

            await Farewell.SayAsync(this).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TlsException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The peer or the line went away in the middle of a word.
            End(e is TlsException ? SessionEnd.TlsFailed : SessionEnd.ClientLeft);
            Server.Events.Broke(this, e);
        }
#pragma warning disable CA1031 // One session's failure must not be another's: it is logged with its trace, and the client is told that it was not his.
        catch (Exception e)
#pragma warning restore CA1031
        {
            End(SessionEnd.Failure);
            Server.Log.SessionFailed(Id, e);
            await Farewell.TrySayAsync(this, SessionReplies.Failure).ConfigureAwait(false);
        }
    }

    // ---- reading ----

    private LineStatus TakeLine(out Command command, out CommandError error)
    {
        LineStatus status = _input.TryRead(out ReadOnlySpan<byte> line);
        command = default;
        error = status == LineStatus.Line ? CommandParser.Parse(line, out command) : CommandError.None;
        return status;
    }

    /// <summary>Waits for more input, holding no memory meanwhile; false when there will be none.</summary>
    private async ValueTask<bool> ReceiveAsync()
    {
        _input.ReleaseIfEmpty();
        ArmIdleDeadline();
        await Control.WaitForDataAsync().ConfigureAwait(false);
        int count = await Control.ReceiveAsync(_input.GetMemory()).ConfigureAwait(false);
        if (count == 0)
        {
            End(Control.Deadline.Expired ? (State.Account is null ? SessionEnd.LoginTimeout : SessionEnd.IdleTimeout) : SessionEnd.ClientLeft);
            return false;
        }

        _input.Advance(count);
        return true;
    }

    // How long the client is waited for: whether it is to say something or to read what it is told, before its login not beyond the time for that.
    private TimeSpan Patience()
    {
        TimeSpan idle = Options.Limits.IdleTimeout;
        if (State.Account is null)
        {
            // At least a moment, so that a login deadline that is just over still goes the ordinary way.
            var left = Server.Time.GetElapsedTime(Server.Time.GetTimestamp(), _loginDeadline);
            left = left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
            idle = idle > TimeSpan.Zero && idle < left ? idle : left;
        }

        return idle;
    }

    private void ArmIdleDeadline()
    {
        // A running transfer has a watchdog of its own, and arms this one when it ends. Disarmed first and looked at afterwards: one that ends
        // between the two is seen here, one that ends later arms after us (TransferEnded goes the other way round).
        Control.Deadline.Disarm();
        Interlocked.MemoryBarrier();
        if (Transfer is null)
        {
            Control.Deadline.Arm(Patience());
        }
    }

    // ---- what verbs use ----

    internal ValueTask SendAsync(Reply reply)
    {
        if (Options.Logs.Protocol)
        {
            Server.Events.ReplySent(this, reply);
        }

        bool withTicket = _ticketDue;
        _ticketDue = false;
        ValueTask sending = Control.SendAsync(reply.Wire, withTicket);
        return sending.IsCompletedSuccessfully ? sending : SendSlowlyAsync(sending);
    }

    // A client that sends commands and never reads a reply would otherwise keep its session for ever: nothing else watches while a reply is being sent.
    private async ValueTask SendSlowlyAsync(ValueTask sending)
    {
        Control.Deadline.Arm(Patience());
        await sending.ConfigureAwait(false);
        if (Transfer is not null)
        {
            Control.Deadline.Disarm();
        }
    }

    /// <summary>Lets the session end after the current reply; the first reason stands.</summary>
    internal void End(SessionEnd reason) => Interlocked.CompareExchange(ref _end, (int)reason, (int)SessionEnd.None);

    // What follows cannot be trusted to be commands: nothing more is read, even where a transfer would be waited for.
    internal void EndUnheard(SessionEnd reason) => Volatile.Write(ref _end, (int)reason);

    internal bool TryResolve(Command command, out FtpPath path) => State.TryResolve(command.Argument.Span, out path);

    internal bool Allows(Permissions oneOf) => State.Account is { } account && (account.Permissions & oneOf) != 0;

    /// <summary>A command has come: nobody is waited for while it is carried out, and its time counts as the client's last.</summary>
    internal void Hear()
    {
        Control.Deadline.Disarm();
        Volatile.Write(ref _lastCommand, Server.Time.GetTimestamp());
    }

    internal void DiscardInput() => _input.Discard();

    internal async ValueTask StartTlsAsync()
    {
        _certificate = Server.Certificate ?? throw new TlsException("no certificate is loaded");
        _lineage = new Lineage();
        Control.Deadline.Arm(Options.Tls.HandshakeTimeout);
        await Control.AcceptTlsAsync(_certificate, _lineage, data: false).ConfigureAwait(false);
        Control.Deadline.Disarm();
        Server.Events.TlsStarted(this, Control.Tls!);
    }

    /// <summary>Takes over the files, the user's own options and, of a system user, the system's session.</summary>
    internal void LogIn(LoginResult login, IFileStore files)
    {
        (State.Account, State.Directory) = (login.Account, login.Account!.Start);
        (_files, _pamSession) = (files, login.PamSession);
        Options = login.Options ?? Options;
        State.Homes = Options.Listings.TildeUsers && login.Account is { Identity: not null, Home: "/" } ? new UserHomes() : null;
    }

    /// <summary>
    /// Waits without holding a thread; ended early when the server ends the session. A client that leaves meanwhile keeps its place to the end of the pause:
    /// hanging up and calling again must not be a way around it.
    /// </summary>
    internal Task PauseAsync(TimeSpan time) => _pause.TakeAsync(time, Server.Time, () => Ended != SessionEnd.None);

    /// <summary>TLS of the next data connection; null when it is to be in the clear.</summary>
    internal DataTls? DataTls() => State.Protection == ProtectionLevel.Private && _certificate is not null
        ? new DataTls(_certificate, _lineage!, Options.Tls.SessionReuse == SessionReuse.Require, Control.Tls?.ClientCertificate)
        : null;

    /// <summary>Takes over a data port for the next transfer; the one armed before is given up.</summary>
    internal void ArmData(DataPort? port)
    {
        if (_dataPort is { } unused)
        {
            unused.Dispose();
            _ticketSpent = true;
        }

        _dataPort = port;

        // Clients that use each ticket once (RFC 8446 §C.4; OpenSSL's do) may leave a data connection before they read the ticket that it brings: an upload,
        // or one that was not used. The reply that leads to the next one then makes sure that they have one for it.
        _ticketDue = port is not null && _ticketSpent && State.Protection == ProtectionLevel.Private;
        _ticketSpent &= port is null;
    }

    /// <summary>Starts a transfer on the armed data port. It replies by itself when it ends.</summary>
    internal void Start(Transfer transfer)
    {
        DataPort port = _dataPort ?? throw new InvalidOperationException("No data port is armed.");
        _dataPort = null;
        _transfer = transfer;
        transfer.Begin(port);
    }

    /// <summary>Waits until the transfer, if any, has sent its last reply.</summary>
    internal async ValueTask FinishTransferAsync()
    {
        if (_transfer is { } transfer)
        {
            await transfer.Completion.ConfigureAwait(false);
            _ticketSpent |= !transfer.BroughtTicket;
            _transfer = null;
        }
    }

    /// <summary>Called by a transfer that has ended and says so (<see cref="Transfer.Ended"/>), before its last reply: from now on the client may idle.</summary>
    internal void TransferEnded()
    {
        Interlocked.MemoryBarrier();
        Control.Deadline.Arm(Options.Limits.IdleTimeout);
        if (Ended != SessionEnd.None)
        {
            Control.Deadline.ExpireNow();
        }
    }

    // ---- ending ----

    /// <summary>Asks the session to end: at once when idle, after a running transfer otherwise. Any thread.</summary>
    internal void RequestEnd(SessionEnd reason, bool abortTransfer)
    {
        End(reason);

        // First the reason, then the look at the transfer, which looks at the reason after it has ended: one of the two wakes the session.
        Interlocked.MemoryBarrier();
        _pause.End();
        Transfer? running = Transfer;
        if (running is not null && abortTransfer)
        {
            running.Abort();
        }

        if (running is null || abortTransfer)
        {
            Control.Deadline.ExpireNow();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_transfer is { } transfer)
        {
            transfer.Abort();
            await transfer.Completion.ConfigureAwait(false);
        }

        ArmData(null);
        Control.Dispose();
        _input.Dispose();
        _files?.Dispose();
        if (_pamSession is { } pamSession)
        {
            await pamSession.DisposeAsync().ConfigureAwait(false);
        }
    }
}

using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Commands;
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
    // Scanners and confused clients; people mistype less.
    private const int MostBadCommandsBeforeLogin = 10;

    private static readonly Reply s_unknown = Reply.Of(ReplyCode.SyntaxError, "Unknown command.");
    private static readonly Reply s_malformed = Reply.Of(ReplyCode.SyntaxError, "Malformed command.");
    private static readonly Reply s_tooLong = Reply.Of(ReplyCode.SyntaxError, "Command line too long.");
    private static readonly Reply s_foreign = Reply.Of(ReplyCode.SyntaxError, "This is an FTP server; other protocols' commands are not allowed.");
    private static readonly Reply s_idle = Reply.Of(ReplyCode.ServiceClosing, "Timeout.");
    private static readonly Reply s_shutdown = Reply.Of(ReplyCode.ServiceClosing, "The server is shutting down.");
    private static readonly Reply s_kicked = Reply.Of(ReplyCode.ServiceClosing, "The administrator has ended this session.");
    private static readonly Reply s_failure = Reply.Of(ReplyCode.ServiceClosing, "Something went wrong on the server's side; it has been logged.");

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

    internal IPEndPoint Peer => Control.RemoteEndPoint;

    internal IPAddress LocalAddress => Control.LocalEndPoint.Address;

    internal bool IsSecure => Control.Tls is not null;

    internal SessionEnd Ended => (SessionEnd)Volatile.Read(ref _end);

    /// <summary>The account's files; only after the login, which <see cref="Gate.Login"/> makes sure of.</summary>
    internal IFileStore Files => _files ?? throw new InvalidOperationException("Nobody is logged in.");

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
                    await HandleAsync(status, command, error).ConfigureAwait(false);
                }
                else if (!await ReceiveAsync().ConfigureAwait(false))
                {
                    break;
                }
            }

            await FarewellAsync().ConfigureAwait(false);
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
            await TrySayAsync(s_failure).ConfigureAwait(false);
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

    private void ArmIdleDeadline()
    {
        TimeSpan idle = Options.Limits.IdleTimeout;
        if (State.Account is null)
        {
            // At least a moment, so that a login deadline that is just over still goes the ordinary way.
            var left = Server.Time.GetElapsedTime(Server.Time.GetTimestamp(), _loginDeadline);
            left = left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
            idle = idle > TimeSpan.Zero && idle < left ? idle : left;
        }

        // A running transfer has a watchdog of its own, and arms this one when it ends. Disarmed first and looked at afterwards: one that ends
        // between the two is seen here, one that ends later arms after us (TransferEnded goes the other way round).
        Control.Deadline.Disarm();
        Interlocked.MemoryBarrier();
        if (Transfer is null)
        {
            Control.Deadline.Arm(idle);
        }
    }

    private async ValueTask HandleAsync(LineStatus status, Command command, CommandError error)
    {
        if (status == LineStatus.TooLong)
        {
            EndUnheard(SessionEnd.LineTooLong);
            await SendAsync(s_tooLong).ConfigureAwait(false);
            return;
        }

        Control.Deadline.Disarm();
        Volatile.Write(ref _lastCommand, Server.Time.GetTimestamp());
        switch (error)
        {
            case CommandError.None:
                await DispatchAsync(command).ConfigureAwait(false);
                break;
            case CommandError.Empty:
                // Some NAT devices send empty lines to keep the connection; they expect no answer.
                break;
            case CommandError.ForeignProtocol:
                EndUnheard(SessionEnd.ForeignProtocol);
                await SendAsync(s_foreign).ConfigureAwait(false);
                break;
            default:
                CountBadCommand();
                await SendAsync(s_malformed).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask DispatchAsync(Command command)
    {
        if (Options.Logs.Protocol)
        {
            Server.Events.CommandReceived(this, command);
        }

        VerbEntry? entry = VerbTable.Find(command.Verb);
        if (_transfer is not null && (Transfer is null || entry?.Spec.Gates.HasFlag(Gate.DuringTransfer) != true))
        {
            await FinishTransferAsync().ConfigureAwait(false);
            if (Ended != SessionEnd.None)
            {
                // It was told to go while the transfer ran: 421 is the answer to whatever waited for its end.
                return;
            }
        }

        if (entry is null)
        {
            CountBadCommand();
            State.RenameFrom = null;
            await SendAsync(s_unknown).ConfigureAwait(false);
            return;
        }

        Forget(entry.Spec);
        Reply? reply = Gatekeeper.Refusal(this, entry.Spec, command);
        if (reply is not null && entry.Spec.Gates.HasFlag(Gate.Data))
        {
            // The transfer that the offset was for did not begin; the next one must not start in its middle.
            State.Restart = 0;
        }
        else if (reply is null)
        {
            try
            {
                if (State.Homes is { } homes)
                {
                    await homes.LearnAsync(command.Argument).ConfigureAwait(false);
                }

                reply = await entry.ExecuteAsync(this, command).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                Server.Log.StorageRefused(Id, entry.Spec.Name, e.Error, e.Message);
                reply = StorageReplies.Of(e.Error);
            }
        }

        if (reply is not null)
        {
            await SendAsync(reply).ConfigureAwait(false);
        }
    }

    // REST and RNFR count for the command that follows them, whether it is refused or not.
    private void Forget(VerbSpec spec)
    {
        if (!spec.Gates.HasFlag(Gate.KeepsRestart))
        {
            State.Restart = 0;
        }

        if (State.RenameFrom is not null && spec.Name != "RNTO" && !spec.Gates.HasFlag(Gate.DuringTransfer))
        {
            State.RenameFrom = null;
        }
    }

    private void CountBadCommand()
    {
        if (State.Account is null && ++State.BadCommandsBeforeLogin >= MostBadCommandsBeforeLogin)
        {
            End(SessionEnd.TooManyBadCommands);
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
        Control.Deadline.Arm(Options.Limits.IdleTimeout);
        await sending.ConfigureAwait(false);
        if (Transfer is not null)
        {
            Control.Deadline.Disarm();
        }
    }

    /// <summary>Lets the session end after the current reply; the first reason stands.</summary>
    internal void End(SessionEnd reason) => Interlocked.CompareExchange(ref _end, (int)reason, (int)SessionEnd.None);

    // What follows cannot be trusted to be commands: nothing more is read, even where a transfer would be waited for.
    private void EndUnheard(SessionEnd reason) => Volatile.Write(ref _end, (int)reason);

    internal bool TryResolve(Command command, out FtpPath path) => State.TryResolve(command.Argument.Span, out path);

    internal bool Allows(Permissions oneOf) => State.Account is { } account && (account.Permissions & oneOf) != 0;

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

    private async ValueTask FarewellAsync()
    {
        // A client that only lost its control connection still gets its file: the transfer has a watchdog of its own.
        await FinishTransferAsync().ConfigureAwait(false);
        Reply? last = Ended switch
        {
            SessionEnd.IdleTimeout or SessionEnd.LoginTimeout => s_idle,
            SessionEnd.Shutdown => s_shutdown,
            SessionEnd.Kicked => s_kicked,
            _ => null,
        };
        if (last is not null)
        {
            await SendAsync(last).ConfigureAwait(false);
        }

        if (Ended != SessionEnd.ClientLeft)
        {
            // Half-close and drain: closing with unread input would reset the connection and could destroy our last reply.
            await Control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            Control.Deadline.Arm(Server.GoodbyePatience);
            await Control.DrainAsync().ConfigureAwait(false);
        }
        else
        {
            await Control.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
        }
    }

    private async ValueTask TrySayAsync(Reply reply)
    {
        try
        {
            await SendAsync(reply).ConfigureAwait(false);
            await Control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TlsException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Nobody is left to be told.
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

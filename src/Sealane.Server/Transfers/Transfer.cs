using Sealane.Protocol;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server.Transfers;

/// <summary>How a transfer ended, in a word for logs: who or what stopped it.</summary>
internal enum TransferOutcome
{
    Completed,
    NoDataConnection,
    NotProven,
    Aborted,
    PeerReset,
    NoCloseNotify,
    DamagedTls,
    Stalled,
    StorageFailed,
    ServerFailed,
}

/// <summary>
/// One transfer: replies 150, waits for the data connection, moves the bytes, closes in order, replies. Runs as a task of its own beside the session's
/// and touches nothing of the session but its replies. <see cref="Abort"/> may come from any thread.
/// </summary>
internal abstract class Transfer
{
    private readonly Lock _gate = new();
    private DataPort? _port;
    private Connection? _data;
    private TransferPump? _pump;
    private bool _aborted;
    private volatile bool _ended;

    private protected Transfer(Session session, FtpPath path)
    {
        Session = session;
        Path = path;
    }

    /// <summary>True when everything is done but the last reply: nothing is left that could be aborted.</summary>
    internal bool Ended => _ended;

    /// <summary>The task; completes after the last reply was sent, never faulted.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>As logs name it: RETR, STOR, LIST.</summary>
    internal abstract string Verb { get; }

    internal FtpPath Path { get; }

    /// <summary>File bytes moved so far.</summary>
    internal long Moved => _pump?.Moved ?? 0;

    /// <summary>Bytes that the data connection carried so far, which is what vsftpd's logs count.</summary>
    internal long OnWire => _pump?.OnWire ?? 0;

    internal TimeSpan Elapsed => Session.Server.Time.GetElapsedTime(StartedAt);

    /// <summary>What the data connection's TLS agreed on; null without.</summary>
    internal TlsFacts? Tls { get; private set; }

    /// <summary>How the peer closed the data connection.</summary>
    internal PeerClose PeerClose { get; private set; }

    /// <summary>True when the client has read to the end of the data connection, and with it the TLS ticket that came there.</summary>
    internal bool BroughtTicket { get; private set; }

    private protected Session Session { get; }

    private protected bool Aborted => Volatile.Read(ref _aborted);

    private long StartedAt { get; set; }

    private ServerOptions Options => Session.Options;

    internal void Begin(DataPort port)
    {
        _port = port;
        StartedAt = Session.Server.Time.GetTimestamp();
        Completion = RunAsync(port);
    }

    /// <summary>Stops it: the data connection is cut, the last reply is 426.</summary>
    internal void Abort()
    {
        lock (_gate)
        {
            _aborted = true;
            _data?.Abort();
            _port?.Dispose();
        }
    }

    /// <summary>The reply that opens it.</summary>
    private protected abstract Reply Opening { get; }

    /// <summary>Moves the bytes and closes the connection's own side in order.</summary>
    /// <returns>The outcome and its reply.</returns>
    private protected abstract ValueTask<(TransferOutcome Outcome, Reply Reply)> MoveAsync(Connection data, TransferPump pump);

    /// <summary>Closes what it read from or wrote to; before the reply of a failure, so that what the reply says is true on disk.</summary>
    private protected abstract ValueTask CloseAsync();

    private async Task RunAsync(DataPort port)
    {
        try
        {
            (TransferOutcome outcome, Reply reply) = await ConcludedAsync(port).ConfigureAwait(false);
            BroughtTicket = outcome == TransferOutcome.Completed && this is not Upload;
            Session.Server.Events.TransferEnded(Session, this, outcome);
            _ended = true;
            Session.TransferEnded();
            await Session.SendAsync(reply).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException or TlsException)
        {
            // The control connection is gone; its own task notices and ends the session.
        }
    }

    private async ValueTask<(TransferOutcome Outcome, Reply Reply)> ConcludedAsync(DataPort port)
    {
        try
        {
            return await GuardedAsync(port).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            // Its file could not be closed as it should: a disk without room may refuse even to cut off what an append has left (btrfs at its quota does).
            Session.Server.Log.StorageRefused(Session.Id, Verb, e.Error, e.Message);
            return (TransferOutcome.StorageFailed, StorageReplies.OfTransfer(e.Error));
        }
#pragma warning disable CA1031 // As for sessions: logged with its trace, and nobody else's trouble. The client still gets the reply that it waits for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Session.Server.Log.SessionFailed(Session.Id, e);
            return (TransferOutcome.ServerFailed, TransferReplies.Failed);
        }
    }

    private async ValueTask<(TransferOutcome Outcome, Reply Reply)> GuardedAsync(DataPort port)
    {
        Connection? data = null;
        try
        {
            await Session.SendAsync(Opening).ConfigureAwait(false);
            data = await OpenAsync(port).ConfigureAwait(false);
            (TransferOutcome outcome, Reply reply) = await MoveAsync(data, _pump!).ConfigureAwait(false);
            return Aborted && outcome != TransferOutcome.Completed ? (TransferOutcome.Aborted, TransferReplies.Aborted) : (outcome, reply);
        }
        catch (DataConnectionException e)
        {
            return Aborted ? (TransferOutcome.Aborted, TransferReplies.Aborted) : Session.Server.Events.DataConnectionFailed(Session, port, e);
        }
        catch (StorageException e)
        {
            Session.Server.Log.StorageRefused(Session.Id, Verb, e.Error, e.Message);
            return (TransferOutcome.StorageFailed, StorageReplies.OfTransfer(e.Error));
        }
        catch (TlsException e)
        {
            Session.Server.Log.DataTlsBroke(Session.Id, e.Message);
            return (TransferOutcome.DamagedTls, TransferReplies.Damaged);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            return Classify(data);
        }
        finally
        {
            PeerClose = data?.PeerClose ?? PeerClose.None;
            data?.Dispose();
            port.Dispose();
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private protected (TransferOutcome Outcome, Reply Reply) Classify(Connection? data) =>
        Aborted ? (TransferOutcome.Aborted, TransferReplies.Aborted)
        : data?.Deadline.Expired == true ? (TransferOutcome.Stalled, TransferReplies.Stalled)
        : (TransferOutcome.PeerReset, TransferReplies.Reset);

    private async ValueTask<Connection> OpenAsync(DataPort port)
    {
        Connection data = await port
            .OpenAsync(Session.DataTls(), port is ActiveDataPort ? Options.Active.ConnectTimeout : Options.Passive.AcceptTimeout, Options.Tls.HandshakeTimeout)
            .ConfigureAwait(false);
        long most = Session.State.Account?.Rights?.BytesPerSecond ?? Options.Limits.BytesPerSecond;
        RateLimit? rate = most > 0 ? new RateLimit(most, Session.Server.Time) : null;
        lock (_gate)
        {
            _data = data;
            _pump = new TransferPump(data, Options.Limits.StallTimeout, rate);
            Tls = data.Tls;
            if (_aborted)
            {
                data.Abort();
            }
        }

        Session.Server.Events.DataConnectionOpened(Session, data);
        return data;
    }

    /// <summary>The end of sending (D7): after close_notify and half-close, which the pump has done, a bounded wait for the peer.</summary>
    private protected async ValueTask AwaitPeerAsync(Connection data)
    {
        if (data.Tls is not null)
        {
            data.Deadline.Arm(Session.Server.GoodbyePatience);
            await data.DrainAsync().ConfigureAwait(false);
        }
    }
}

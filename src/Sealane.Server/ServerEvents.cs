using Microsoft.Extensions.Logging;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Server;

/// <summary>What happened, told to everybody who keeps a record: the program's log, vsftpd's log, xferlog, the JSON log and the metrics.</summary>
internal sealed class ServerEvents : IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private volatile TransferLogs _logs;

    /// <summary>Opens the log files that the options name.</summary>
    /// <exception cref="IOException">One cannot be opened.</exception>
    internal ServerEvents(LogOptions options, TimeProvider time, ILogger log)
    {
        _log = log;
        _time = time;
        _logs = TransferLogs.Open(options, null, log);
    }

    /// <summary>The log files in use.</summary>
    internal TransferLogs Logs => _logs;

    internal ServerCounters Counters { get; } = new();

    /// <summary>Writes to other log files from now on; those that the new set does not share are closed when their lines are written.</summary>
    internal async ValueTask UseAsync(TransferLogs logs)
    {
        TransferLogs old = _logs;
        _logs = logs;
        await old.CloseExceptAsync(logs).ConfigureAwait(false);
    }

    internal void Connected(Session session)
    {
        ServerMetrics.Sessions.Add(1);
        Counters.Connected();
        _log.Connected(session.Id, session.Peer);
        Vsftpd(session, null, "CONNECT");
    }

    internal void Ended(Session session)
    {
        ServerMetrics.Sessions.Add(-1);
        _log.Ended(session.Id, session.Ended.ToString(), _time.GetUtcNow() - session.Started);
    }

    /// <summary>The connection ended in the middle of a word, or its handshake was refused.</summary>
    internal void Broke(Session session, Exception failure)
    {
        if (failure is TlsException { Refused: true })
        {
            _log.HandshakeRefused(session.Id, session.Peer.Address, failure.Message);
        }
        else
        {
            _log.ConnectionBroke(session.Id, session.Peer.Address, failure.Message);
        }
    }

    /// <summary>A connection that gets no session, because of <paramref name="limit"/>, which names an option.</summary>
    internal void Turned(System.Net.IPAddress client, string limit)
    {
        Counters.TurnedAway();
        _log.TooMany(client, limit);

        // It has no session whose number could stand for the process.
        string why = limit.StartsWith("tcp_wrappers", StringComparison.Ordinal) ? "Connection refused: tcp_wrappers denial."
            : $"Connection refused: too many sessions{(limit.StartsWith("max_per_ip", StringComparison.Ordinal) ? " for this address" : "")}.";
        Write(_logs.Vsftpd, () => VsftpdLine.Format(_time.GetUtcNow(), Environment.ProcessId, null, "CONNECT", client, VsftpdLine.Quoted(why)));
    }

    internal void CommandReceived(Session session, Command command)
    {
        _log.CommandReceived(session.Id, command.ToString());
        session.State.ClaimedName = session.State.UserName;
        Vsftpd(session, SessionWords.Claimed(session), "FTP command", () => VsftpdLine.Quoted(VsftpdLine.Command(command)));
    }

    internal void ReplySent(Session session, Reply reply)
    {
        _log.ReplySent(session.Id, reply.ToString());
        if (_logs.Vsftpd is not null)
        {
            // A line of the log for each line of the reply.
            foreach (string line in reply.PrintableLines)
            {
                Vsftpd(session, SessionWords.Claimed(session), "FTP response", () => VsftpdLine.Quoted(line));
            }
        }
    }

    internal void TlsStarted(Session session, TlsFacts tls)
    {
        LogLevel level = TlsDetail(session);
        if (_log.IsEnabled(level))
        {
            _log.TlsStarted(level, session.Id, "control", tls.Version, tls.Cipher, tls.Resumed, "none", tls.ClientCertificate?.Subject ?? "none");
        }

        if (tls.ClientCertificate is { } shown && _log.IsEnabled(LogLevel.Information))
        {
            _log.ClientCertificate(session.Id, session.Peer.Address, shown.ToString(), shown.Validated ? "vouched for by ca_certs_file" : "not validated");
        }

        Debug(session, tls);
    }

    internal void LoggedIn(Session session, string user)
    {
        ServerMetrics.Logins.Add(1, new KeyValuePair<string, object?>("result", "ok"));
        Counters.LoggedIn();
        _log.LoggedIn(session.Id, user, session.Peer.Address);
        Vsftpd(session, user, "OK LOGIN", () => SessionWords.Email(session));
    }

    internal void LoginRefused(Session session, string user, LoginDenial rule, string? detail)
    {
        ServerMetrics.Logins.Add(1, new KeyValuePair<string, object?>("result", rule.ToString()));
        Counters.LoginRefused();
        if (_log.IsEnabled(LogLevel.Warning))
        {
            _log.LoginRefused(session.Id, PrintableText.Escape(System.Text.Encoding.UTF8.GetBytes(user)), session.Peer.Address, rule.ToString(), detail ?? "");
        }

        Vsftpd(session, user, "FAIL LOGIN", () => SessionWords.Email(session));
    }

    /// <summary>A change to files that begins: <c>MKDIR</c>, <c>DELETE</c> and so on, to be settled by how it goes.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="what">vsftpd's word for it.</param>
    /// <param name="path">What is changed.</param>
    /// <param name="more">What stands behind the path: a new name, a mode.</param>
    internal LogEntry Begin(Session session, string what, FtpPath path, Func<string>? more = null) => new(ok => Vsftpd(
        session, SessionWords.User(session), $"{(ok ? "OK" : "FAIL")} {what}", () => VsftpdLine.Quoted(PrintableText.Escape(path.Bytes) + (more is null ? "" : " " + more()))));

    /// <summary>A transfer that is asked for: logged as a failed one of no bytes if it never starts, and by its end if it does.</summary>
    internal LogEntry BeginTransfer(Session session, string verb, FtpPath path) => new(_ => Write(_logs, SessionWords.Record(session, verb, path, TransferOutcome.StorageFailed, _time.GetUtcNow())));

    internal void DataConnectionOpened(Session session, Connection data)
    {
        string proof = data.Tls is { } tls ? tls.Proof.ToString() : "Clear";
        ServerMetrics.DataConnections.Add(1, new KeyValuePair<string, object?>("proof", proof));
        if (data.Tls is not { } facts)
        {
            return;
        }

        LogLevel level = TlsDetail(session);
        if (_log.IsEnabled(level))
        {
            _log.TlsStarted(level, session.Id, "data", facts.Version, facts.Cipher, facts.Resumed, proof, facts.ClientCertificate?.Subject ?? "none");
        }

        Debug(session, facts);

        if (facts.Proof != LineageProof.Own && session.Options.Tls.SessionReuse == SessionReuse.Prefer)
        {
            _log.NotResumed(session.Id, session.Peer.Address, proof, session.State.ClientName ?? "unknown");
        }
    }

    internal (TransferOutcome Outcome, Reply Reply) DataConnectionFailed(Session session, DataPort port, DataConnectionException failure)
    {
        string told = session.Options.Passive.AdvertisedName ?? session.Options.Passive.AdvertisedAddress?.ToString() ?? session.LocalAddress.ToString();
        PassiveOptions passive = session.Options.Passive;
        string likely = failure.Failure switch
        {
            DataFailure.NobodyConnected =>
                $"Likely cause: a firewall or NAT router between does not let ports {passive.MinPort}-{passive.MaxPort} through, or {told} is not this server's address for that client (pasv_address=).",
            DataFailure.Unreachable => "Likely cause: a firewall or NAT router at the client's side; the client should use passive mode.",
            DataFailure.NotProven => "The client opened the data connection without the TLS session of its control connection; require_ssl_reuse=PREFER would accept and log it.",
            _ => "",
        };
        _log.DataConnectionFailed(session.Id, port.Description, session.Peer.Address, port is PassiveDataPort ? told : session.Peer.Address.ToString(), failure.Message, likely);
        return failure.Failure switch
        {
            DataFailure.NotProven => (TransferOutcome.NotProven, Reply.Of(
                ReplyCode.NetworkProtocolOrTls, $"Data connection refused: TLS session reuse is required (require_ssl_reuse), and {failure.Message}.")),
            DataFailure.Handshake => (TransferOutcome.DataTlsFailed, Reply.Of(ReplyCode.CannotOpenData, $"TLS on the data connection failed: {failure.Message}.")),
            DataFailure.NobodyConnected => (TransferOutcome.NoDataConnection, Reply.Of(ReplyCode.CannotOpenData, $"Failed to establish connection: {failure.Message}; is the port blocked by a firewall?")),
            _ => (TransferOutcome.NoDataConnection, Reply.Of(ReplyCode.CannotOpenData, $"Failed to establish connection: {failure.Message}.")),
        };
    }

    internal void TransferEnded(Session session, Transfer transfer, TransferOutcome outcome)
    {
        ServerMetrics.Transfers.Add(1, new("verb", transfer.Verb), new("outcome", outcome.ToString()));
        Counters.Transferred(transfer, outcome);
        ServerMetrics.TransferBytes.Add(transfer.Moved, new KeyValuePair<string, object?>("verb", transfer.Verb));
        if (_log.IsEnabled(LogLevel.Information))
        {
            _log.TransferEnded(
                session.Id, SessionWords.User(session), transfer.Verb, PrintableText.Escape(transfer.Path.Bytes), outcome.ToString(), transfer.Moved, Math.Round(transfer.Elapsed.TotalSeconds, 3));
        }

        TransferLogs logs = _logs;
        if (transfer is Listing || !logs.Any)
        {
            return;
        }

        TransferRecord record = SessionWords.Record(session, transfer.Verb, transfer.Path, outcome, _time.GetUtcNow()) with
        {
            Bytes = transfer.OnWire,
            Elapsed = transfer.Elapsed,
            TlsVersion = transfer.Tls?.Version,
            Cipher = transfer.Tls?.Cipher,
            Proof = transfer.Tls is { } tls ? tls.Proof.ToString() : "Clear",
            PeerClose = transfer.PeerClose.ToString(),
        };
        Write(logs, record);
        Write(logs.Json, record.ToJson);
    }

    // debug_ssl asks for these lines whatever the log level.
    private static LogLevel TlsDetail(Session session) => session.Options.Tls.Debug ? LogLevel.Information : LogLevel.Debug;

    private void Debug(Session session, TlsFacts tls)
    {
        if (session.Options.Tls.Debug)
        {
            string text = $"SSL version: {tls.Version}, SSL cipher: {tls.Cipher}, {(tls.Resumed ? "" : "not ")}reused, {(tls.ClientCertificate is { } shown ? $"cert {shown.Subject}" : "no cert")}";
            Vsftpd(session, session.State.Account?.Name, "DEBUG", () => VsftpdLine.Quoted(text));
        }
    }

    private void Vsftpd(Session session, string? user, string what, Func<string>? rest = null) =>
        Write(_logs.Vsftpd, () => VsftpdLine.Format(_time.GetUtcNow(), session.Id, user, what, SessionWords.Client(session), rest?.Invoke() ?? ""));

    private static void Write(TransferLogs logs, TransferRecord record)
    {
        Write(logs.Vsftpd, record.ToVsftpd);
        Write(logs.Xferlog, record.ToXferlog);
    }

    private static void Write(ILineLog? log, Func<string> line)
    {
        log?.Write(line());
    }

    public ValueTask DisposeAsync() => _logs.CloseExceptAsync(null);
}

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
        Vsftpd(session, null, () => $"CONNECT: Client \"{session.Peer.Address}\"");
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

    internal void Turned(System.Net.IPAddress client, string limit)
    {
        Counters.TurnedAway();
        _log.TooMany(client, limit);
    }

    internal void CommandReceived(Session session, Command command)
    {
        _log.CommandReceived(session.Id, command.ToString());
        Vsftpd(session, User(session), () => $"FTP command: Client \"{session.Peer.Address}\", \"{command}\"");
    }

    internal void ReplySent(Session session, Reply reply)
    {
        _log.ReplySent(session.Id, reply.ToString());
        Vsftpd(session, User(session), () => $"FTP response: Client \"{session.Peer.Address}\", \"{reply}\"");
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
    }

    internal void LoggedIn(Session session, string user)
    {
        ServerMetrics.Logins.Add(1, new KeyValuePair<string, object?>("result", "ok"));
        Counters.LoggedIn();
        _log.LoggedIn(session.Id, user, session.Peer.Address);
        string email = session.State.Email is { } given ? $", anon password \"{PrintableText.Escape(given.Replace('"', '?'))}\"" : "";
        Vsftpd(session, user, () => $"OK LOGIN: Client \"{session.Peer.Address}\"{email}");
    }

    internal void LoginRefused(Session session, string user, LoginDenial rule, string? detail)
    {
        ServerMetrics.Logins.Add(1, new KeyValuePair<string, object?>("result", rule.ToString()));
        Counters.LoginRefused();
        if (_log.IsEnabled(LogLevel.Warning))
        {
            _log.LoginRefused(session.Id, PrintableText.Escape(System.Text.Encoding.UTF8.GetBytes(user)), session.Peer.Address, rule.ToString(), detail ?? "");
        }

        Vsftpd(session, user, () => $"FAIL LOGIN: Client \"{session.Peer.Address}\"");
    }

    internal void Changed(Session session, string what, FtpPath path) =>
        Vsftpd(session, User(session), () => $"OK {what}: Client \"{session.Peer.Address}\", \"{PrintableText.Escape(path.Bytes)}\"");

    internal void Renamed(Session session, FtpPath from, FtpPath to) =>
        Vsftpd(session, User(session), () => $"OK RENAME: Client \"{session.Peer.Address}\", \"{PrintableText.Escape(from.Bytes)} {PrintableText.Escape(to.Bytes)}\"");

    internal void UploadRefused(Session session, FtpPath path, StorageException why)
    {
        _log.StorageRefused(session.Id, "STOR", why.Error, why.Message);
        Vsftpd(session, User(session), () => $"FAIL UPLOAD: Client \"{session.Peer.Address}\", \"{PrintableText.Escape(path.Bytes)}\", 0.00Kbyte/sec");
    }

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
                session.Id, User(session), transfer.Verb, PrintableText.Escape(transfer.Path.Bytes), outcome.ToString(), transfer.Moved, Math.Round(transfer.Elapsed.TotalSeconds, 3));
        }

        TransferLogs logs = _logs;
        if (transfer is Listing || !logs.Any)
        {
            return;
        }

        var record = new TransferRecord
        {
            Ended = _time.GetUtcNow(),
            Session = session.Id,
            User = User(session),
            Kind = session.State.Account?.Kind ?? AccountKind.Real,
            Email = session.State.Email,
            Client = session.Peer.Address.ToString(),
            ClientName = session.State.ClientName,
            Verb = transfer.Verb,
            Path = transfer.Path,
            Bytes = transfer.Moved,
            Elapsed = transfer.Elapsed,
            Completed = outcome == TransferOutcome.Completed,
            Outcome = outcome.ToString(),
            Ascii = session.State.Type == RepresentationType.Ascii,
            TlsVersion = transfer.Tls?.Version,
            Cipher = transfer.Tls?.Cipher,
            Proof = transfer.Tls is { } tls ? tls.Proof.ToString() : "Clear",
            PeerClose = transfer.PeerClose.ToString(),
        };
        Write(logs.Vsftpd, record.ToVsftpd);
        Write(logs.Xferlog, record.ToXferlog);
        Write(logs.Json, record.ToJson);
    }

    // debug_ssl asks for these lines whatever the log level.
    private static LogLevel TlsDetail(Session session) => session.Options.Tls.Debug ? LogLevel.Information : LogLevel.Debug;

    private static string User(Session session) => session.State.Account?.Name ?? session.State.UserName ?? "-";

    private void Vsftpd(Session session, string? user, Func<string> text) =>
        Write(_logs.Vsftpd, () => VsftpdLine.Format(_time.GetUtcNow(), session.Id, user, text()));

    private static void Write(ILineLog? log, Func<string> line)
    {
        log?.Write(line());
    }

    public ValueTask DisposeAsync() => _logs.CloseExceptAsync(null);
}

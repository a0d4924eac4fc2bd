using System.Net;
using Microsoft.Extensions.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server;

/// <summary>Everything that the server logs, and the only way it does. Ids: 1xxx sessions, 2xxx logins, 3xxx transfers, 4xxx TLS and data connections, 5xxx the server itself.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1001, LogLevel.Debug, "Session {Session}: connected from {Client}.")]
    internal static partial void Connected(this ILogger logger, long session, IPEndPoint client);

    [LoggerMessage(1002, LogLevel.Debug, "Session {Session}: ended ({Reason}) after {Elapsed}.")]
    internal static partial void Ended(this ILogger logger, long session, string reason, TimeSpan elapsed);

    [LoggerMessage(1003, LogLevel.Information, "Session {Session}: the connection to {Client} broke: {Why}.")]
    internal static partial void ConnectionBroke(this ILogger logger, long session, IPAddress client, string why);

    [LoggerMessage(1004, LogLevel.Error, "Session {Session}: failed, which is a defect of this server; please report it with this trace.")]
    internal static partial void SessionFailed(this ILogger logger, long session, Exception failure);

    [LoggerMessage(1005, LogLevel.Warning, "A connection from {Client} was refused: {Limit}.")]
    internal static partial void TooMany(this ILogger logger, IPAddress client, string limit);

    [LoggerMessage(1010, LogLevel.Information, "Session {Session}: > {Command}")]
    internal static partial void CommandReceived(this ILogger logger, long session, string command);

    [LoggerMessage(1011, LogLevel.Information, "Session {Session}: < {Reply}")]
    internal static partial void ReplySent(this ILogger logger, long session, string reply);

    [LoggerMessage(2001, LogLevel.Information, "Session {Session}: {User} logged in from {Client}.")]
    internal static partial void LoggedIn(this ILogger logger, long session, string user, IPAddress client);

    [LoggerMessage(2002, LogLevel.Warning, "Session {Session}: login of {User} from {Client} refused: {Rule}. {Detail}")]
    internal static partial void LoginRefused(this ILogger logger, long session, string user, IPAddress client, string rule, string detail);

    [LoggerMessage(2003, LogLevel.Error, "Session {Session}: {User} cannot be served: the home directory {Home} cannot be opened ({Why}).")]
    internal static partial void HomeUnavailable(this ILogger logger, long session, string user, string home, string why);

    [LoggerMessage(2004, LogLevel.Warning, "Session {Session}: {Finding}")]
    internal static partial void UserFileFinding(this ILogger logger, long session, string finding);

    [LoggerMessage(3001, LogLevel.Information, "Session {Session}: {User} {Verb} {Path}: {Outcome}, {Bytes} bytes in {Seconds} s.")]
    internal static partial void TransferEnded(this ILogger logger, long session, string user, string verb, string path, string outcome, long bytes, double seconds);

    [LoggerMessage(3002, LogLevel.Debug, "Session {Session}: {Verb} refused by the storage: {Error} ({Why}).")]
    internal static partial void StorageRefused(this ILogger logger, long session, string verb, StorageError error, string why);

    [LoggerMessage(4101, LogLevel.Warning, "Session {Session}: no data connection on {Port}, which {Client} was told to use at {Address}: {Why}. {LikelyCause}")]
    internal static partial void DataConnectionFailed(this ILogger logger, long session, string port, IPAddress client, string address, string why, string likelyCause);

    [LoggerMessage(4102, LogLevel.Information, "Session {Session}: a data connection from {Client} did not resume the TLS session of its control connection ({Proof}); accepted because its address and port are right (require_ssl_reuse=PREFER). Client: {ClientName}.")]
    internal static partial void NotResumed(this ILogger logger, long session, IPAddress client, string proof, string clientName);

    [LoggerMessage(4103, LogLevel.Warning, "Session {Session}: the TLS stream of a data connection was damaged: {Why}.")]
    internal static partial void DataTlsBroke(this ILogger logger, long session, string why);

    [LoggerMessage(4104, LogLevel.Warning, "Session {Session}: {Client} asked for an active data connection to {Target}; refused, because only the client's own address and a port above 1023 are allowed.")]
    internal static partial void ActiveTargetRefused(this ILogger logger, long session, IPAddress client, IPEndPoint target);

    [LoggerMessage(EventId = 4105, Message = "Session {Session}: {Channel} connection uses {Version}, {Cipher}, resumed: {Resumed}, proof: {Proof}, client certificate: {ClientCertificate}.")]
    internal static partial void TlsStarted(this ILogger logger, LogLevel level, long session, string channel, string version, string cipher, bool resumed, string proof, string clientCertificate);

    [LoggerMessage(4106, LogLevel.Warning, "pasv_address={Name} cannot be resolved ({Why}); clients are told the address that they connected to.")]
    internal static partial void PassiveNameFailed(this ILogger logger, string name, string why);

    [LoggerMessage(4107, LogLevel.Information, "Session {Session}: {Client} showed a certificate: {Certificate} ({Judgement}).")]
    internal static partial void ClientCertificate(this ILogger logger, long session, IPAddress client, string certificate, string judgement);

    [LoggerMessage(4108, LogLevel.Warning, "Session {Session}: the TLS handshake of {Client} was refused: {Why}.")]
    internal static partial void HandshakeRefused(this ILogger logger, long session, IPAddress client, string why);

    [LoggerMessage(5001, LogLevel.Information, "Listening on {EndPoint} ({Kind}).")]
    internal static partial void Listening(this ILogger logger, IPEndPoint endPoint, string kind);

    [LoggerMessage(5002, LogLevel.Error, "Accepting connections on {EndPoint} failed ({Error}); trying again.")]
    internal static partial void AcceptFailed(this ILogger logger, IPEndPoint endPoint, string error);

    [LoggerMessage(5003, LogLevel.Information, "Stopping: {Sessions} sessions, {Transfers} with a transfer, which get up to {Patience} to finish.")]
    internal static partial void Stopping(this ILogger logger, int sessions, int transfers, TimeSpan patience);

    [LoggerMessage(5004, LogLevel.Warning, "Stopping: {Transfers} transfers did not finish in time and were cut off; uploads among them can be resumed.")]
    internal static partial void CutOff(this ILogger logger, int transfers);

    [LoggerMessage(5006, LogLevel.Error, "The log {File} cannot be opened anew ({Why}); lines still go to the old file. Let logrotate create it for the user that the server runs as, or reload after mending it.")]
    internal static partial void LogKept(this ILogger logger, string file, string why);

    [LoggerMessage(5007, LogLevel.Information, "No longer listening on {EndPoint}; its sessions stay.")]
    internal static partial void ListenerClosed(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(5008, LogLevel.Critical, "Listening on {EndPoint} ended and cannot be taken up again: {Why}")]
    internal static partial void ListenerLost(this ILogger logger, IPEndPoint endPoint, string why);

    [LoggerMessage(5009, LogLevel.Warning, "The control socket was asked by user id {User}, process {Process}, who may not; refused.")]
    internal static partial void ControlDenied(this ILogger logger, int user, int process);

    [LoggerMessage(5010, LogLevel.Information, "{Sessions} sessions are ended on the administrator's request ({Target}).")]
    internal static partial void Kicked(this ILogger logger, int sessions, string target);

    [LoggerMessage(5011, LogLevel.Error, "The control socket failed: {Why}")]
    internal static partial void ControlFailed(this ILogger logger, string why);

    [LoggerMessage(5012, LogLevel.Warning, "The system's log at {Socket} takes no lines ({Why}); they wait, and those there is no room for are counted.")]
    internal static partial void SystemLogAway(this ILogger logger, string socket, string why);

    [LoggerMessage(5013, LogLevel.Information, "hosts.allow or hosts.deny has changed and was read again: {Rules} lines are about this server.")]
    internal static partial void HostsRead(this ILogger logger, int rules);

    [LoggerMessage(5014, LogLevel.Error, "hosts.allow or hosts.deny has changed and cannot be used; the lines read before stay in force until it is mended: {Fault}")]
    internal static partial void HostsKept(this ILogger logger, string fault);

    [LoggerMessage(5005, LogLevel.Error, "Writing the log {File} failed ({Why}); its lines are lost until that is mended.")]
    internal static partial void LogFailed(this ILogger logger, string file, string why);
}

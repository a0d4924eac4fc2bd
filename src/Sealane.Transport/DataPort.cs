using System.Net;
using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport;

/// <summary>Why there is no data connection.</summary>
public enum DataFailure
{
    /// <summary>Nobody connected to the passive port in time.</summary>
    NobodyConnected,

    /// <summary>The client's active port could not be reached.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed or timed out.</summary>
    Handshake,

    /// <summary>The handshake succeeded but did not prove that it belongs to this control connection, and proof is required.</summary>
    NotProven,

    /// <summary>It was given up: aborted, or the session ended.</summary>
    Abandoned,
}

/// <summary>A data connection could not be made. The control connection is not affected.</summary>
/// <param name="failure">Which step failed.</param>
/// <param name="message">What happened, for the log.</param>
/// <param name="inner">The system's or OpenSSL's failure.</param>
public sealed class DataConnectionException(DataFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Which step failed.</summary>
    public DataFailure Failure { get; } = failure;
}

/// <summary>The TLS of a data connection: same certificate and lineage as its control connection.</summary>
/// <param name="Certificate">The control connection's.</param>
/// <param name="Lineage">The control connection's.</param>
/// <param name="RequireProof">Refuse a handshake that does not resume a session of this control connection (<c>require_ssl_reuse=YES</c>).</param>
/// <param name="Client">The certificate that the client showed on the control connection: a data connection must not show another. Null for none.</param>
public sealed record DataTls(ServerTls Certificate, Lineage Lineage, bool RequireProof, PeerCertificate? Client = null);

/// <summary>
/// A data connection in the making: armed by PASV, EPSV, PORT or EPRT, good for one transfer. Owns the connection until <see cref="OpenAsync"/> hands it over.
/// </summary>
public abstract class DataPort : IDisposable
{
    private readonly Lock _gate = new();
    private Connection? _connection;
    private bool _abandoned;

    /// <summary>Where the data connection goes, for messages: port and address.</summary>
    public abstract string Description { get; }

    /// <summary>Waits for the connection and its handshake, and hands it over. Call once.</summary>
    /// <param name="tls">Null for a connection in the clear.</param>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="handshakeTimeout">How long the TLS handshake may take.</param>
    /// <exception cref="DataConnectionException">There is none.</exception>
    public abstract ValueTask<Connection> OpenAsync(DataTls? tls, TimeSpan connectTimeout, TimeSpan handshakeTimeout);

    /// <summary>Gives it up, at any moment and from any thread, as often as you like: a connection that was not handed over yet is aborted.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Connection? connection;
        lock (_gate)
        {
            if (_abandoned)
            {
                return;
            }

            _abandoned = true;
            connection = _connection;
            _connection = null;
        }

        connection?.Abort();
        StopWaiting();
    }

    /// <summary>Ends the waiting for a connection; called once.</summary>
    private protected abstract void StopWaiting();

    /// <summary>True once it was given up.</summary>
    private protected bool Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Makes a connection of a socket and keeps it until <see cref="HandOver"/>; null, with the socket closed, when it is not wanted any more or dead.</summary>
    private protected Connection? Hold(Socket socket, Heartbeat heartbeat)
    {
        Connection connection;
        try
        {
            connection = new Connection(socket, heartbeat, wakeGently: false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset between accept and here.
            socket.Dispose();
            return null;
        }

        lock (_gate)
        {
            if (!_abandoned)
            {
                _connection = connection;
                return connection;
            }
        }

        connection.Dispose();
        return null;
    }

    /// <summary>From here on the connection is the caller's.</summary>
    private protected Connection HandOver(Connection connection)
    {
        lock (_gate)
        {
            if (!_abandoned)
            {
                _connection = null;
                return connection;
            }
        }

        throw GivenUp();
    }

    private protected static DataConnectionException GivenUp(Exception? inner = null) =>
        new(DataFailure.Abandoned, "the data connection was given up", inner);

    private protected async ValueTask<Connection> SecureAsync(Connection connection, DataTls tls, TimeSpan timeout)
    {
        connection.Deadline.Arm(timeout);
        try
        {
            await connection.AcceptTlsAsync(tls.Certificate, tls.Lineage, data: true).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            connection.Dispose();
            throw Abandoned ? GivenUp(e) : new DataConnectionException(DataFailure.Handshake, e.Message, e);
        }

        if (tls.Client is { } known && connection.Tls!.ClientCertificate is { } shown && shown.Sha256 != known.Sha256)
        {
            await connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            connection.Dispose();
            throw new DataConnectionException(DataFailure.Handshake, $"the client showed another certificate ({shown}) than on its control connection");
        }

        if (tls.RequireProof && connection.Tls!.Proof != LineageProof.Own)
        {
            string why = connection.Tls.Proof == LineageProof.Foreign
                ? "it resumed the TLS session of another control connection"
                : "it did not resume the TLS session of its control connection";
            await connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            connection.Dispose();
            throw new DataConnectionException(DataFailure.NotProven, why);
        }

        connection.Deadline.Disarm();
        return connection;
    }
}

/// <summary>The passive side: the client connects to a leased port of ours (PASV, EPSV).</summary>
public sealed class PassiveDataPort : DataPort
{
    private readonly PassiveLease _lease;
    private readonly Heartbeat _heartbeat;
    private readonly DataTls? _early;
    private readonly TimeSpan _handshakeTimeout;
    private readonly Task<Connection?> _arrival;

    /// <summary>Takes over a lease and answers the client's connection at once, before any transfer command.</summary>
    /// <param name="lease">Owned from here on.</param>
    /// <param name="heartbeat">For the connection's deadline.</param>
    /// <param name="early">TLS to start as soon as the client connects (some clients begin the handshake before they send the command); null to wait.</param>
    /// <param name="handshakeTimeout">Limit of that handshake.</param>
    public PassiveDataPort(PassiveLease lease, Heartbeat heartbeat, DataTls? early, TimeSpan handshakeTimeout)
    {
        _lease = lease;
        _heartbeat = heartbeat;
        _early = early;
        _handshakeTimeout = handshakeTimeout;
        _arrival = ArriveAsync();
    }

    /// <inheritdoc/>
    public override string Description => $"passive port {_lease.Port}";

    private async Task<Connection?> ArriveAsync()
    {
        Socket? socket = await _lease.Accepted.ConfigureAwait(false);
        return socket is null || Hold(socket, _heartbeat) is not { } connection ? null
            : _early is null ? connection
            : await SecureAsync(connection, _early, _handshakeTimeout).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<Connection> OpenAsync(DataTls? tls, TimeSpan connectTimeout, TimeSpan handshakeTimeout)
    {
        if (!_arrival.IsCompleted)
        {
            _lease.Deadline.Arm(connectTimeout);
        }

        if (await _arrival.ConfigureAwait(false) is not { } connection)
        {
            throw Abandoned ? GivenUp() : new DataConnectionException(DataFailure.NobodyConnected, $"nobody connected to {Description} in time");
        }

        if (tls is null && _early is not null)
        {
            connection.Dispose();
            throw new DataConnectionException(DataFailure.Handshake, "protection was switched off after the data connection had started TLS");
        }

        if (tls is not null && _early is null)
        {
            await SecureAsync(connection, tls, handshakeTimeout).ConfigureAwait(false);
        }

        return HandOver(connection);
    }

    private protected override void StopWaiting()
    {
        _lease.Dispose();

        // A handshake that failed before anybody wanted the connection: it closed itself, and its exception has been seen.
        _ = _arrival.ContinueWith(static arrival => arrival.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}

/// <summary>The port of ours that active data connections leave from.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Bind">Binds a socket with privileges that this thread does not have; null to bind it here. Throws <see cref="SocketException"/> like <see cref="Socket.Bind"/>.</param>
public sealed record SourcePort(int Port, Func<Socket, IPEndPoint, ValueTask>? Bind);

/// <summary>The active side: we connect to the port that the client named (PORT, EPRT), which is at the client's own address.</summary>
/// <param name="target">Address and port; the caller has checked that the address is the control connection's peer.</param>
/// <param name="local">Our address on the control connection, so that the client sees the connection come from where it connected to.</param>
/// <param name="heartbeat">For the connection's deadline.</param>
/// <param name="source">The port that the connection leaves from; null for any. Several connections to different ports leave from it at a time.</param>
public sealed class ActiveDataPort(IPEndPoint target, IPAddress local, Heartbeat heartbeat, SourcePort? source = null) : DataPort
{
    // Not disposed: it may be given up at any moment, and holds nothing but a timer while it connects.
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public override string Description => $"active port {target}";

    /// <inheritdoc/>
    public override async ValueTask<Connection> OpenAsync(DataTls? tls, TimeSpan connectTimeout, TimeSpan handshakeTimeout)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await BindAsync(socket).ConfigureAwait(false);
            _stop.CancelAfter(connectTimeout > TimeSpan.Zero ? connectTimeout : Timeout.InfiniteTimeSpan);
            await socket.ConnectAsync(target, _stop.Token).ConfigureAwait(false);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            socket?.Dispose();
            string why = e is SocketException s ? s.SocketErrorCode.ToString() : "no answer in time";
            throw Abandoned ? GivenUp(e) : new DataConnectionException(DataFailure.Unreachable, $"cannot connect to {Description}: {why}", e);
        }

        if (Hold(socket, heartbeat) is not { } connection)
        {
            throw Abandoned ? GivenUp() : new DataConnectionException(DataFailure.Unreachable, $"cannot connect to {Description}: ConnectionReset");
        }

        if (tls is not null)
        {
            await SecureAsync(connection, tls, handshakeTimeout).ConfigureAwait(false);
        }

        return HandOver(connection);
    }

    // Bind sets SO_REUSEADDR, and that alone: connections to other targets may leave from the same port meanwhile.
    private async ValueTask BindAsync(Socket socket)
    {
        var from = new IPEndPoint(local, source?.Port ?? 0);
        try
        {
            if (source?.Bind is { } bind)
            {
                await bind(socket, from).ConfigureAwait(false);
            }
            else
            {
                socket.Bind(from);
            }
        }
        catch (SocketException e) when (from.Port != 0)
        {
            string hint = e.SocketErrorCode == SocketError.AccessDenied ? ", which needs the capability CAP_NET_BIND_SERVICE" : "";
            socket.Dispose();
            throw new DataConnectionException(DataFailure.Unreachable, $"cannot leave from port {from.Port}{hint}: {e.SocketErrorCode}", e);
        }
    }

    private protected override void StopWaiting() => _stop.Cancel();
}

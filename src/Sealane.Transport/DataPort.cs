using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport;

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

        if (tls.Refusal(connection.Tls!) is { } refusal)
        {
            await connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            connection.Dispose();
            throw refusal;
        }

        connection.Deadline.Disarm();
        return connection;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Sealane.Transport;

/// <summary>
/// A client's ear for one active data connection (PORT, EPRT): the server connects to us. It takes one connection and only from the expected
/// address, since whoever is faster than the server would otherwise get the file. Dispose it at any moment and from any thread.
/// </summary>
public sealed class ActiveListener : IDisposable
{
    private const int Backlog = 16;

    private readonly Socket _socket;
    private readonly IPAddress? _peer;
    private readonly IReadOnlyList<int>? _peerPorts;
    private readonly Heartbeat _heartbeat;
    private int _strangers;
    private volatile bool _disposed;

    private ActiveListener(Socket socket, IPAddress? peer, IReadOnlyList<int>? peerPorts, Heartbeat heartbeat)
    {
        _socket = socket;
        _peer = peer;
        _peerPorts = peerPorts;
        _heartbeat = heartbeat;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens: what PORT or EPRT tells the server, unless an address translation lies between.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>How many connections came from elsewhere and were closed.</summary>
    public int Strangers => Volatile.Read(ref _strangers);

    /// <summary>Starts listening.</summary>
    /// <param name="local">The control connection's own address, or another of this machine's.</param>
    /// <param name="peer">The control connection's peer, from which alone the server may connect; null to let anybody (a server that sends from another address).</param>
    /// <param name="firstPort">Lowest port; 0 lets the system choose, whatever <paramref name="lastPort"/> is.</param>
    /// <param name="lastPort">Highest port.</param>
    /// <param name="heartbeat">Watches the connection's deadline.</param>
    /// <param name="peerPorts">The ports from which alone the server may connect; null for any.</param>
    /// <param name="sockets">What the system is told about the socket; null for nothing.</param>
    /// <exception cref="DataConnectionException">No port of the range is free, or <paramref name="local"/> is no address of this machine.</exception>
    public static ActiveListener Open(IPAddress local, IPAddress? peer, int firstPort, int lastPort, Heartbeat heartbeat, IReadOnlyList<int>? peerPorts = null, SocketTerms? sockets = null)
    {
        int count = firstPort == 0 ? 1 : lastPort - firstPort + 1;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(lastPort));

        // At random: the next port must not be known from the last one.
        int start = RandomNumberGenerator.GetInt32(count);
        SocketException? refused = null;
        for (int i = 0; i < count; i++)
        {
            var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                sockets?.Apply(socket, data: true);
                socket.Bind(new IPEndPoint(local, firstPort + ((start + i) % count)));
                socket.Listen(Backlog);
                return new ActiveListener(socket, peer, peerPorts, heartbeat);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                refused = e;
                if (e.SocketErrorCode == SocketError.AddressNotAvailable)
                {
                    break;
                }
            }
        }

        string ports = firstPort == 0 ? "any port" : $"a port from {firstPort} to {lastPort}";
        throw new DataConnectionException(DataFailure.Unreachable, $"cannot listen on {local} at {ports}: {refused!.Message}", refused);
    }

    /// <summary>Waits for the server, and then listens no longer. Call once.</summary>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The caller's from here on.</returns>
    /// <exception cref="DataConnectionException">Nobody connected, or it was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<Connection> AcceptAsync(TimeSpan timeout, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(timeout);
        try
        {
            while (true)
            {
                if (Take(await AcceptSocketAsync(stop.Token).ConfigureAwait(false)) is { } connection)
                {
                    return connection;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            string others = Strangers == 0 ? "" : $"; {Strangers} from other addresses or ports were turned away";
            throw new DataConnectionException(DataFailure.NobodyConnected, $"the server did not connect to {LocalEndPoint} within {timeout.TotalSeconds:0.#} s{others}");
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private async Task<Socket> AcceptSocketAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _socket.AcceptAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException && (_disposed || e is ObjectDisposedException))
            {
                throw new DataConnectionException(DataFailure.Abandoned, "waiting for the server's data connection was given up", e);
            }
            catch (SocketException)
            {
                // A connection that died in the queue, or no handle left: neither ends the listening.
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop).ConfigureAwait(false);
            }
        }
    }

    private Connection? Take(Socket socket)
    {
        try
        {
            var connection = new Connection(socket, _heartbeat, wakeGently: false);
            if ((_peer is null || connection.RemoteEndPoint.Address.Equals(Plain(_peer))) && _peerPorts?.Contains(connection.RemoteEndPoint.Port) != false)
            {
                return connection;
            }

            // Reset, so that the stranger learns at once that nothing is here.
            socket.LingerState = new LingerOption(true, 0);
            connection.Dispose();
            Interlocked.Increment(ref _strangers);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It died while it was looked at.
            socket.Dispose();
        }

        return null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }
}

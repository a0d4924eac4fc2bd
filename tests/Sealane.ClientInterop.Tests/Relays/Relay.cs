using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>
/// Stands between a client and a server: an address of its own on loopback (127.0.0.3 and on, which the server's certificate names) with all of the server's
/// ports. Nothing in the FTP dialog is rewritten, so EPSV leads to the relay again; for PASV the server must be told to announce <see cref="Address"/>.
/// It counts, delays, and does the harm that a test orders.
/// </summary>
/// <remarks>
/// With a round trip time, everything takes half of it each way, and a connection reaches the server one and a half later, as after SYN, SYN-ACK and the first
/// segment. The system completes the client's own connect at once, though: a client that waits for it before it sends a command gets one round trip for nothing.
/// </remarks>
internal sealed class Relay : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly ConcurrentQueue<RelayedConnection> _connections = new();
    private readonly List<(Channel Channel, int Skip, Fault Fault)> _orders = [];
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _controlPort;
    private readonly int _implicitPort;

    private Relay(IPAddress address, int controlPort, int implicitPort, TimeSpan roundTrip)
    {
        Address = address;
        _controlPort = controlPort;
        _implicitPort = implicitPort;
        RoundTrip = roundTrip;
    }

    /// <summary>Where clients connect to, on the server's own ports.</summary>
    public IPAddress Address { get; }

    /// <summary>The server's explicit port, on <see cref="Address"/>.</summary>
    public int Port => _controlPort;

    public TimeSpan RoundTrip { get; }

    /// <summary>Every connection so far, in the order in which they came.</summary>
    public IReadOnlyList<RelayedConnection> Connections => [.. _connections];

    public IReadOnlyList<RelayedConnection> Control => [.. _connections.Where(connection => connection.Channel == Channel.Control)];

    public IReadOnlyList<RelayedConnection> Data => [.. _connections.Where(connection => connection.Channel == Channel.Data)];

    /// <summary>Completed by <see cref="Release"/> or with the relay.</summary>
    internal Task Released => _release.Task;

    internal CancellationToken Ending => _end.Token;

    /// <summary>Puts a relay before a server.</summary>
    /// <param name="controlPort">The server's port on 127.0.0.1 for explicit TLS.</param>
    /// <param name="implicitPort">The one for implicit TLS; its own number if there is none.</param>
    /// <param name="ports">All ports that are relayed, these two among them.</param>
    /// <param name="roundTrip">How far away the server shall be.</param>
    public static Relay Start(int controlPort, int implicitPort, IEnumerable<int> ports, TimeSpan roundTrip)
    {
        int[] all = [.. ports];
        for (int last = 3; last < 19; last++)
        {
            var relay = new Relay(new IPAddress([127, 0, 0, (byte)last]), controlPort, implicitPort, roundTrip);
            if (relay.TryListen(all))
            {
                return relay;
            }
        }

        throw new InvalidOperationException("no address from 127.0.0.3 to 127.0.0.18 is free for a relay to this server");
    }

    /// <summary>Orders a fault for the next connection, or for a later one.</summary>
    /// <param name="channel">Of which kind.</param>
    /// <param name="fault">What happens to it.</param>
    /// <param name="skip">How many connections of this kind get through unharmed before.</param>
    public void Harm(Channel channel, Fault fault, int skip = 0)
    {
        lock (_orders)
        {
            _orders.Add((channel, skip, fault));
        }
    }

    /// <summary>What was stalled flows again.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Cuts every connection of a kind now.</summary>
    public void CutAll(Channel channel, Ending ending)
    {
        foreach (RelayedConnection connection in _connections.Where(connection => connection.Channel == channel))
        {
            connection.Cut(ending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _release.TrySetResult();
        foreach (Socket listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting);
        foreach (RelayedConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        _end.Dispose();
    }

    private bool TryListen(int[] ports)
    {
        try
        {
            foreach (int port in ports)
            {
                var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _listeners.Add(listener);
                listener.Bind(new IPEndPoint(Address, port));
            }
        }
        catch (SocketException)
        {
            // Another relay's address, or a program that listens everywhere.
            _listeners.ForEach(listener => listener.Dispose());
            return false;
        }

        foreach (Socket listener in _listeners)
        {
            listener.Listen(128);
            _accepting.Add(AcceptAsync(listener));
        }

        return true;
    }

    private async Task AcceptAsync(Socket listener)
    {
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Channel channel = port == _controlPort || port == _implicitPort ? Channel.Control : Channel.Data;
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The relay ends.
                return;
            }

            var connection = new RelayedConnection(this, channel, port, client, TakeFault(channel));
            _connections.Enqueue(connection);
            connection.Start();
        }
    }

    private Fault? TakeFault(Channel channel)
    {
        lock (_orders)
        {
            Fault? fault = null;
            for (int i = 0; i < _orders.Count; i++)
            {
                (Channel wanted, int skip, Fault ordered) = _orders[i];
                if (wanted != channel)
                {
                    continue;
                }

                if (skip > 0)
                {
                    _orders[i] = (wanted, skip - 1, ordered);
                }
                else if (fault is null)
                {
                    fault = ordered;
                    _orders.RemoveAt(i--);
                }
            }

            return fault;
        }
    }
}

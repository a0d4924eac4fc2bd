using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Sealane.Transport;

/// <summary>
/// The passive ports of a server. A port is leased to one client address at a time, so that a range of ten ports serves any number of clients:
/// its listener is shared, and a connection goes to the session whose client has that address. Drawn at random, each lease good for one connection.
/// </summary>
public sealed class PassivePorts : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, DataListener> _listeners = [];
    private readonly List<Waiter> _waiting = [];
    private readonly int _first;
    private readonly int _count;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private bool _disposed;

    /// <summary>Opens nothing yet: listeners come with the first lease of their port.</summary>
    /// <param name="first">Lowest port.</param>
    /// <param name="last">Highest port.</param>
    /// <param name="heartbeat">Ends leases that nobody uses.</param>
    /// <param name="logger">Hears of connections that nobody expects.</param>
    public PassivePorts(int first, int last, Heartbeat heartbeat, ILogger logger)
    {
        _first = first;
        _count = last - first + 1;
        _heartbeat = heartbeat;
        _logger = logger;
    }

    /// <summary>Number of listeners that are open now.</summary>
    public int ListenerCount
    {
        get
        {
            lock (_gate)
            {
                return _listeners.Count;
            }
        }
    }

    /// <summary>The listeners that are open now.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners.Keys];
            }
        }
    }

    /// <summary>Leases a port, waiting for one when this client address has all of them.</summary>
    /// <param name="local">Address to listen on: the one that the client reached us at.</param>
    /// <param name="client">Address that may connect; null lets anybody (<c>pasv_promiscuous</c>), and then the port is not shared.</param>
    /// <param name="lifetime">How long the client has to connect.</param>
    /// <param name="patience">How long to wait for a free port.</param>
    /// <returns>Null when no port became free.</returns>
    public async ValueTask<PassiveLease?> LeaseAsync(IPAddress local, IPAddress? client, TimeSpan lifetime, TimeSpan patience)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var waiter = new Waiter(local, client);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (TryLease(local, client, lifetime) is { } lease)
                {
                    return lease;
                }

                _waiting.Add(waiter);
            }

            try
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0)
                {
                    return null;
                }

                await waiter.Task.WaitAsync(TimeSpan.FromMilliseconds(left)).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // One last look, at what was released in this very moment.
                deadline = 0;
            }
            finally
            {
                lock (_gate)
                {
                    _waiting.Remove(waiter);
                }
            }
        }
    }

    private PassiveLease? TryLease(IPAddress local, IPAddress? client, TimeSpan lifetime)
    {
        int start = RandomNumberGenerator.GetInt32(_count);
        for (int i = 0; i < _count; i++)
        {
            var endPoint = new IPEndPoint(local, _first + ((start + i) % _count));
            if (!_listeners.TryGetValue(endPoint, out DataListener? listener))
            {
                listener = DataListener.TryOpen(endPoint, this, _heartbeat, _logger);
                if (listener is null)
                {
                    // Somebody else's port, or no permission: the next one.
                    continue;
                }

                _listeners.Add(endPoint, listener);
            }

            if (listener.TryLease(client, lifetime) is { } lease)
            {
                return lease;
            }
        }

        return null;
    }

    /// <summary>Wakes everybody whom this release may help: other clients' waiting is for ports of their own.</summary>
    internal void Released(IPAddress local, IPAddress? client)
    {
        lock (_gate)
        {
            foreach (Waiter waiter in _waiting)
            {
                if (waiter.Local.Equals(local) && (client is null || waiter.Client is null || waiter.Client.Equals(client)))
                {
                    waiter.TrySetResult();
                }
            }
        }
    }

    /// <summary>Closes a listener that has had no lease for a while, unless it just got one.</summary>
    internal void Retire(DataListener listener)
    {
        lock (_gate)
        {
            if (listener.TryClose(evenIfLeased: false))
            {
                _listeners.Remove(listener.EndPoint);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DataListener[] open;
        lock (_gate)
        {
            _disposed = true;
            open = [.. _listeners.Values];
            _listeners.Clear();
            foreach (Waiter waiter in _waiting)
            {
                waiter.TrySetResult();
            }
        }

        foreach (DataListener listener in open)
        {
            listener.Dispose();
        }
    }

    private sealed class Waiter(IPAddress local, IPAddress? client) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal IPAddress Local { get; } = local;

        internal IPAddress? Client { get; } = client;
    }
}

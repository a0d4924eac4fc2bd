using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Sealane.Transport;

/// <summary>One open passive port and the leases on it, at most one for each client address. Owned by <see cref="PassivePorts"/>.</summary>
internal sealed class DataListener : IDisposable
{
    // A port in use again within a minute spares the cost of opening it; one that is not needs no listener.
    private static readonly TimeSpan s_idleLife = TimeSpan.FromSeconds(60);

    // Linux queues up to somaxconn; a lease is one connection, so this is as many clients as can share a port in one instant.
    private const int Backlog = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, PassiveLease> _leases = [];
    private readonly Socket _socket;
    private readonly PassivePorts _owner;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private PassiveLease? _forAnybody;
    private Deadline? _idle;
    private bool _closed;

    private DataListener(Socket socket, IPEndPoint endPoint, PassivePorts owner, Heartbeat heartbeat, ILogger logger)
    {
        _socket = socket;
        EndPoint = endPoint;
        _owner = owner;
        _heartbeat = heartbeat;
        _logger = logger;
    }

    internal IPEndPoint EndPoint { get; }

    /// <summary>Starts listening; null when the port cannot be had.</summary>
    internal static DataListener? TryOpen(IPEndPoint endPoint, PassivePorts owner, Heartbeat heartbeat, ILogger logger)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // .NET sets SO_REUSEADDR by itself, so TIME_WAIT holds no port. Its ReuseAddress option would add SO_REUSEPORT, and let two servers share one.
            socket.Bind(endPoint);
            socket.Listen(Backlog);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        var listener = new DataListener(socket, endPoint, owner, heartbeat, logger);
        _ = listener.AcceptLoopAsync();
        return listener;
    }

    /// <summary>A lease for this client address; null while it holds one already, or somebody holds the port alone.</summary>
    internal PassiveLease? TryLease(IPAddress? client, TimeSpan lifetime)
    {
        lock (_gate)
        {
            if (_closed || _forAnybody is not null || (client is null ? _leases.Count > 0 : _leases.ContainsKey(client)))
            {
                return null;
            }

            _idle?.Dispose();
            _idle = null;
            var lease = new PassiveLease(this, client, _heartbeat);
            if (client is null)
            {
                _forAnybody = lease;
            }
            else
            {
                _leases.Add(client, lease);
            }

            lease.Deadline.Arm(lifetime);
            return lease;
        }
    }

    /// <summary>Takes a lease off the port; called once by the lease itself.</summary>
    internal void Remove(PassiveLease lease)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_forAnybody, lease))
            {
                _forAnybody = null;
            }
            else if (lease.Client is { } client && _leases.TryGetValue(client, out PassiveLease? current) && ReferenceEquals(current, lease))
            {
                _leases.Remove(client);
            }

            if (!_closed && _forAnybody is null && _leases.Count == 0 && _idle is null)
            {
                _idle = new Deadline(_heartbeat, () => _owner.Retire(this), () => { });
                _idle.Arm(s_idleLife);
            }
        }

        _owner.Released(EndPoint.Address, lease.Client);
    }

    internal bool TryClose(bool evenIfLeased)
    {
        PassiveLease[] left;
        lock (_gate)
        {
            if (!evenIfLeased && (_leases.Count > 0 || _forAnybody is not null))
            {
                return false;
            }

            _closed = true;
            _idle?.Dispose();
            left = [.. _leases.Values];
            if (_forAnybody is { } alone)
            {
                left = [.. left, alone];
            }
        }

        _socket.Dispose();
        foreach (PassiveLease lease in left)
        {
            lease.Dispose();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => TryClose(evenIfLeased: true);

    private async Task AcceptLoopAsync()
    {
        while (true)
        {
            Socket peer;
            try
            {
                peer = await _socket.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.OperationAborted } or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // The connection died in the queue, or handles have run out: neither is this port's end.
                _logger.DataAcceptFailed(EndPoint.Port, e.SocketErrorCode.ToString());
                await Task.Delay(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
                continue;
            }

            try
            {
                Deliver(peer);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It died while it was looked at; the next one must still be accepted.
                peer.Dispose();
            }
        }
    }

    private void Deliver(Socket peer)
    {
        IPAddress? from = (peer.RemoteEndPoint as IPEndPoint)?.Address;
        PassiveLease? lease = null;
        if (from is not null)
        {
            lock (_gate)
            {
                lease = _forAnybody ?? _leases.GetValueOrDefault(from);
            }
        }

        if (lease is null || !lease.Deliver(peer))
        {
            // Reset, so that the stranger learns at once that nothing is here.
            peer.LingerState = new LingerOption(true, 0);
            peer.Dispose();
            if (from is not null)
            {
                _logger.UnexpectedDataPeer(EndPoint.Port, from);
            }
        }
    }
}

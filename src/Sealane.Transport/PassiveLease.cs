using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>
/// The right of one session to the next connection from its client on one passive port. Ends with that connection, with its deadline, or when disposed.
/// </summary>
public sealed class PassiveLease : IDisposable
{
    // A connection's continuations run on the accepting thread: the handshake starts at once, without another hand-over.
    private readonly TaskCompletionSource<Socket?> _accepted = new();
    private readonly DataListener _listener;
    private int _ended;

    internal PassiveLease(DataListener listener, IPAddress? client, Heartbeat heartbeat)
    {
        _listener = listener;
        Client = client;
        Deadline = new Deadline(heartbeat, Dispose, Dispose);
    }

    /// <summary>The port that the client is told.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>Who may connect; null for anybody.</summary>
    public IPAddress? Client { get; }

    /// <summary>The client's connection, now owned by who awaits this; null when the lease ended without one.</summary>
    public Task<Socket?> Accepted => _accepted.Task;

    internal Deadline Deadline { get; }

    internal bool Deliver(Socket socket)
    {
        if (!End())
        {
            return false;
        }

        _accepted.SetResult(socket);
        return true;
    }

    private bool End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        Deadline.Dispose();
        _listener.Remove(this);
        return true;
    }

    /// <summary>Gives the port back if nobody has connected. A connection that was delivered is not touched: it belongs to who awaits <see cref="Accepted"/>.</summary>
    public void Dispose()
    {
        if (End())
        {
            // Not here: this may be the heartbeat's thread, or one that holds a lock, and what follows is a session's work.
            ThreadPool.UnsafeQueueUserWorkItem(static accepted => accepted.SetResult(null), _accepted, preferLocal: false);
        }
    }
}

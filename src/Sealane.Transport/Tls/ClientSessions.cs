namespace Sealane.Transport.Tls;

/// <summary>
/// The TLS sessions that one control connection and its data connections were given. Each control connection has its own, and its data connections can be
/// started with nothing else: they resume a session of this very control connection, whatever host and however many connections there are beside it.
/// Every session in here descends from the control connection's handshake, so that a resumed data connection ends at the server whose certificate was checked there.
/// Thread-safe. Whoever owns the control connection disposes it.
/// </summary>
public sealed class ClientSessions : IDisposable
{
    // A server sends one or two tickets a connection; more than these have never been of use, and each may hold a whole certificate chain alive.
    private const int Most = 16;

    private readonly Lock _gate = new();

    // In the order of arrival.
    private readonly List<Ticket> _tickets = [];
    private ClientTls? _owner;
    private bool _disposed;

    /// <summary>Number of sessions that could be offered now, used ones included.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tickets.Count;
            }
        }
    }

    /// <summary>Number of sessions that may be offered without being offered a second time.</summary>
    public int FreshCount
    {
        get
        {
            lock (_gate)
            {
                return _tickets.Count(t => t.IsFresh);
            }
        }
    }

    /// <summary>Called when the control connection starts TLS, which it does once.</summary>
    internal void BeginControl(ClientTls tls)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_owner is not null)
            {
                throw new InvalidOperationException("these sessions belong to another control connection: make new ones for each");
            }

            _owner = tls;
        }
    }

    /// <summary>Called when a data connection starts TLS.</summary>
    internal void BeginData(ClientTls tls)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!ReferenceEquals(_owner, tls))
            {
                throw new InvalidOperationException("a data connection speaks the TLS of its control connection, which starts first");
            }
        }
    }

    /// <summary>
    /// Makes a data connection offer a session: the newest that was not offered yet, since a server may want the one that it sent just before its passive reply
    /// (FileZilla Server does); when all have been, the newest once more, since a server may never send another (ProFTPD sends none on data connections).
    /// </summary>
    internal void Offer(nint ssl)
    {
        lock (_gate)
        {
            Ticket? ticket = _tickets.FindLast(t => t.IsFresh) ?? _tickets.LastOrDefault();
            ticket?.OfferCopy(ssl);
        }
    }

    /// <summary>Keeps a copy of a session that the server gave.</summary>
    internal void Add(nint session)
    {
        lock (_gate)
        {
            if (_disposed || OpenSsl.SSL_SESSION_is_resumable(session) != 1)
            {
                return;
            }

            var ticket = new Ticket(session);
            if (ticket.IsReusable)
            {
                // Of TLS 1.2's, which may be offered any number of times, the newest is enough.
                Drop(_tickets.FindIndex(t => t.IsReusable));
            }

            _tickets.Add(ticket);
            if (_tickets.Count > Most)
            {
                Drop(0);
            }
        }
    }

    private void Drop(int index)
    {
        if (index >= 0)
        {
            _tickets[index].Dispose();
            _tickets.RemoveAt(index);
        }
    }

    /// <summary>Forgets them. Data connections that still run go on running; none starts any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (Ticket ticket in _tickets)
            {
                ticket.Dispose();
            }

            _tickets.Clear();
        }
    }
}

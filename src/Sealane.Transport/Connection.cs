using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport;

/// <summary>
/// One TCP connection, with TLS once it has been started: what control and data connections are made of.
/// One reader and any number of writers at a time; the first writer sends for all, and the others wait only when a lot is waiting already.
/// Whoever made it disposes it; disposing aborts what is still waiting on it.
/// </summary>
public sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly Deadline _deadline;
    private readonly Outbox _outbox;
    private readonly Inbox _inbox;
    private TlsEngine? _tls;
    private bool _disposed;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">Owned from here on.</param>
    /// <param name="heartbeat">Watches its deadline.</param>
    /// <param name="wakeGently">True: a passed deadline ends the reading only, so that a last word can still be sent (control). False: it ends the connection (data).</param>
    public Connection(Socket socket, Heartbeat heartbeat, bool wakeGently)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _outbox = new Outbox(socket, _gate);
        RemoteEndPoint = Plain((IPEndPoint)socket.RemoteEndPoint!);
        LocalEndPoint = Plain((IPEndPoint)socket.LocalEndPoint!);
        _deadline = new Deadline(heartbeat, wakeGently ? StopReading : Abort, Abort);
        _inbox = new Inbox(socket, _gate, _outbox, _deadline);
    }

    /// <summary>The peer; never an IPv4 address in IPv6 clothes.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>Our side of it.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Until when the current wait may last. Arm before waiting.</summary>
    public Deadline Deadline => _deadline;

    /// <summary>What TLS agreed on; null while in the clear.</summary>
    public TlsFacts? Tls { get; private set; }

    /// <summary>
    /// The certificates that the server sent in its handshake, DER, its own first; on a resumed connection those of the session's first handshake.
    /// Nothing has checked them: whoever started TLS does, before it sends a byte. Empty in the clear and on the server's side.
    /// </summary>
    public IReadOnlyList<byte[]> PeerCertificates { get; private set; } = [];

    /// <summary>How the peer's side ended; set when reading returns 0.</summary>
    public PeerClose PeerClose => _inbox.PeerClose;

    /// <summary>Does the server's side of a TLS handshake. What was received in the clear before must have been dropped by the caller.</summary>
    /// <param name="tls">The certificate.</param>
    /// <param name="lineage">Drawn by the control connection; a data connection must prove it.</param>
    /// <param name="data">True for a data connection.</param>
    /// <exception cref="TlsException">It failed, or the peer left; close the connection.</exception>
    public async ValueTask AcceptTlsAsync(ServerTls tls, Lineage lineage, bool data)
    {
        await ConnectTlsAsync(data ? tls.DataEngine(lineage) : tls.ControlEngine(lineage)).ConfigureAwait(false);
    }

    /// <summary>
    /// Does the client's side of a TLS handshake. Nothing of the server's certificate is checked here: check <see cref="PeerCertificates"/> before a byte is sent.
    /// What was received in the clear before must have been dropped by the caller.
    /// </summary>
    /// <param name="tls">What to speak.</param>
    /// <param name="sessions">The control connection's own; it starts with a new one, and its data connections resume from it.</param>
    /// <param name="serverName">The host as the user named it. A DNS name is sent to the server; an address is not (RFC 6066 §3).</param>
    /// <param name="data">True for a data connection: it offers a session, and <see cref="TlsFacts.Resumed"/> says whether the server took it.</param>
    /// <exception cref="TlsException">It failed, or the peer left; close the connection.</exception>
    public async ValueTask StartTlsAsync(ClientTls tls, ClientSessions sessions, string? serverName, bool data)
    {
        await ConnectTlsAsync(data ? tls.DataEngine(sessions, serverName) : tls.ControlEngine(sessions, serverName)).ConfigureAwait(false);
    }

    /// <summary>Takes an engine over and does its handshake.</summary>
    internal async ValueTask ConnectTlsAsync(TlsEngine engine)
    {
        lock (_gate)
        {
            if (_disposed || _tls is not null)
            {
                engine.Dispose();
                throw new TlsException(_disposed ? "the connection was closed during the handshake" : "TLS has been started on this connection before");
            }

            _tls = engine;
            _outbox.Tls = engine;
            _inbox.Tls = engine;
        }

        await HandshakeAsync(engine).ConfigureAwait(false);
    }

    private async ValueTask HandshakeAsync(TlsEngine engine)
    {
        try
        {
            while (true)
            {
                TlsStatus status;
                ValueTask sent;
                try
                {
                    lock (_gate)
                    {
                        status = engine.Handshake();
                        if (status == TlsStatus.Done)
                        {
                            Tls = engine.Facts();
                            PeerCertificates = engine.PeerCertificates();
                        }

                        // What a TLS 1.3 server has left to say after the handshake are tickets, which nobody waits for. On a data connection they travel
                        // with the first block, or with close_notify: a client that only sends would leave them unread, and closing with unread input
                        // resets the connection and what is still under way on it.
                        sent = status == TlsStatus.Done && engine.DefersTickets && Tls!.Version == "TLSv1.3" ? default : _outbox.Flush();
                    }
                }
                catch (TlsException failure)
                {
                    await _outbox.FlushAlertAsync(failure.Refused).ConfigureAwait(false);
                    throw;
                }

                await sent.ConfigureAwait(false);
                if (status == TlsStatus.Done)
                {
                    return;
                }

                if (status == TlsStatus.PeerClosed || !await _inbox.FillAsync(engine).ConfigureAwait(false))
                {
                    throw new TlsException(PeerClose == PeerClose.TimedOut
                        ? "the peer did not finish the handshake in time"
                        : "the peer closed the connection during the handshake");
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new TlsException(_deadline.Expired ? "the peer did not finish the handshake in time" : "the connection broke during the handshake", e);
        }
    }

    /// <summary>Waits until something can be read, holding no buffer meanwhile. May return early.</summary>
    public ValueTask WaitForDataAsync() => _inbox.WaitForDataAsync();

    /// <summary>For the reading of a stream of which so much is still to come; null if it is too short, or its length unknown (0).</summary>
    internal LowWater? CollectFor(long expected) => LowWater.For(_socket, expected);

    /// <summary>Reads what is there, waiting for at least one byte.</summary>
    /// <returns>0 when the peer's side has ended; <see cref="PeerClose"/> says how.</returns>
    /// <exception cref="TlsException">The TLS stream is damaged.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _inbox.ReceiveAsync(buffer);

    /// <summary>Sends all of <paramref name="bytes"/>. They are no longer needed when this returns, even while the task still runs.</summary>
    /// <param name="bytes">What is sent.</param>
    /// <param name="withTicket">Send a fresh TLS ticket with them.</param>
    /// <exception cref="SocketException">The peer is gone; close the connection. A concurrent writer's bytes may be lost without this writer hearing of it: the reader does.</exception>
    /// <exception cref="ObjectDisposedException">The connection was aborted.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool withTicket = false)
    {
        lock (_gate)
        {
            if (withTicket)
            {
                _tls?.RequestTicket();
            }

            _outbox.Append(bytes.Span);
            return _outbox.Flush();
        }
    }

    /// <summary>Sends all of <paramref name="bytes"/> and says goodbye in the same breath: close_notify on TLS, then FIN.</summary>
    /// <exception cref="SocketException">The peer is gone; close the connection.</exception>
    /// <exception cref="ObjectDisposedException">The connection was aborted.</exception>
    public async ValueTask SendLastAsync(ReadOnlyMemory<byte> bytes)
    {
        ValueTask sent;
        lock (_gate)
        {
            _outbox.Append(bytes.Span);
            _tls?.CloseNotify();
            sent = _outbox.FlushAll();
        }

        await sent.ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Says that nothing more will be sent: close_notify on TLS, then FIN if <paramref name="halfClose"/>. Failures are the peer's absence and are ignored.</summary>
    public async ValueTask CloseOutputAsync(bool halfClose)
    {
        try
        {
            ValueTask sent = default;
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                if (_tls is { } tls && Tls is not null)
                {
                    tls.CloseNotify();
                }

                sent = _outbox.FlushAll();
            }

            await sent.ConfigureAwait(false);
            if (halfClose)
            {
                _socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TlsException)
        {
            // The peer has gone: there is nobody to say goodbye to.
        }
    }

    /// <summary>Reads and drops until the peer's side ends. Bounded by <see cref="Deadline"/>, which the caller arms.</summary>
    public async ValueTask<PeerClose> DrainAsync()
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (await ReceiveAsync(scratch).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (TlsException)
        {
            _inbox.PeerClose = PeerClose.Reset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        return PeerClose;
    }

    /// <summary>
    /// Goes on in the clear on the same connection, once both sides have said close_notify: say it with <see cref="CloseOutputAsync"/> and read to the peer's
    /// before (RFC 4217 §12.3). From here on everybody on the way can read and change what is said.
    /// </summary>
    /// <exception cref="TlsException">TLS has not ended in order, or something came behind the peer's goodbye that anybody may have put there: close the connection.</exception>
    public void LeaveTls()
    {
        lock (_gate)
        {
            if (_disposed || _tls is not { PeerClosed: true, HasReceived: false, OutgoingLength: 0 } tls)
            {
                throw new TlsException(_tls is { HasReceived: true } ? "something came in the clear behind the peer's goodbye" : "the peer did not end TLS");
            }

            (_tls, _outbox.Tls, _inbox.Tls, Tls) = (null, null, null, null);
            _inbox.PeerClose = PeerClose.None;
            tls.Dispose();
        }
    }

    /// <summary>Ends the connection now; whatever waits on it returns or throws.</summary>
    public void Abort() => Dispose();

    /// <summary>Ends the connection now and by a reset, so that the peer of a connection in the clear cannot take what it got for the whole.</summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        Dispose();
    }

    private void StopReading()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed: the reader knows.
        }
    }

    private static IPEndPoint Plain(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            Volatile.Write(ref _disposed, true);
            _outbox.Close();
            _inbox.Close();
            _tls?.Dispose();

            // Whoever comes second, too, finds it gone when Dispose returns.
            _deadline.Dispose();
        }

        _socket.Dispose();
    }
}

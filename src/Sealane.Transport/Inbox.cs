using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sealane.Transport.Tls;

namespace Sealane.Transport;

/// <summary>
/// The receiving half of a <see cref="Connection"/>: what comes from the socket, decrypted once there is TLS, and how the peer's side ends. One reader at a time; the engine
/// is shared with the <see cref="Outbox"/>, under the connection's gate.
/// </summary>
internal sealed class Inbox(Socket socket, Lock gate, Outbox outbox, Deadline deadline)
{
    private readonly Socket _socket = socket;
    private readonly Lock _gate = gate;
    private readonly Outbox _outbox = outbox;
    private readonly Deadline _deadline = deadline;
    private bool _closed;

    /// <summary>TLS once it has been started; what is received from then on is decrypted.</summary>
    internal TlsEngine? Tls { get; set; }

    /// <summary>How the peer's side ended; set when reading returns 0.</summary>
    internal PeerClose PeerClose { get; set; }

    /// <summary>Whoever reads now, or later, learns that the connection is gone. Called with the gate held.</summary>
    internal void Close() => Volatile.Write(ref _closed, true);

    /// <summary>Waits until something can be read, holding no buffer meanwhile. May return early.</summary>
    internal async ValueTask WaitForDataAsync()
    {
        lock (_gate)
        {
            if (Tls is { } tls)
            {
                if (tls.HasInput)
                {
                    return;
                }

                tls.ReleaseIdleBuffer();
            }
        }

        try
        {
            // A receive of nothing completes when there is something to receive, or the connection ends.
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The read that follows reports it.
            _outbox.Failed = true;
        }
    }

    /// <summary>Reads what is there, waiting for at least one byte.</summary>
    /// <returns>0 when the peer's side has ended; <see cref="PeerClose"/> says how.</returns>
    /// <exception cref="TlsException">The TLS stream is damaged.</exception>
    internal ValueTask<int> ReceiveAsync(Memory<byte> buffer) => Tls is { } tls ? ReceiveTlsAsync(tls, buffer) : ReceivePlainAsync(buffer);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceivePlainAsync(Memory<byte> buffer)
    {
        int count = await ReceiveFromSocketAsync(buffer).ConfigureAwait(false);
        if (count == 0 && PeerClose == PeerClose.None)
        {
            PeerClose = PeerClose.Orderly;
        }

        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveTlsAsync(TlsEngine tls, Memory<byte> buffer)
    {
        while (true)
        {
            TlsStatus status;
            int count;
            ValueTask sent = default;
            try
            {
                lock (_gate)
                {
                    if (_closed)
                    {
                        PeerClose = Broken;
                        return 0;
                    }

                    // Only what this reading gave rise to (the answer to a key update): tickets that wait for their time go on waiting.
                    int waiting = tls.OutgoingLength;
                    status = tls.Read(buffer.Span, out count);
                    if (tls.OutgoingLength > waiting)
                    {
                        sent = _outbox.Flush();
                    }
                }
            }
            catch (TlsException)
            {
                await _outbox.FlushAlertAsync(linger: false).ConfigureAwait(false);
                throw;
            }

            try
            {
                await sent.ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Our answer to a key update or to a renegotiation found nobody. What has been read counts; the next read reports the failure.
            }

            if (count > 0)
            {
                return count;
            }

            if (status == TlsStatus.PeerClosed)
            {
                PeerClose = PeerClose.Orderly;
                return 0;
            }

            if (!await FillAsync(tls).ConfigureAwait(false))
            {
                return 0;
            }
        }
    }

    /// <summary>Receives ciphertext for the engine. False at the end of the peer's side, whose kind then stands in <see cref="PeerClose"/>.</summary>
    internal async ValueTask<bool> FillAsync(TlsEngine tls)
    {
        Memory<byte> room;
        lock (_gate)
        {
            if (_closed)
            {
                PeerClose = Broken;
                return false;
            }

            room = tls.ReceiveMemory();
        }

        int count = await ReceiveFromSocketAsync(room).ConfigureAwait(false);
        lock (_gate)
        {
            if (_closed)
            {
                // Also when bytes have arrived: who aborted must never see an end that looks like the peer's.
                PeerClose = Broken;
                return false;
            }

            tls.Received(count);
        }

        if (count == 0 && PeerClose == PeerClose.None)
        {
            PeerClose = PeerClose.Truncated;
        }

        return count > 0;
    }

    // 0 and a reason instead of an exception: a peer that goes away is not exceptional here.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveFromSocketAsync(Memory<byte> buffer)
    {
        try
        {
            int count = await _socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
            if (count == 0 && (_deadline.Expired || _outbox.Failed || Volatile.Read(ref _closed)))
            {
                // Closing our side can look like the peer's FIN to a receive that is under way; and the system reports a reset once: if a send or a
                // wait took the report, receiving finds a plain end.
                PeerClose = Broken;
            }

            return count;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            PeerClose = Broken;
            return 0;
        }
    }

    private PeerClose Broken => _deadline.Expired ? PeerClose.TimedOut : PeerClose.Reset;
}

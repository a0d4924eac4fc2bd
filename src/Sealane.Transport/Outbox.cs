using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Sealane.Transport.Tls;

namespace Sealane.Transport;

/// <summary>
/// The sending half of a <see cref="Connection"/>: what waits to be sent, and the one loop that sends it for all writers.
/// Every member but the loop itself and the alert is called with the connection's gate held; nothing here waits while holding it.
/// </summary>
internal sealed class Outbox(Socket socket, Lock gate)
{
    private readonly Socket _socket = socket;
    private readonly Lock _gate = gate;
    private byte[]? _plain;
    private int _plainLength;
    private bool _sending;
    private TaskCompletionSource? _drained;
    private bool _closed;
    private volatile bool _failed;

    /// <summary>TLS once it has been started; what is appended from then on is encrypted.</summary>
    internal TlsEngine? Tls { get; set; }

    /// <summary>True once sending, or waiting to read, has failed: the peer is gone, whatever the next read says.</summary>
    internal bool Failed
    {
        get => _failed;
        set => _failed = value;
    }

    /// <summary>Puts bytes behind what waits, encrypted once there is TLS.</summary>
    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Tls is { } tls)
        {
            tls.Write(bytes);
        }
        else
        {
            AppendPlain(bytes);
        }
    }

    /// <summary>Sends what waits, or leaves it to the loop that is sending already.</summary>
    internal ValueTask Flush()
    {
        if (_sending)
        {
            // Somebody's loop sends it. A peer that asks much and reads nothing must not make us hoard the answers: beyond a block, wait for it.
            return PendingLength > Block.WireSize ? Drained() : default;
        }

        if (!TryTake(out byte[]? array, out int length))
        {
            return default;
        }

        _sending = true;
        return SendLoopAsync(array, length);
    }

    /// <summary>Sends what waits and ends when it is sent, whoever sends it. Before a FIN: another writer's loop may carry our last bytes.</summary>
    internal ValueTask FlushAll() => _sending ? Drained() : Flush();

    /// <summary>Sends the alert that a failure of TLS left behind, as far as somebody is there to hear it. Called without the gate.</summary>
    /// <param name="linger">Give the peer a moment to read it before the socket is closed.</param>
    internal async ValueTask FlushAlertAsync(bool linger)
    {
        try
        {
            ValueTask sent;
            lock (_gate)
            {
                sent = Flush();
            }

            await sent.ConfigureAwait(false);
            await (linger ? SocketGoodbye.LeaveAsync(_socket) : Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The alert was a courtesy; the failure that caused it is reported.
        }
    }

    /// <summary>Drops what waits; nothing is taken any more.</summary>
    internal void Close()
    {
        _closed = true;
        if (_plain is { } plain)
        {
            _plain = null;
            _plainLength = 0;
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private int PendingLength => _plainLength + (Tls?.OutgoingLength ?? 0);

    /// <summary>Ends when the sending that is under way has sent all that waits now, or failed.</summary>
    private ValueTask Drained()
    {
        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new ValueTask(_drained.Task);
    }

    private void EndSending()
    {
        _sending = false;
        _drained?.SetResult();
        _drained = null;
    }

    private async ValueTask SendLoopAsync(byte[]? array, int length)
    {
        bool done = false;
        try
        {
            while (!done)
            {
                try
                {
                    await _socket.SendAsync(array.AsMemory(0, length), SocketFlags.None).ConfigureAwait(false);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(array!);
                }

                lock (_gate)
                {
                    done = !TryTake(out array, out length);
                    if (done)
                    {
                        EndSending();
                    }
                }
            }
        }
        finally
        {
            if (!done)
            {
                Failed = true;
                lock (_gate)
                {
                    EndSending();
                }
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out byte[]? array, out int length)
    {
        if (_plain is { } plain)
        {
            (array, length) = (plain, _plainLength);
            _plain = null;
            _plainLength = 0;
            return true;
        }

        if (!_closed && Tls is { OutgoingLength: > 0 } tls)
        {
            (array, length) = tls.TakeOutgoing();
            return true;
        }

        (array, length) = (null, 0);
        return false;
    }

    private void AppendPlain(ReadOnlySpan<byte> bytes)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(_plainLength + bytes.Length);
        if (_plain is { } earlier)
        {
            earlier.AsSpan(0, _plainLength).CopyTo(array);
            ArrayPool<byte>.Shared.Return(earlier);
        }

        bytes.CopyTo(array.AsSpan(_plainLength));
        _plain = array;
        _plainLength += bytes.Length;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Options;

namespace Sealane.Server;

/// <summary>A port cannot be listened on.</summary>
/// <param name="message">Which, why, and what to do.</param>
/// <param name="inner">The system's error.</param>
public sealed class ListenException(string message, Exception inner) : IOException(message, inner);

/// <summary>One listening socket of control connections.</summary>
internal sealed class ControlListener : IDisposable
{
    // A burst of clients after a reconnect storm; the kernel cuts it to somaxconn.
    private const int Backlog = 1024;

    // Handles or memory have run out: sessions that end free some.
    private static readonly TimeSpan s_exhaustedPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly ILogger _log;
    private readonly Action<Socket, bool> _admit;

    private readonly bool _dualStack;
    private volatile bool _implicitTls;

    private ControlListener(Socket socket, bool dualStack, bool implicitTls, ILogger log, Action<Socket, bool> admit)
    {
        _socket = socket;
        _dualStack = dualStack;
        _implicitTls = implicitTls;
        _log = log;
        _admit = admit;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    internal IPEndPoint EndPoint { get; }

    /// <summary>Whether TLS starts with the first byte of connections that are accepted from now on.</summary>
    internal bool ImplicitTls
    {
        get => _implicitTls;
        set => _implicitTls = value;
    }

    internal ListenEndpoint Description => new(EndPoint, _dualStack, ImplicitTls);

    internal static ControlListener Adopt(PassedSocket passed, ILogger log, Action<Socket, bool> admit) =>
        new(passed.Socket, passed.Socket is { AddressFamily: AddressFamily.InterNetworkV6, DualMode: true }, passed.ImplicitTls, log, admit);

    internal static ControlListener Open(ListenEndpoint endPoint, ILogger log, Action<Socket, bool> admit)
    {
        var socket = new Socket(endPoint.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.EndPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = endPoint.DualStack;
            }

            // No ReuseAddress: on Unix .NET makes SO_REUSEPORT of it as well, and two servers would share the port in silence. SO_REUSEADDR alone,
            // which a restarted server needs while old connections are in TIME_WAIT, is set by Bind.
            socket.Bind(endPoint.EndPoint);
            socket.Listen(Backlog);
            return new ControlListener(socket, endPoint.DualStack, endPoint.ImplicitTls, log, admit);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ListenException(Explain(endPoint.EndPoint, e.SocketErrorCode), e);
        }
    }

    internal void Start() => _ = AcceptLoopAsync();

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
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // That one connection died in the queue.
                continue;
            }
            catch (SocketException e)
            {
                _log.AcceptFailed(EndPoint, e.SocketErrorCode.ToString());
                await Task.Delay(s_exhaustedPause).ConfigureAwait(false);
                continue;
            }

            _admit(peer, ImplicitTls);
        }
    }

    private static string Explain(IPEndPoint endPoint, SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"cannot listen on {endPoint}: the port is in use by another program. See which with 'ss -ltnp sport = :{endPoint.Port}', or choose another port (listen_port=).",
        SocketError.AccessDenied =>
            $"cannot listen on {endPoint}: ports below 1024 need privileges. Run as root, grant cap_net_bind_service, or choose a port above 1023 (listen_port=).",
        SocketError.AddressNotAvailable =>
            $"cannot listen on {endPoint}: this machine does not have that address. See which it has with 'ip addr' (listen_address=).",
        _ => $"cannot listen on {endPoint}: {error}.",
    };

    public void Dispose() => _socket.Dispose();
}

using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>The active side: we connect to the port that the client named (PORT, EPRT), which is at the client's own address.</summary>
/// <param name="target">Address and port; the caller has checked that the address is the control connection's peer.</param>
/// <param name="local">Our address on the control connection, so that the client sees the connection come from where it connected to.</param>
/// <param name="heartbeat">For the connection's deadline.</param>
/// <param name="source">The port that the connection leaves from; null for any. Several connections to different ports leave from it at a time.</param>
public sealed class ActiveDataPort(IPEndPoint target, IPAddress local, Heartbeat heartbeat, SourcePort? source = null) : DataPort
{
    // Not disposed: it may be given up at any moment, and holds nothing but a timer while it connects.
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public override string Description => $"active port {target}";

    /// <inheritdoc/>
    public override async ValueTask<Connection> OpenAsync(DataTls? tls, TimeSpan connectTimeout, TimeSpan handshakeTimeout)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await BindAsync(socket).ConfigureAwait(false);
            _stop.CancelAfter(connectTimeout > TimeSpan.Zero ? connectTimeout : Timeout.InfiniteTimeSpan);
            await socket.ConnectAsync(target, _stop.Token).ConfigureAwait(false);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            socket?.Dispose();
            string why = e is SocketException s ? s.SocketErrorCode.ToString() : "no answer in time";
            throw Abandoned ? GivenUp(e) : new DataConnectionException(DataFailure.Unreachable, $"cannot connect to {Description}: {why}", e);
        }

        if (Hold(socket, heartbeat) is not { } connection)
        {
            throw Abandoned ? GivenUp() : new DataConnectionException(DataFailure.Unreachable, $"cannot connect to {Description}: ConnectionReset");
        }

        if (tls is not null)
        {
            await SecureAsync(connection, tls, handshakeTimeout).ConfigureAwait(false);
        }

        return HandOver(connection);
    }

    // Bind sets SO_REUSEADDR, and that alone: connections to other targets may leave from the same port meanwhile.
    private async ValueTask BindAsync(Socket socket)
    {
        var from = new IPEndPoint(local, source?.Port ?? 0);
        try
        {
            if (source?.Bind is { } bind)
            {
                await bind(socket, from).ConfigureAwait(false);
            }
            else
            {
                socket.Bind(from);
            }
        }
        catch (SocketException e) when (from.Port != 0)
        {
            string hint = e.SocketErrorCode == SocketError.AccessDenied ? ", which needs the capability CAP_NET_BIND_SERVICE" : "";
            socket.Dispose();
            throw new DataConnectionException(DataFailure.Unreachable, $"cannot leave from port {from.Port}{hint}: {e.SocketErrorCode}", e);
        }
    }

    private protected override void StopWaiting() => _stop.Cancel();
}

using System.Net;
using System.Net.Sockets;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>What a firewall makes of a server whose data ports nobody opened: an address at which the control port is there, and no other.</summary>
internal sealed class ControlDoor : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <param name="port">The server's control port, on 127.0.0.1 and on <see cref="Address"/>.</param>
    public ControlDoor(int port)
    {
        // Connections of an earlier test may still be in TIME_WAIT.
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(Address), port));
        _listener.Listen();
        _accepting = AcceptAsync(port);
    }

    /// <summary>One that the servers' certificates name, and the last that relays take.</summary>
    public const string Address = "127.0.0.18";

    private async Task AcceptAsync(int port)
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_end.Token);
                _ = PassAsync(client, port);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task PassAsync(Socket client, int port)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _end.Token);
            await using var outside = new NetworkStream(client, ownsSocket: true);
            await using var inside = new NetworkStream(server);
            _ = await Task.WhenAny(outside.CopyToAsync(inside, _end.Token), inside.CopyToAsync(outside, _end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // One of both has gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }
}

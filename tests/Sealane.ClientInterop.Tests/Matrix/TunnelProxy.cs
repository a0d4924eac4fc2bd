using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>A proxy on loopback that connects wherever it is asked to, by HTTP CONNECT or SOCKS5.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly Task _accepting;
    private int _tunnels;

    public TunnelProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Tunnels => Volatile.Read(ref _tunnels);

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test ends.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var target = new TcpClient();
        lock (_clients)
        {
            _clients.Add(client);
            _clients.Add(target);
        }

        using (client)
        {
            try
            {
                NetworkStream near = client.GetStream();
                byte[] first = await ReadAsync(near, 1);
                (string host, int port) = first[0] == 5 ? await SocksAsync(near) : await HttpAsync(near);
                await target.ConnectAsync(host, port);
                Interlocked.Increment(ref _tunnels);
                await near.WriteAsync(first[0] == 5 ? [5, 0, 0, 1, 127, 0, 0, 1, 0, 0] : "HTTP/1.1 200 Go on\r\n\r\n"u8.ToArray());
                NetworkStream far = target.GetStream();
                await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // One side left.
            }
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        await from.CopyToAsync(to);
        to.Socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<(string, int)> SocksAsync(NetworkStream near)
    {
        byte[] methods = await ReadAsync(near, 1);
        _ = await ReadAsync(near, methods[0]);
        await near.WriteAsync(new byte[] { 5, 0 });
        byte[] head = await ReadAsync(near, 4);
        string host = head[3] == 3
            ? Encoding.ASCII.GetString(await ReadAsync(near, (await ReadAsync(near, 1))[0]))
            : new IPAddress(await ReadAsync(near, head[3] == 1 ? 4 : 16)).ToString();
        return (host, BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(near, 2)));
    }

    private static async Task<(string, int)> HttpAsync(NetworkStream near)
    {
        var head = new StringBuilder("C");
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(near, 1))[0]);
        }

        string target = head.ToString().Split(' ')[1];
        int colon = target.LastIndexOf(':');
        return (target[..colon].Trim('[', ']'), int.Parse(target[(colon + 1)..], CultureInfo.InvariantCulture));
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
        }

        await _accepting;
    }
}

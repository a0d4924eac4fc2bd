using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport.Tests.Support;

/// <summary>Loopback ports that answer, refuse, or say nothing at all.</summary>
internal static class Loopback
{
    public static Socket Listen(string address = "127.0.0.1", int port = 0, int backlog = 16)
    {
        var ip = IPAddress.Parse(address);
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(ip, port));
        socket.Listen(backlog);
        return socket;
    }

    public static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>A port at which nobody listens, held so that nobody will.</summary>
    public static Socket Closed(string address = "127.0.0.1", int port = 0)
    {
        var ip = IPAddress.Parse(address);
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(ip, port));
        return socket;
    }

    /// <summary>Fills a listener's queue: from then on the system drops what is sent to it, as a firewall does.</summary>
    public static async Task<IDisposable> BlackHoleAsync(string address, int port)
    {
        Socket listener = Listen(address, port, backlog: 0);
        var hole = new Hole(listener);
        while (true)
        {
            var filler = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            hole.Fillers.Add(filler);
            using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await filler.ConnectAsync(listener.LocalEndPoint!, enough.Token);
            }
            catch (OperationCanceledException)
            {
                return hole;
            }
        }
    }

    private sealed class Hole(Socket listener) : IDisposable
    {
        public List<Socket> Fillers { get; } = [];

        public void Dispose()
        {
            listener.Dispose();
            Fillers.ForEach(f => f.Dispose());
        }
    }
}

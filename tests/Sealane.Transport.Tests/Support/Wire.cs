using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport.Tests.Support;

/// <summary>Connected pairs of loopback sockets, and what tests do to them.</summary>
internal static class Wire
{
    /// <summary>Far more than anything here takes: a test that hangs fails instead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<(Socket Near, Socket Far)> PairAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = near.ConnectAsync(listener.LocalEndPoint!);
        Socket far = await listener.AcceptAsync();
        await connecting;
        return (near, far);
    }

    public static async Task<(Connection Near, Connection Far)> ConnectionsAsync(Heartbeat heartbeat)
    {
        (Socket near, Socket far) = await PairAsync();
        return (new Connection(near, heartbeat, wakeGently: false), new Connection(far, heartbeat, wakeGently: false));
    }

    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Receives until the peer's end or until <paramref name="most"/> bytes have come.</summary>
    public static async Task<byte[]> ReadAsync(this Connection connection, int most = int.MaxValue, int piece = 65536)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[piece];
        while (all.Length < most)
        {
            int count = await connection.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(piece, most - all.Length))).Soon();
            if (count == 0)
            {
                break;
            }

            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Receives until the peer's end.</summary>
    public static async Task<byte[]> ReadAsync(this Socket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        int count;
        while ((count = await socket.ReceiveAsync(buffer).Soon()) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Like Assert.Equal, at the speed of memory.</summary>
    public static void AssertSame(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.Equal(expected.Length, expected.AsSpan().CommonPrefixLength(actual));
    }

    public static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

/// <summary>What the system was told about sockets, asked back from it.</summary>
public sealed class SocketTermsTests
{
    private static int Ask(Socket socket, int level, int name)
    {
        byte[] value = new byte[4];
        _ = socket.GetRawSocketOption(level, name, value);
        return BinaryPrimitives.ReadInt32LittleEndian(value);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, false, 0x10)]
    [InlineData(AddressFamily.InterNetwork, true, 0x08)]
    [InlineData(AddressFamily.InterNetworkV6, false, 0x10)]
    [InlineData(AddressFamily.InterNetworkV6, true, 0x08)]
    public void All_of_them_arrive(AddressFamily family, bool data, int service)
    {
        using var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        int before = socket.ReceiveBufferSize;
        new SocketTerms { Buffer = 40_000, Segment = 1000, MarksService = true }.Apply(socket, data);

        // Linux keeps twice of what it was asked for, for its own purposes.
        Assert.Equal((80_000, 80_000), (socket.SendBufferSize, socket.ReceiveBufferSize));
        Assert.NotEqual(before, socket.ReceiveBufferSize);
        Assert.Equal(1000, Ask(socket, 6, 2));
        Assert.Equal(service, family == AddressFamily.InterNetwork ? Ask(socket, 0, 1) : Ask(socket, 41, 67));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_segment_that_the_system_would_refuse_is_brought_into_its_range(int segment)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        new SocketTerms { Segment = segment }.Apply(socket, data: true);
        Assert.InRange(Ask(socket, 6, 2), 88, 32767);
    }

    [Fact]
    public void Nothing_is_said_unless_asked()
    {
        using var plain = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var told = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        new SocketTerms().Apply(told, data: true);
        Assert.Equal((plain.SendBufferSize, plain.ReceiveBufferSize, Ask(plain, 6, 2), Ask(plain, 0, 1)), (told.SendBufferSize, told.ReceiveBufferSize, Ask(told, 6, 2), Ask(told, 0, 1)));
    }

    [Fact]
    public async Task A_dialled_connection_has_them_and_a_bound_one_chooses_its_port_late()
    {
        using Socket listener = Loopback.Listen();
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var dialer = new Dialer(new DialerSettings { Sockets = new SocketTerms { Segment = 500 }, LocalAddress = System.Net.IPAddress.Parse("127.0.0.7") }, heartbeat, TimeProvider.System);
        using Connection connection = await dialer.ConnectAsync("127.0.0.1", Loopback.PortOf(listener), data: true, CancellationToken.None).Soon();
        using Socket far = await listener.AcceptAsync();

        // What we accept is what the peer may send.
        Assert.InRange(Ask(far, 6, 2), 88, 500);
        Assert.Equal("127.0.0.7", connection.LocalEndPoint.Address.ToString());
        Assert.NotEqual(0, connection.LocalEndPoint.Port);
    }
}

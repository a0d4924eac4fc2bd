using System.Net;
using System.Net.Sockets;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

public sealed class ActiveListenerTests : IDisposable
{
    private static readonly IPAddress s_peer = IPAddress.Parse("127.0.0.2");

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);

    public void Dispose() => _heartbeat.Dispose();

    private ActiveListener Open(IPAddress? peer, int first = 0, int last = 0) => ActiveListener.Open(IPAddress.Loopback, peer, first, last, _heartbeat);

    private static async Task<Socket> ConnectAsync(ActiveListener listener, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(listener.LocalEndPoint);
        return socket;
    }

    [Fact]
    public async Task The_server_is_let_in_and_strangers_before_it_are_not()
    {
        using ActiveListener listener = Open(s_peer);
        using Socket stranger = await ConnectAsync(listener, "127.0.0.3");
        using Socket server = await ConnectAsync(listener, "127.0.0.2");
        using Connection connection = await listener.AcceptAsync(Wire.Patience, CancellationToken.None).Soon();
        Assert.Equal(server.LocalEndPoint, connection.RemoteEndPoint);
        Assert.Equal(1, listener.Strangers);
        SocketException reset = await Assert.ThrowsAsync<SocketException>(() => stranger.ReceiveAsync(new byte[1]).Soon());
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);

        // It was good for one.
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(listener, "127.0.0.2"));
    }

    [Fact]
    public async Task Anybody_is_let_in_on_request()
    {
        using ActiveListener listener = Open(peer: null);
        using Socket server = await ConnectAsync(listener, "127.0.0.3");
        using Connection connection = await listener.AcceptAsync(Wire.Patience, CancellationToken.None).Soon();
        Assert.Equal(0, listener.Strangers);
    }

    [Fact]
    public async Task Who_comes_from_another_port_than_expected_is_turned_away()
    {
        using var expected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        expected.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using ActiveListener listener = ActiveListener.Open(IPAddress.Loopback, IPAddress.Loopback, 0, 0, _heartbeat, [20, Loopback.PortOf(expected)]);
        using Socket other = await ConnectAsync(listener, "127.0.0.1");
        await expected.ConnectAsync(listener.LocalEndPoint);
        using Connection connection = await listener.AcceptAsync(Wire.Patience, CancellationToken.None).Soon();
        Assert.Equal(expected.LocalEndPoint, connection.RemoteEndPoint);
        Assert.Equal(1, listener.Strangers);
    }

    [Fact]
    public async Task Nobody_in_time_is_said_and_strangers_are_counted()
    {
        using ActiveListener listener = Open(s_peer);
        using Socket stranger = await ConnectAsync(listener, "127.0.0.3");
        DataConnectionException late = await Assert.ThrowsAsync<DataConnectionException>(() => listener.AcceptAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None).Soon());
        Assert.Equal(DataFailure.NobodyConnected, late.Failure);
        Assert.Contains("1 from other addresses", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_given_up_at_any_moment()
    {
        using ActiveListener waiting = Open(s_peer);
        Task<Connection> accepting = waiting.AcceptAsync(Wire.Patience, CancellationToken.None);
        waiting.Dispose();
        Assert.Equal(DataFailure.Abandoned, (await Assert.ThrowsAsync<DataConnectionException>(() => accepting.Soon())).Failure);
        Assert.Equal(DataFailure.Abandoned, (await Assert.ThrowsAsync<DataConnectionException>(() => waiting.AcceptAsync(Wire.Patience, CancellationToken.None).Soon())).Failure);

        using ActiveListener cancelled = Open(s_peer);
        using var cancel = new CancellationTokenSource();
        accepting = cancelled.AcceptAsync(Wire.Patience, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.Soon());
    }

    [Fact]
    public void The_range_of_ports_is_kept_to()
    {
        using Socket taken = Loopback.Listen();
        int port = Loopback.PortOf(taken);
        DataConnectionException full = Assert.Throws<DataConnectionException>(() => Open(s_peer, port, port));
        Assert.Contains($"{port}", full.Message, StringComparison.Ordinal);
        taken.Dispose();
        using ActiveListener listener = Open(s_peer, port, port);
        Assert.Equal(port, listener.LocalEndPoint.Port);
    }

    [Fact]
    public void An_address_of_another_machine_is_refused() =>
        Assert.Throws<DataConnectionException>(() => ActiveListener.Open(IPAddress.Parse("192.0.2.1"), null, 0, 0, _heartbeat));
}

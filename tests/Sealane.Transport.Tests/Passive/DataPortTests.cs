using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Passive;

public sealed class DataPortTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly PassivePorts _ports;
    private readonly ForeignTlsClient _client = new();

    public DataPortTests()
    {
        _heartbeat = new Heartbeat(_time);

        // Port 0: the system chooses, and this range of one never leaves the process.
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        _ports = new PassivePorts(port, port, _heartbeat, NullLogger.Instance);
    }

    public void Dispose()
    {
        _ports.Dispose();
        _client.Dispose();
        _heartbeat.Dispose();
    }

    private static DataTls Tls(bool requireProof = false) => new(ServerCertificates.Server(), new Lineage(), requireProof);

    private async Task<PassiveLease> LeaseAsync() => (await _ports.LeaseAsync(IPAddress.Loopback, IPAddress.Loopback, s_long, s_long).Soon())!;

    private async Task<PassiveDataPort> PassiveAsync(DataTls? early = null) => new(await LeaseAsync(), _heartbeat, early, s_long);

    private async Task<Connection> ConnectAsync(int port, bool tls)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        var connection = new Connection(socket, _heartbeat, wakeGently: false);
        if (tls)
        {
            await connection.ConnectTlsAsync(_client.Engine()).Soon();
        }

        return connection;
    }

    private static int PortOf(DataPort port) => int.Parse(port.Description.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_begins_before_the_command_is_served(bool early)
    {
        DataTls tls = Tls();
        using PassiveDataPort port = await PassiveAsync(early ? tls : null);
        Task<Connection> connecting = ConnectAsync(PortOf(port), tls: true);
        if (early)
        {
            // Its handshake is done though nobody has asked for the connection.
            await connecting.Soon();
        }

        using Connection server = await port.OpenAsync(tls, s_long, s_long).Soon();
        using Connection client = await connecting.Soon();
        await server.SendAsync("x"u8.ToArray()).Soon();
        Assert.Equal("x"u8.ToArray(), await client.ReadAsync(most: 1));
    }

    [Fact]
    public async Task Nobody_in_time()
    {
        using PassiveDataPort port = await PassiveAsync();
        Task<Connection> opening = port.OpenAsync(null, TimeSpan.FromSeconds(5), s_long).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(DataFailure.NobodyConnected, (await Assert.ThrowsAsync<DataConnectionException>(() => opening.Soon())).Failure);
    }

    [Fact]
    public async Task Without_proof_a_required_proof_refuses()
    {
        DataTls tls = Tls(requireProof: true);
        using PassiveDataPort port = await PassiveAsync();
        Task<Connection> connecting = ConnectAsync(PortOf(port), tls: true);
        DataConnectionException e = await Assert.ThrowsAsync<DataConnectionException>(() => port.OpenAsync(tls, s_long, s_long).Soon());
        Assert.Equal(DataFailure.NotProven, e.Failure);
        (await connecting.Soon()).Dispose();
    }

    [Fact]
    public async Task Giving_up_while_nobody_has_come_ends_the_waiting()
    {
        PassiveDataPort port = await PassiveAsync();
        Task<Connection> opening = port.OpenAsync(null, s_long, s_long).AsTask();
        port.Dispose();
        port.Dispose();
        Assert.Equal(DataFailure.Abandoned, (await Assert.ThrowsAsync<DataConnectionException>(() => opening.Soon())).Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Giving_up_cuts_a_handshake_that_is_under_way(bool early)
    {
        DataTls tls = Tls();
        PassiveDataPort port = await PassiveAsync(early ? tls : null);
        using Connection silent = await ConnectAsync(PortOf(port), tls: false);
        Task<Connection> opening = port.OpenAsync(tls, s_long, s_long).AsTask();
        port.Dispose();
        Assert.Equal(DataFailure.Abandoned, (await Assert.ThrowsAsync<DataConnectionException>(() => opening.Soon())).Failure);
        Assert.Empty(await silent.ReadAsync());
    }

    [Fact]
    public async Task Giving_up_at_the_moment_of_delivery_leaks_no_connection()
    {
        int baseline = -1;
        for (int i = 0; i < 200; i++)
        {
            PassiveDataPort port = await PassiveAsync();
            int number = PortOf(port);
            Task<Connection?> connecting = Task.Run(async () =>
            {
                try
                {
                    return await ConnectAsync(number, tls: false);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.NotConnected)
                {
                    return null;
                }
            });
            await Task.WhenAll(connecting, Task.Run(port.Dispose)).Soon();
            // Delivered or refused, our side of it closes.
            using (Connection? client = await connecting)
            {
                if (client is not null)
                {
                    Assert.Empty(await client.ReadAsync());
                }
            }

            baseline = baseline < 0 ? _heartbeat.Count : baseline;
            Assert.Equal(baseline, _heartbeat.Count);
        }
    }

    [Fact]
    public async Task The_active_side_connects_and_may_be_given_up_twice()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var port = new ActiveDataPort((IPEndPoint)listener.LocalEndPoint!, IPAddress.Loopback, _heartbeat);
        using Connection server = await port.OpenAsync(null, s_long, s_long).Soon();
        using Socket client = await listener.AcceptAsync();
        port.Dispose();
        port.Dispose();

        // Handed over: it is not the port's any more.
        await server.SendAsync("x"u8.ToArray()).Soon();
        Assert.Equal(1, await client.ReceiveAsync(new byte[2]).Soon());
    }

    [Fact]
    public async Task An_active_handshake_that_is_given_up_ends_at_once()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var port = new ActiveDataPort((IPEndPoint)listener.LocalEndPoint!, IPAddress.Loopback, _heartbeat);
        Task<Connection> opening = port.OpenAsync(Tls(), s_long, s_long).AsTask();
        using Socket client = await listener.AcceptAsync();
        port.Dispose();
        Assert.Equal(DataFailure.Abandoned, (await Assert.ThrowsAsync<DataConnectionException>(() => opening.Soon())).Failure);
        Assert.Equal(0, _heartbeat.Count);
    }

    [Fact]
    public async Task A_closed_active_port_is_unreachable()
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var port = new ActiveDataPort((IPEndPoint)holder.LocalEndPoint!, IPAddress.Loopback, _heartbeat);
        DataConnectionException e = await Assert.ThrowsAsync<DataConnectionException>(() => port.OpenAsync(null, s_long, s_long).Soon());
        Assert.Equal(DataFailure.Unreachable, e.Failure);
    }
}

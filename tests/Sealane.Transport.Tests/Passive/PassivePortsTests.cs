using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests.Passive;

/// <summary>Ports leased by (port, client address): design D8.</summary>
public sealed class PassivePortsTests : IDisposable
{
    private static readonly IPAddress s_one = IPAddress.Loopback;
    private static readonly IPAddress s_two = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly List<IDisposable> _open = [];

    public PassivePortsTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose()
    {
        foreach (IDisposable open in _open)
        {
            open.Dispose();
        }

        _heartbeat.Dispose();
    }

    private PassivePorts Ports(int count, out int first)
    {
        first = FreeRange(count);
        var ports = new PassivePorts(first, first + count - 1, _heartbeat, NullLogger.Instance);
        _open.Add(ports);
        return ports;
    }

    // Below the range that the system draws from by itself.
    private static int FreeRange(int count)
    {
        while (true)
        {
            int first = Random.Shared.Next(15_000, 32_000);
            var held = new List<Socket>();
            try
            {
                for (int i = 0; i < count; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    held.Add(socket);
                    socket.Bind(new IPEndPoint(s_one, first + i));
                    socket.Listen();
                }

                return first;
            }
            catch (SocketException)
            {
                // Somebody's: draw again.
            }
            finally
            {
                held.ForEach(socket => socket.Dispose());
            }
        }
    }

    private async Task<Socket> ConnectAsync(IPAddress from, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _open.Add(socket);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(new IPEndPoint(s_one, port));
        return socket;
    }

    // The reset may come before connecting has returned.
    private static async Task AssertRefusedAsync(Task<Socket> connecting)
    {
        try
        {
            Socket socket = await connecting;
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).Soon());
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
            return;
        }

        Assert.Fail("closed, but not reset");
    }

    private static async Task<PassiveLease> LeaseAsync(PassivePorts ports, IPAddress? client, TimeSpan? patience = null) =>
        await ports.LeaseAsync(s_one, client, s_life, patience ?? s_moment).Soon() ?? throw new InvalidOperationException("no port");

    [Fact]
    public async Task Two_clients_share_a_port_and_each_gets_its_own_connection()
    {
        PassivePorts ports = Ports(1, out int port);
        using PassiveLease first = await LeaseAsync(ports, s_one);
        using PassiveLease second = await LeaseAsync(ports, s_two);
        Assert.Equal((port, port), (first.Port, second.Port));
        Assert.Equal(1, ports.ListenerCount);

        await ConnectAsync(s_two, port);
        using Socket? two = await second.Accepted.Soon();
        Assert.Equal(s_two, ((IPEndPoint)two!.RemoteEndPoint!).Address);
        Assert.False(first.Accepted.IsCompleted);

        await ConnectAsync(s_one, port);
        using Socket? one = await first.Accepted.Soon();
        Assert.Equal(s_one, ((IPEndPoint)one!.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task A_stranger_is_reset_and_the_real_client_still_connects()
    {
        PassivePorts ports = Ports(1, out int port);
        using PassiveLease lease = await LeaseAsync(ports, s_one);
        await AssertRefusedAsync(ConnectAsync(s_two, port));
        Assert.False(lease.Accepted.IsCompleted);

        Socket client = await ConnectAsync(s_one, port);
        using Socket? accepted = await lease.Accepted.Soon();
        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
    }

    [Fact]
    public async Task A_lease_is_good_for_one_connection()
    {
        PassivePorts ports = Ports(1, out int port);
        using PassiveLease lease = await LeaseAsync(ports, s_one);
        await ConnectAsync(s_one, port);
        using Socket? accepted = await lease.Accepted.Soon();
        await AssertRefusedAsync(ConnectAsync(s_one, port));
    }

    [Fact]
    public async Task A_promiscuous_lease_takes_anybody_and_shares_with_nobody()
    {
        PassivePorts ports = Ports(1, out int port);
        using PassiveLease anybody = await LeaseAsync(ports, client: null);
        Assert.Null(await ports.LeaseAsync(s_one, s_one, s_life, s_moment).Soon());
        await ConnectAsync(s_two, port);
        using Socket? accepted = await anybody.Accepted.Soon();
        Assert.NotNull(accepted);
    }

    [Fact]
    public async Task A_lease_ends_with_its_deadline_and_frees_the_port()
    {
        PassivePorts ports = Ports(1, out _);
        using PassiveLease lease = await LeaseAsync(ports, s_one);
        _time.Advance(s_life + TimeSpan.FromSeconds(1));
        Assert.Null(await lease.Accepted.Soon());
        using PassiveLease again = await LeaseAsync(ports, s_one);
    }

    [Fact]
    public async Task When_all_are_taken_a_client_waits_for_one_of_its_own()
    {
        PassivePorts ports = Ports(1, out _);
        using PassiveLease one = await LeaseAsync(ports, s_one);
        using PassiveLease two = await LeaseAsync(ports, s_two);
        Assert.Null(await ports.LeaseAsync(s_one, s_one, s_life, TimeSpan.Zero).Soon());
        Assert.Null(await ports.LeaseAsync(s_one, s_one, s_life, s_moment).Soon());

        Task<PassiveLease> oneMore = LeaseAsync(ports, s_one, TimeSpan.FromHours(1));
        Task<PassiveLease> twoMore = LeaseAsync(ports, s_two, TimeSpan.FromHours(1));
        Assert.False(oneMore.IsCompleted || twoMore.IsCompleted);

        // Not the one who waits longest: the one whom this release helps.
        two.Dispose();
        using PassiveLease second = await twoMore.Soon();
        Assert.False(oneMore.IsCompleted);
        one.Dispose();
        using PassiveLease first = await oneMore.Soon();
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_skipped()
    {
        PassivePorts ports = Ports(2, out int first);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(s_one, first));
        other.Listen();
        for (int i = 0; i < 20; i++)
        {
            using PassiveLease lease = await LeaseAsync(ports, s_one);
            Assert.Equal(first + 1, lease.Port);
        }

        using PassiveLease only = await LeaseAsync(ports, s_one);
        Assert.Null(await ports.LeaseAsync(s_one, s_one, s_life, s_moment).Soon());
    }

    [Fact]
    public async Task Idle_listeners_retire_after_a_minute_and_leased_ones_do_not()
    {
        PassivePorts ports = Ports(2, out _);
        PassiveLease one = await LeaseAsync(ports, s_one);
        PassiveLease two = await LeaseAsync(ports, s_one);
        Assert.Equal(2, ports.ListenerCount);
        one.Dispose();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(2, ports.ListenerCount);
        _time.Advance(TimeSpan.FromSeconds(2));

        // The second lease has passed its own deadline at this moment, and its listener's minute begins.
        Assert.Equal(1, ports.ListenerCount);
        two.Dispose();
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal(0, ports.ListenerCount);
        Assert.Equal(0, _heartbeat.Count);

        using PassiveLease again = await LeaseAsync(ports, s_one);
        await ConnectAsync(s_one, again.Port);
        using Socket? accepted = await again.Accepted.Soon();
        Assert.NotNull(accepted);
    }

    [Fact]
    public async Task Disposing_closes_listeners_and_leases_and_wakes_who_waits()
    {
        PassivePorts ports = Ports(1, out int port);
        PassiveLease lease = await LeaseAsync(ports, s_one);
        Task<PassiveLease> waiting = LeaseAsync(ports, s_one, TimeSpan.FromHours(1));
        ports.Dispose();

        Assert.Null(await lease.Accepted.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => LeaseAsync(ports, s_one));
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(s_one, port));
        Assert.Equal((0, 0), (ports.ListenerCount, _heartbeat.Count));
    }

    [Fact]
    public async Task Ports_are_drawn_at_random()
    {
        PassivePorts ports = Ports(10, out int first);
        int[] drawn = new int[10];
        for (int i = 0; i < 1000; i++)
        {
            using PassiveLease lease = await LeaseAsync(ports, s_one);
            drawn[lease.Port - first]++;
        }

        // 9 degrees of freedom: an even draw exceeds 50 with a probability of 1e-7.
        Assert.InRange(drawn.Sum(n => (n - 100) * (n - 100) / 100.0), 0, 50);
    }

    [Fact]
    public async Task Ten_thousand_leases_that_nobody_uses_leave_nothing_behind()
    {
        PassivePorts ports = Ports(4, out _);
        for (int i = 0; i < 10_000; i++)
        {
            (await LeaseAsync(ports, s_one)).Dispose();
        }

        Assert.InRange(ports.ListenerCount, 1, 4);
        Assert.Equal(ports.ListenerCount, _heartbeat.Count);
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal((0, 0), (ports.ListenerCount, _heartbeat.Count));
    }
}

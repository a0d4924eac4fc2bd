using System.Net;
using System.Net.Sockets;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests.Dial;

public sealed class DialerTests : IDisposable
{
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);

    public void Dispose() => _heartbeat.Dispose();

    private Dialer Dialer(DialerSettings? settings = null, params string[] addresses) => new(
        settings ?? new DialerSettings(),
        _heartbeat,
        TimeProvider.System,
        (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));

    private static Task<DialException> FailsAsync(Dialer dialer, int port) =>
        Assert.ThrowsAsync<DialException>(() => dialer.ConnectAsync("ftp.example.org", port, data: false, CancellationToken.None).Soon());

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::1", "[::1]")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task Addresses_and_names_are_reached(string listen, string host)
    {
        using Socket listener = Loopback.Listen(listen);
        var dialer = new Dialer(new DialerSettings(), _heartbeat, TimeProvider.System);
        using Connection connection = await dialer.ConnectAsync(host, Loopback.PortOf(listener), data: false, CancellationToken.None).Soon();
        Assert.Equal(listener.LocalEndPoint, connection.RemoteEndPoint);
        using Socket far = await listener.AcceptAsync();
        await connection.SendAsync("x"u8.ToArray()).Soon();
        Assert.Equal(1, await far.ReceiveAsync(new byte[10]));
    }

    [Fact]
    public async Task The_next_address_is_tried_at_once_when_one_refuses()
    {
        // The delay is so long that the test would fail for its time if it were waited for.
        using Socket listener = Loopback.Listen("127.0.0.3");
        using Socket closed = Loopback.Closed("127.0.0.2", Loopback.PortOf(listener));
        Dialer dialer = Dialer(new DialerSettings { AttemptDelay = TimeSpan.FromHours(1) }, "127.0.0.2", "127.0.0.3");
        using Connection connection = await dialer.ConnectAsync("h", Loopback.PortOf(listener), data: true, CancellationToken.None).Soon();
        Assert.Equal("127.0.0.3", connection.RemoteEndPoint.Address.ToString());
    }

    [Fact]
    public async Task A_silent_address_delays_and_does_not_stop()
    {
        using Socket listener = Loopback.Listen("::1");
        int port = Loopback.PortOf(listener);
        using IDisposable hole = await Loopback.BlackHoleAsync("127.0.0.2", port);
        Dialer dialer = Dialer(new DialerSettings { AttemptDelay = TimeSpan.FromMilliseconds(20) }, "127.0.0.2", "::1");
        using Connection connection = await dialer.ConnectAsync("h", port, data: true, CancellationToken.None).Soon();
        Assert.Equal("::1", connection.RemoteEndPoint.Address.ToString());
    }

    [Fact]
    public async Task The_first_to_connect_wins_and_nobody_else_stays_connected()
    {
        // One after the other, so that the first address has won before the second is tried.
        using Socket first = Loopback.Listen("127.0.0.2");
        using Socket second = Loopback.Listen("127.0.0.3", Loopback.PortOf(first));
        Dialer dialer = Dialer(new DialerSettings { AttemptDelay = TimeSpan.FromHours(1) }, "127.0.0.2", "127.0.0.3");
        using Connection connection = await dialer.ConnectAsync("h", Loopback.PortOf(first), data: true, CancellationToken.None).Soon();
        Assert.Equal("127.0.0.2", connection.RemoteEndPoint.Address.ToString());
        Assert.False(second.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task Losers_are_closed()
    {
        // No delay: both attempts are under way, and whichever loses must end.
        using Socket first = Loopback.Listen("127.0.0.2");
        using Socket second = Loopback.Listen("127.0.0.3", Loopback.PortOf(first));
        Dialer dialer = Dialer(new DialerSettings { AttemptDelay = TimeSpan.Zero }, "127.0.0.2", "127.0.0.3");
        using Connection connection = await dialer.ConnectAsync("h", Loopback.PortOf(first), data: true, CancellationToken.None).Soon();
        Socket loser = connection.RemoteEndPoint.Address.ToString() == "127.0.0.2" ? second : first;

        // It may have been cancelled before it was sent; if it arrived, it ends. The marker comes after it in the queue.
        using var marker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await marker.ConnectAsync(loser.LocalEndPoint!);
        using Socket arrived = await loser.AcceptAsync();
        if (!arrived.RemoteEndPoint!.Equals(marker.LocalEndPoint))
        {
            Assert.Empty(await arrived.ReadAsync());
        }
    }

    [Fact]
    public async Task Refused_everywhere_is_told_with_every_address()
    {
        using Socket a = Loopback.Closed("127.0.0.2");
        using Socket b = Loopback.Closed("127.0.0.3", Loopback.PortOf(a));
        DialException refused = await FailsAsync(Dialer(null, "127.0.0.2", "127.0.0.3"), Loopback.PortOf(a));
        Assert.Equal(DialFailure.Refused, refused.Failure);
        Assert.Contains("ftp.example.org", refused.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.2 refused", refused.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.3 refused", refused.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Silence_ends_with_the_timeout()
    {
        using Socket port = Loopback.Closed("127.0.0.9");
        using IDisposable hole = await Loopback.BlackHoleAsync("127.0.0.2", Loopback.PortOf(port));
        DialException late = await FailsAsync(Dialer(new DialerSettings { Timeout = TimeSpan.FromMilliseconds(100) }, "127.0.0.2"), Loopback.PortOf(port));
        Assert.Equal(DialFailure.TimedOut, late.Failure);
        Assert.Contains("127.0.0.2 did not answer within 0.1 s", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_not_a_failure()
    {
        using Socket port = Loopback.Closed("127.0.0.9");
        using IDisposable hole = await Loopback.BlackHoleAsync("127.0.0.2", Loopback.PortOf(port));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Dialer(null, "127.0.0.2").ConnectAsync("h", Loopback.PortOf(port), data: true, cancel.Token).Soon());
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, DialFailure.NameNotFound)]
    [InlineData(SocketError.NoData, DialFailure.NameNotFound)]
    [InlineData(SocketError.TryAgain, DialFailure.NameServiceFailed)]
    public async Task A_name_that_is_not_found_differs_from_one_that_nobody_could_look_up(SocketError error, DialFailure expected)
    {
        var dialer = new Dialer(new DialerSettings(), _heartbeat, TimeProvider.System, (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error)));
        DialException failure = await FailsAsync(dialer, 21);
        Assert.Equal(expected, failure.Failure);
        Assert.Contains("'ftp.example.org'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolver_that_never_answers_ends_with_the_timeout_too()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        var dialer = new Dialer(new DialerSettings { Timeout = TimeSpan.FromMilliseconds(50) }, _heartbeat, TimeProvider.System, (_, _) => never.Task);
        Assert.Equal(DialFailure.TimedOut, (await FailsAsync(dialer, 21)).Failure);
    }

    [Fact]
    public async Task Addresses_that_the_settings_leave_out_are_named()
    {
        DialException failure = await FailsAsync(Dialer(new DialerSettings { Order = AddressOrder.IPv6Only }, "127.0.0.1"), 21);
        Assert.Equal(DialFailure.NameNotFound, failure.Failure);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_local_address_is_the_one_asked_for()
    {
        using Socket listener = Loopback.Listen();
        Dialer dialer = Dialer(new DialerSettings { LocalAddress = IPAddress.Parse("127.0.0.7") }, "::1", "127.0.0.1");
        using Connection connection = await dialer.ConnectAsync("h", Loopback.PortOf(listener), data: true, CancellationToken.None).Soon();
        Assert.Equal("127.0.0.7", connection.LocalEndPoint.Address.ToString());
    }

    [Fact]
    public async Task A_local_address_of_another_machine_is_named()
    {
        // 192.0.2.0/24 is for documentation (RFC 5737).
        DialException failure = await FailsAsync(Dialer(new DialerSettings { LocalAddress = IPAddress.Parse("192.0.2.1") }, "127.0.0.1"), 21);
        Assert.Equal(DialFailure.Unreachable, failure.Failure);
        Assert.Contains("192.0.2.1 is not an address of this machine", failure.Message, StringComparison.Ordinal);
    }
}

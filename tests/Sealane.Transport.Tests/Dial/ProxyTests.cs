using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Protocol;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests.Dial;

/// <summary>Against proxies that say what a test tells them to.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Greeting = "220 ready\r\n";

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly Socket _listener = Loopback.Listen();

    public void Dispose()
    {
        _listener.Dispose();
        _heartbeat.Dispose();
    }

    private Task<Connection> ConnectAsync(ProxyKind kind, string host, int port, string user = "", string? password = null, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        var settings = new DialerSettings
        {
            Proxy = new ProxySettings(kind, "127.0.0.1", Loopback.PortOf(_listener), user, password is null ? null : new Secret(password)),
            Timeout = timeout ?? Wire.Patience,
        };

        // Only the proxy may look the target's name up.
        var dialer = new Dialer(settings, _heartbeat, TimeProvider.System, (name, _) => throw new InvalidOperationException(name));
        return dialer.ConnectAsync(host, port, data: false, cancel).Soon();
    }

    // Reads what the client says and answers it, step by step.
    private async Task<string> PlayAsync(params (int Read, byte[] Answer)[] steps)
    {
        using Socket client = await _listener.AcceptAsync();
        var heard = new List<byte>();
        byte[] one = new byte[1];
        foreach ((int read, byte[] answer) in steps)
        {
            for (int i = 0; read < 0 ? !EndsHead(heard) : i < read; i++)
            {
                Assert.Equal(1, await client.ReceiveAsync(one).Soon());
                heard.Add(one[0]);
            }

            await client.SendAsync(answer);
        }

        try
        {
            client.Shutdown(SocketShutdown.Send);
            await client.ReadAsync();
        }
        catch (SocketException)
        {
            // A client that had heard enough leaves with a reset.
        }

        return Encoding.Latin1.GetString([.. heard]);
    }

    private static bool EndsHead(List<byte> heard) => heard.Count >= 4 && heard[^4..].SequenceEqual("\r\n\r\n"u8.ToArray());

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static async Task AssertGreetedAsync(Task<Connection> connecting)
    {
        using Connection connection = await connecting;
        Assert.Equal(Greeting, Encoding.ASCII.GetString(await connection.ReadAsync()));
    }

    [Theory]
    [InlineData("ftp.example.org", "ftp.example.org:21", "HTTP/1.1 200 Connection established\r\n\r\n")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:21", "HTTP/1.0 200 OK\r\nVia: x\r\nContent-Length: 3\r\n\r\n")]
    [InlineData("bücher.example", "xn--bcher-kva.example:21", "HTTP/1.1 200\n\n")]
    [InlineData("192.0.2.1", "192.0.2.1:21", "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")]
    public async Task HTTP_connects_and_leaves_the_server_s_greeting_alone(string host, string target, string answer)
    {
        Task<string> proxy = PlayAsync((-1, Bytes(answer + Greeting)));
        await AssertGreetedAsync(ConnectAsync(ProxyKind.Http, host, 21));
        Assert.Equal($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n", await proxy.Soon());
    }

    [Fact]
    public async Task HTTP_logs_in_with_Basic()
    {
        Task<string> proxy = PlayAsync((-1, Bytes("HTTP/1.1 200 OK\r\n\r\n" + Greeting)));
        await AssertGreetedAsync(ConnectAsync(ProxyKind.Http, "h", 21, "Aladdin", "open sesame"));
        Assert.Contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n", await proxy.Soon(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name")]
    [InlineData("HTTP/1.1 403 Forb\u001b[2Jidden\r\nX: y\r\n\r\n<html>", "'HTTP/1.1 403 Forb?[2Jidden'")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n", "502 Bad Gateway")]
    [InlineData("SSH-2.0-x\r\n", "not answer as an HTTP proxy")]
    [InlineData("HTTP/1.1 20", "closed the connection without an answer")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "2000")]
    public async Task HTTP_s_refusals_are_repeated(string answer, string said)
    {
        Task<string> proxy = PlayAsync((-1, Bytes(answer)));
        DialException failure = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Http, "h", 21));
        await proxy.Soon();
        Assert.Equal(DialFailure.Proxy, failure.Failure);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        Task<string> proxy = PlayAsync((-1, Bytes("HTTP/1.1 200 OK\r\nX: " + new string('x', 20_000))));
        DialException failure = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Http, "h", 21));
        Assert.Contains("not answer as an HTTP proxy", failure.Message, StringComparison.Ordinal);
        await proxy.Soon();
    }

    [Theory]
    [InlineData("h\r\nX: y")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("")]
    public async Task A_name_that_is_none_never_reaches_the_proxy(string host)
    {
        Task<string> proxy = PlayAsync();
        DialException failure = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Http, host, 21));
        Assert.Equal(DialFailure.NameNotFound, failure.Failure);
        Assert.Equal("", await proxy.Soon());
    }

    [Theory]
    [InlineData("ftp.test", "\u0003\u0008ftp.test", "\u0001\u007f\0\0\u0001\0\u0015")]
    [InlineData("127.0.0.1", "\u0001\u007f\0\0\u0001", "\u0003\u0004name\0\u0015")]
    [InlineData("::1", "\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001", "\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\0\u0015")]
    public async Task SOCKS_connects_by_name_and_by_address(string host, string target, string bound)
    {
        string request = "\u0005\u0001\0" + target + "\u0008\u0015";
        Task<string> proxy = PlayAsync((3, [5, 0]), (request.Length, Bytes("\u0005\0\0" + bound + Greeting)));
        await AssertGreetedAsync(ConnectAsync(ProxyKind.Socks5, host, 0x815));
        Assert.Equal("\u0005\u0001\0" + request, await proxy.Soon());
    }

    [Fact]
    public async Task SOCKS_logs_in()
    {
        string login = "\u0001\u0003joe\u0006secret";
        Task<string> proxy = PlayAsync((4, [5, 2]), (login.Length, [1, 0]), (8, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Bytes(Greeting)]));
        await AssertGreetedAsync(ConnectAsync(ProxyKind.Socks5, "h", 21, "joe", "secret"));
        Assert.StartsWith("\u0005\u0002\0\u0002" + login, await proxy.Soon(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, DialFailure.Refused, "connection refused")]
    [InlineData(4, DialFailure.Unreachable, "host unreachable")]
    [InlineData(2, DialFailure.Proxy, "not allowed")]
    [InlineData(99, DialFailure.Proxy, "failure 99")]
    public async Task SOCKS_s_refusals_are_repeated(byte code, DialFailure expected, string said)
    {
        Task<string> proxy = PlayAsync((3, [5, 0]), (8, [5, code, 0, 1]));
        DialException failure = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Socks5, "h", 21));
        await proxy.Soon();
        Assert.Equal(expected, failure.Failure);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SOCKS_s_locked_doors_are_told_apart()
    {
        Task<string> proxy = PlayAsync((3, [5, 0xff]));
        Assert.Contains("wants a user name", (await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Socks5, "h", 21))).Message, StringComparison.Ordinal);
        await proxy.Soon();
        proxy = PlayAsync((4, [5, 2]), (12, [1, 1]));
        DialException refused = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Socks5, "h", 21, "joe", "secret"));
        Assert.Contains("does not take this user name", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        await proxy.Soon();
        proxy = PlayAsync((3, Bytes("HT")));
        Assert.Contains("not answer as a SOCKS 5", (await Assert.ThrowsAsync<DialException>(() => ConnectAsync(ProxyKind.Socks5, "h", 21))).Message, StringComparison.Ordinal);
        await proxy.Soon();
    }

    [Theory]
    [InlineData(ProxyKind.Http)]
    [InlineData(ProxyKind.Socks5)]
    public async Task A_proxy_that_says_nothing_is_given_up(ProxyKind kind)
    {
        DialException late = await Assert.ThrowsAsync<DialException>(() => ConnectAsync(kind, "h", 21, timeout: TimeSpan.FromMilliseconds(200)));
        Assert.Equal(DialFailure.TimedOut, late.Failure);
        Assert.Contains("did not connect to h port 21", late.Message, StringComparison.Ordinal);

        using var cancel = new CancellationTokenSource();
        Task<Connection> connecting = ConnectAsync(kind, "h", 21, cancel: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_told_from_a_server_that_is_not()
    {
        using Socket closed = Loopback.Closed();
        var dialer = new Dialer(new DialerSettings { Proxy = new ProxySettings(ProxyKind.Socks5, "127.0.0.1", Loopback.PortOf(closed)) }, _heartbeat, TimeProvider.System);
        DialException failure = await Assert.ThrowsAsync<DialException>(() => dialer.ConnectAsync("h", 21, data: true, CancellationToken.None).Soon());
        Assert.Equal(DialFailure.Refused, failure.Failure);
        Assert.StartsWith("the proxy cannot be reached", failure.Message, StringComparison.Ordinal);
    }
}

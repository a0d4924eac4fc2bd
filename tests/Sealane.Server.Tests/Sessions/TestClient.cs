using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Server.Tests.Sessions;

/// <summary>A reply as it came: its code and all of its lines.</summary>
internal sealed record TestReply(int Code, string Text);

/// <summary>A client that does what it is told and nothing else, so that tests can be impolite.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[8192];
    private readonly IPEndPoint _local;
    private Stream _stream;
    private int _start;
    private int _end;

    private TestClient(Socket socket, IPEndPoint server)
    {
        Socket = socket;
        Server = server;
        _local = (IPEndPoint)socket.LocalEndPoint!;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public Socket Socket { get; }

    public IPEndPoint Server { get; }

    public bool IsSecure => _stream is SslStream;

    /// <summary>PROT P is in force: data connections do a handshake.</summary>
    public bool ProtectsData { get; set; }

    public static async Task<TestClient> ConnectAsync(IPEndPoint server, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(server).WaitAsync(SessionHarness.Patience);
        return new TestClient(socket, server);
    }

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream, false, (_, certificate, _, _) => SessionHarness.IsOurs(certificate));
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(SessionHarness.Patience);
        _stream = tls;
    }

    public Task SendAsync(string line) => SendRawAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    public async Task SendRawAsync(byte[] bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(SessionHarness.Patience);

    /// <summary>Reads one reply; null when the server has closed the connection.</summary>
    public async Task<TestReply?> ReadAsync()
    {
        if (await ReadLineAsync() is not { } first)
        {
            return null;
        }

        Assert.True(first.Length >= 4 && first[3] is ' ' or '-', $"not a reply: {first}");
        var text = new StringBuilder(first);
        for (string line = first; line.Length < 4 || !line.StartsWith(first[..3] + " ", StringComparison.Ordinal);)
        {
            line = await ReadLineAsync() ?? throw new InvalidOperationException($"The connection ended within a reply: {text}");
            text.Append('\n').Append(line);
        }

        return new TestReply(int.Parse(first[..3], CultureInfo.InvariantCulture), text.ToString());
    }

    public async Task<string> ExpectAsync(int code, string? pattern = null)
    {
        TestReply? reply = await ReadAsync();
        Assert.True(reply is not null, $"expected {code}, but the server closed the connection");
        Assert.True(reply.Code == code, $"expected {code}: {reply.Text}");
        if (pattern is not null)
        {
            Assert.Matches(pattern, reply.Text);
        }

        return reply.Text;
    }

    public async Task<string> AskAsync(string line, int code, string? pattern = null)
    {
        await SendAsync(line);
        string text = await ExpectAsync(code, pattern);
        if (code == 200 && line.StartsWith("PROT ", StringComparison.Ordinal))
        {
            ProtectsData = line == "PROT P";
        }

        return text;
    }

    public async Task LogInAsync(string user = "u", string password = "p")
    {
        await AskAsync($"USER {user}", 331);
        await AskAsync($"PASS {password}", 230);
    }

    /// <summary>The server says no more and closes.</summary>
    public async Task ExpectEndAsync() => Assert.Null((await ReadAsync())?.Text);

    /// <summary>EPSV and connect.</summary>
    public async Task<TestData> PassiveAsync(bool handshake = true)
    {
        TestData data = await ConnectDataAsync(await AskAsync("EPSV", 229));
        if (ProtectsData && handshake)
        {
            await data.StartTlsAsync();
        }

        return data;
    }

    /// <summary>Connects to where a 227 or 229 reply says.</summary>
    public async Task<TestData> ConnectDataAsync(string passiveReply, string? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from is null ? _local.Address : IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(Server.Address, PortOf(passiveReply))).WaitAsync(SessionHarness.Patience);
        return new TestData(socket);
    }

    public static int PortOf(string passiveReply)
    {
        Match extended = Regex.Match(passiveReply, @"\(\|\|\|(\d+)\|\)");
        if (extended.Success)
        {
            return int.Parse(extended.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        int[] numbers = [.. Regex.Match(passiveReply, @"\(([\d,]+)\)").Groups[1].Value.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return (numbers[4] * 256) + numbers[5];
    }

    /// <summary>Everything that a RETR or listing command sends.</summary>
    public async Task<byte[]> DownloadAsync(string command)
    {
        await using TestData data = await PassiveAsync();
        await AskAsync(command, 150);
        byte[] bytes = await data.ReceiveAsync();
        await ExpectAsync(226);
        return bytes;
    }

    public async Task<string> DownloadTextAsync(string command) => Encoding.UTF8.GetString(await DownloadAsync(command));

    public async Task<string> UploadAsync(string command, byte[] content, int last = 226)
    {
        await using TestData data = await PassiveAsync();
        string opening = await AskAsync(command, 150);
        await data.SendAsync(content);
        await data.FinishAsync();
        await ExpectAsync(last);
        return opening;
    }

    public Task<string> UploadAsync(string command, string content, int last = 226) => UploadAsync(command, Encoding.UTF8.GetBytes(content), last);

    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            int newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            line.AddRange(_buffer[_start..(newline < 0 ? _end : newline)]);
            _start = newline < 0 ? _end : newline + 1;
            if (newline >= 0)
            {
                Assert.True(line.Count > 0 && line[^1] == '\r', "a line of a reply ends in CR LF");
                return Encoding.UTF8.GetString([.. line[..^1]]);
            }

            int count;
            try
            {
                count = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(SessionHarness.Patience);
            }
            catch (IOException e) when (e.InnerException is SocketException)
            {
                count = 0;
            }

            (_start, _end) = (0, count);
            if (count == 0)
            {
                Assert.Empty(line);
                return null;
            }
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

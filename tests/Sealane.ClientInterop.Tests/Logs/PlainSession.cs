using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>A control connection in the clear that sends what it is told, byte for byte: what servers log of it is compared.</summary>
internal sealed class PlainSession : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly TcpClient _control;
    private readonly StreamReader _replies;
    private readonly IPAddress _server;

    private PlainSession(TcpClient control, IPAddress server)
    {
        _control = control;
        _server = server;
        _replies = new StreamReader(control.GetStream(), Encoding.Latin1);
    }

    /// <param name="port">Of 127.0.0.1.</param>
    /// <param name="from">The client's address, of 127.0.0.0/8.</param>
    public static async Task<PlainSession> OpenAsync(int port, string from = "127.0.0.1")
    {
        var control = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await control.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var session = new PlainSession(control, IPAddress.Loopback);
        await session.ReplyAsync();
        return session;
    }

    public async Task LogInAsync(string user, string password)
    {
        await AskAsync($"USER {user}");
        Assert.StartsWith("230", await AskAsync($"PASS {password}"), StringComparison.Ordinal);
    }

    /// <summary>Sends a line (each character a byte) and returns the last line of the reply.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _control.GetStream().WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), TestContext.Current.CancellationToken);
        return await ReplyAsync();
    }

    /// <summary>A command with a data connection: uploads <paramref name="content"/>, or downloads where there is none.</summary>
    public async Task<string> TransferAsync(string line, string? content = null)
    {
        string passive = await AskAsync("EPSV");
        int port = int.Parse(Regex.Match(passive, @"\|(\d+)\|").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        using var data = new TcpClient(new IPEndPoint(((IPEndPoint)_control.Client.LocalEndPoint!).Address, 0));
        await data.ConnectAsync(_server, port, TestContext.Current.CancellationToken);
        string reply = await AskAsync(line);
        if (reply[0] != '1')
        {
            return reply;
        }

        if (content is null)
        {
            await data.GetStream().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        else
        {
            await data.GetStream().WriteAsync(Encoding.Latin1.GetBytes(content), TestContext.Current.CancellationToken);
        }

        data.Close();
        return await ReplyAsync();
    }

    public void Dispose() => _control.Dispose();

    private async Task<string> ReplyAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        string line = await LineAsync();
        for (string code = line[..3]; !line.StartsWith(code + " ", StringComparison.Ordinal);)
        {
            line = await LineAsync();
        }

        return line;

        async Task<string> LineAsync() => await _replies.ReadLineAsync(limit.Token) ?? throw new IOException("the server has hung up");
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sealane.Shell.Tests.Support;

/// <summary>An FTP server without TLS on loopback that answers by a table and writes down what it is told, for comparing what programs say. Passive mode only.</summary>
public sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _said = [];
    private readonly List<Task> _sessions = [];
    private readonly Task _accepting;
    private int _connections;

    public PlainServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Greeting { get; set; } = "220 ready";

    /// <summary>Replies by verb, or by whole command, which goes first. Lines of one reply are separated by CRLF.</summary>
    public Dictionary<string, string> Answers { get; } = new()
    {
        ["AUTH"] = "500 no",
        ["USER"] = "331 password",
        ["PASS"] = "230 in",
        ["FEAT"] = "211-Features:\r\n MDTM\r\n SIZE\r\n REST STREAM\r\n UTF8\r\n211 End",
        ["PWD"] = "257 \"/\" is current",
        ["TYPE"] = "200 ok",
        ["CWD"] = "250 ok",
        ["OPTS"] = "200 ok",
        ["SIZE"] = "213 5",
        ["MDTM"] = "213 20200101000000",
        ["REST"] = "350 go",
        ["NOOP"] = "200 ok",
        ["QUIT"] = "221 bye",
    };

    /// <summary>What is sent over data connections, by verb or by whole command.</summary>
    public Dictionary<string, string> Data { get; } = new()
    {
        ["LIST"] = "-rw-r--r--   1 u g     5 Jan 01  2020 a.txt\r\n",
        ["NLST"] = "a.txt\r\n",
        ["RETR"] = "hello",
    };

    /// <summary>After so many bytes of a data connection, of the first control connection, both end.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>The commands so far, joined; a new control connection begins with a bar.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join(", ", _said);
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _sessions.Add(ServeAsync(client, ++_connections));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using TcpClient control = client;
        TcpListener? passive = null;
        int rest = 0;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            async Task SayAsync(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"), _end.Token);
            lock (_said)
            {
                _said.Add("|");
            }

            await SayAsync(Greeting);
            while (await reader.ReadLineAsync(_end.Token) is { } command)
            {
                lock (_said)
                {
                    _said.Add(command);
                }

                string verb = command.Split(' ')[0];
                if (verb is "PASV" or "EPSV")
                {
                    passive?.Dispose();
                    passive = new TcpListener(IPAddress.Loopback, 0);
                    passive.Start();
                    int port = ((IPEndPoint)passive.LocalEndpoint).Port;
                    await SayAsync(verb == "PASV" ? $"227 Entering (127,0,0,1,{port >> 8},{port & 255})" : $"229 Entering (|||{port}|)");
                }
                else if (passive is not null && !Answers.ContainsKey(command) && (Data.GetValueOrDefault(command) ?? Data.GetValueOrDefault(verb)) is { } content)
                {
                    using TcpClient data = await passive.AcceptTcpClientAsync(_end.Token);
                    await SayAsync("150 here");
                    byte[] bytes = Encoding.Latin1.GetBytes(content)[rest..];
                    rest = 0;
                    if (BreaksAfter is { } cut && number == 1)
                    {
                        // The control connection ends when the client has all of it: else its end could overtake the bytes.
                        NetworkStream half = data.GetStream();
                        await half.WriteAsync(bytes.AsMemory(0, cut), _end.Token);
                        data.Client.Shutdown(SocketShutdown.Send);
                        _ = await half.ReadAsync(new byte[1], _end.Token);
                        return;
                    }

                    await data.GetStream().WriteAsync(bytes, _end.Token);
                    data.Close();
                    await SayAsync("226 done");
                }
                else
                {
                    rest = verb == "REST" ? int.Parse(command[5..], System.Globalization.CultureInfo.InvariantCulture) : rest;
                    await SayAsync(Answers.GetValueOrDefault(command) ?? Answers.GetValueOrDefault(verb) ?? "500 what");
                    if (verb == "QUIT")
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
        finally
        {
            passive?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
        _listener.Dispose();
        _end.Dispose();
    }
}

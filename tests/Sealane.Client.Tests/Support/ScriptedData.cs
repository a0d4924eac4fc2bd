using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Support;

/// <summary>The data connections of one scripted session, one at a time.</summary>
internal sealed class ScriptedData(ScriptedServer server, int number) : IDisposable
{
    private Socket? _listener;
    private Socket? _socket;
    private Connection? _connection;
    private IPEndPoint? _target;
    private int _port;

    /// <summary>Puts the port that was opened last into a line.</summary>
    public string Fill(string text) => text
        .Replace("{port}", _port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{p1}", (_port >> 8).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{p2}", (_port & 255).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Looks for an address in a command.</summary>
    public void Heard(string command)
    {
        string[] words = command.Split(' ', 2);
        if (words[0].Equals("PORT", StringComparison.OrdinalIgnoreCase))
        {
            string[] n = words[1].Split(',');
            _target = new IPEndPoint(IPAddress.Parse(string.Join('.', n[..4])), (Number(n[4]) << 8) + Number(n[5]));
        }
        else if (words[0].Equals("EPRT", StringComparison.OrdinalIgnoreCase))
        {
            string[] parts = words[1].Split(words[1][0]);
            _target = new IPEndPoint(IPAddress.Parse(parts[2]), Number(parts[3]));
        }
    }

    public async Task DoAsync(string text, Lineage lineage)
    {
        string[] words = text.Split(' ', 2);
        string rest = words.Length > 1 ? words[1] : "";
        server.Transcript.Add(number, $"D: {(text.Length > 200 ? text[..200] + "…" : text)}");
        switch (words[0])
        {
            case "open":
                Open();
                break;
            case "closed":
                Open();
                _listener!.Dispose();
                break;
            case "accept":
                _socket = await (_listener ?? throw new InvalidOperationException("no data port is open")).AcceptAsync().WaitAsync(ScriptedServer.Patience);
                await TakeAsync(rest, lineage);
                break;
            case "connect":
                rest = await ConnectAsync(rest);
                await TakeAsync(rest, lineage);
                break;
            case "rejected":
                await RejectedAsync(rest);
                break;
            case "send":
                await Open(_connection).SendAsync(Script.Bytes(rest)).AsTask().WaitAsync(ScriptedServer.Patience);
                break;
            case "end":
                await Open(_connection).CloseOutputAsync(halfClose: true);
                break;
            case "fin":
                _socket!.Shutdown(SocketShutdown.Send);
                break;
            case "reset":
                _socket!.LingerState = new LingerOption(true, 0);
                Open(_connection).Dispose();
                break;
            case "expect":
                await ExpectAsync(rest);
                break;
            case "some":
                _ = await Open(_connection).ReceiveAsync(new byte[1]).AsTask().WaitAsync(ScriptedServer.Patience);
                break;
            case "gone":
                await Open(_connection).DrainAsync().AsTask().WaitAsync(ScriptedServer.Patience);
                break;
            default:
                throw new ScriptSyntaxException("D: " + text, "no such line");
        }
    }

    private void Open()
    {
        _listener?.Dispose();
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4);
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    // What is left of the line behind the address to come from.
    private async Task<string> ConnectAsync(string rest)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        string first = rest.Split(' ')[0];
        if (first.Length > 0 && IPAddress.TryParse(first, out IPAddress? from))
        {
            _socket.Bind(new IPEndPoint(from, 0));
            rest = rest[first.Length..].TrimStart();
        }

        await _socket.ConnectAsync(_target ?? throw new InvalidOperationException("the client sent no PORT or EPRT")).WaitAsync(ScriptedServer.Patience);
        return rest;
    }

    private async Task RejectedAsync(string from)
    {
        try
        {
            _ = await ConnectAsync(from);
            Assert.Fail($"the client took the connection and sent {await _socket!.ReceiveAsync(new byte[1]).WaitAsync(ScriptedServer.Patience)} bytes");
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private async Task TakeAsync(string how, Lineage lineage)
    {
        _connection?.Dispose();
        _connection = new Connection(_socket!, server.Heartbeat, wakeGently: false);
        if (how is "tls shown" or "tls hidden")
        {
            await _connection.AcceptTlsAsync(TestCertificate.Asking, new Lineage(), data: true).AsTask().WaitAsync(ScriptedServer.Patience);
            Assert.False(_connection.Tls!.Resumed);
            Assert.Equal(how == "tls shown", _connection.Tls.ClientCertificate is not null);
        }
        else if (how is "tls" or "tls resumed" or "tls other")
        {
            await _connection.AcceptTlsAsync(how == "tls other" ? TestCertificate.Other : server.Tls, how == "tls other" ? new Lineage() : lineage, data: true).AsTask().WaitAsync(ScriptedServer.Patience);
            TlsFacts facts = _connection.Tls!;
            server.Transcript.Add(number, $"-- data: {facts.Version}, proof {facts.Proof}");
            Assert.True(how != "tls resumed" || facts.Proof == LineageProof.Own, $"the data connection resumed {(facts.Proof == LineageProof.None ? "nothing" : "a session of another connection")}");
        }
        else if (how.Length > 0)
        {
            throw new ScriptSyntaxException("D: accept " + how, "nothing, tls, tls resumed, tls other, tls shown or tls hidden");
        }
    }

    private async Task ExpectAsync(string text)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        int count;
        while ((count = await Open(_connection).ReceiveAsync(buffer).AsTask().WaitAsync(ScriptedServer.Patience)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        Assert.True(_connection!.PeerClose == PeerClose.Orderly, $"the client ended its upload without goodbye ({_connection.PeerClose}), after {all.Length} bytes");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            Assert.Equal(length, all.Length);
        }
        else
        {
            Assert.Equal(ScriptedSession.Readable(Script.Bytes(text)), ScriptedSession.Readable(all.ToArray()));
        }
    }

    private static Connection Open(Connection? connection) => connection ?? throw new InvalidOperationException("there is no data connection");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _listener?.Dispose();
        _connection?.Dispose();
    }
}

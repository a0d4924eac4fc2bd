using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Doctor;

/// <summary>
/// A control connection on which every step is taken and looked at by itself, each under a deadline. The library's client does all of them at once,
/// and mends what it can; here nothing is mended, so that it can be named.
/// </summary>
internal sealed class ProbeSession : IDisposable
{
    // One for the process, as its timer is.
    private static readonly Lazy<Heartbeat> s_heartbeat = new(() => new Heartbeat(TimeProvider.System));

    private readonly LineBuffer _lines = new(16 * 1024);
    private readonly ReplyParser _parser = new();
    private readonly ClientSessions _sessions = new();
    private readonly ProxySettings? _proxy;
    private ClientTls? _tls;
    private string? _serverName;

    private ProbeSession(Connection connection, ProxySettings? proxy)
    {
        Connection = connection;
        _proxy = proxy;
    }

    public Connection Connection { get; }

    public TlsFacts? Tls => Connection.Tls;

    /// <summary>Connects, and says nothing.</summary>
    /// <exception cref="DialException">Nobody is there.</exception>
    public static async Task<ProbeSession> DialAsync(string host, int port, ProxySettings? proxy, TimeSpan limit, CancellationToken cancellation) =>
        new(await DialerFor(proxy, limit).ConnectAsync(host, port, data: false, cancellation), proxy);

    /// <summary>What the server says by itself. Call it once; a silent server can be called again to wait longer.</summary>
    public async Task<Opening> OpenAsync(TimeSpan limit)
    {
        Connection.Deadline.Arm(limit);
        byte[] buffer = new byte[4096];
        List<byte> said = [];
        while (true)
        {
            int count;
            try
            {
                count = await Connection.ReceiveAsync(buffer);
            }
            catch (SocketException e)
            {
                return new Opening(OpeningKind.End, null, e.Message);
            }

            if (count == 0)
            {
                return Connection.PeerClose == PeerClose.TimedOut && said.Count == 0
                    ? new Opening(OpeningKind.Silence, null, "")
                    : new Opening(said.Count == 0 ? OpeningKind.End : OpeningKind.Stranger, null, First(said));
            }

            said.AddRange(buffer.AsSpan(0, count));
            buffer.AsSpan(0, count).CopyTo(_lines.GetMemory().Span);
            _lines.Advance(count);
            if (said.Count >= 3 && !(char.IsAsciiDigit((char)said[0]) && char.IsAsciiDigit((char)said[1]) && char.IsAsciiDigit((char)said[2])))
            {
                return new Opening(OpeningKind.Stranger, null, First(said));
            }

            if (_parser.TryRead(_lines, out ServerReply? reply) == ReplyStatus.Reply)
            {
                return new Opening(reply!.Category == 2 ? OpeningKind.Greeting : OpeningKind.Refusal, reply, reply.ToString());
            }
        }
    }

    /// <summary>Sends a command and gives its final reply, or its preliminary one.</summary>
    /// <exception cref="ProbeException">None came.</exception>
    public async Task<ServerReply> CommandAsync(string command, TimeSpan limit)
    {
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ProbeException("a name or password with a line end in it cannot be sent to an FTP server");
        }

        try
        {
            await Connection.SendAsync(Charset.Utf8.Encode(command + "\r\n"));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TlsException)
        {
            throw new ProbeException("the server closed the control connection", e);
        }

        return await ReadAsync(limit);
    }

    /// <exception cref="ProbeException">None came.</exception>
    public async Task<ServerReply> ReadAsync(TimeSpan limit)
    {
        Connection.Deadline.Arm(limit);
        try
        {
            while (true)
            {
                switch (_parser.TryRead(_lines, out ServerReply? reply))
                {
                    case ReplyStatus.Reply:
                        Connection.Deadline.Disarm();
                        return reply!;
                    case ReplyStatus.Malformed:
                        throw new ProbeException("what the server answers is not FTP");
                    default:
                        int count = await Connection.ReceiveAsync(_lines.GetMemory());
                        if (count == 0)
                        {
                            throw new ProbeException(Connection.PeerClose == PeerClose.TimedOut ? $"no answer within {limit.TotalSeconds:0} seconds" : "the server closed the control connection");
                        }

                        _lines.Advance(count);
                        break;
                }
            }
        }
        catch (Exception e) when (e is SocketException or TlsException or ObjectDisposedException)
        {
            throw new ProbeException($"the control connection broke: {e.Message}", e);
        }
    }

    /// <summary>Begins TLS. The certificate is the caller's to judge.</summary>
    /// <exception cref="TlsException">The handshake failed.</exception>
    public async Task StartTlsAsync(ClientTls tls, string serverName, TimeSpan limit)
    {
        _tls = tls;
        _serverName = serverName;
        if (!_lines.IsEmpty)
        {
            throw new TlsException("the server sent more than its answer before TLS began; somebody on the way may have put it there");
        }

        Connection.Deadline.Arm(limit);
        await Connection.StartTlsAsync(tls, _sessions, serverName, data: false);
        Connection.Deadline.Disarm();
    }

    /// <summary>Connects to a data port, without TLS yet.</summary>
    /// <exception cref="DialException">It cannot be reached.</exception>
    public Task<Connection> DialDataAsync(string host, int port, TimeSpan limit, CancellationToken cancellation) => DialerFor(_proxy, limit).ConnectAsync(host, port, data: true, cancellation);

    /// <summary>TLS on a data connection, offering the control connection's session.</summary>
    /// <exception cref="TlsException">The handshake failed.</exception>
    public async Task<TlsFacts> SecureDataAsync(Connection data, TimeSpan limit)
    {
        data.Deadline.Arm(limit);
        await data.StartTlsAsync(_tls!, _sessions, _serverName, data: true);
        return data.Tls!;
    }

    public void Dispose()
    {
        Connection.Dispose();
        _sessions.Dispose();
    }

    private static Dialer DialerFor(ProxySettings? proxy, TimeSpan limit) => new(new DialerSettings { Proxy = proxy, Timeout = limit }, s_heartbeat.Value, TimeProvider.System);

    private static string First(List<byte> said)
    {
        byte[] line = [.. said.TakeWhile(b => b is not ((byte)'\r' or (byte)'\n')).Take(80)];
        return PrintableText.Escape(line);
    }
}

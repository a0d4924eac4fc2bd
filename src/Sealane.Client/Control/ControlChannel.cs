using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>
/// Commands out, replies in, in strict order: each command that is sent has its place in a queue, and each reply belongs to the oldest command
/// that is not answered yet. So an operation that was cancelled never leaves its reply to the next one. It reads only while something is due.
/// Owns the connection.
/// </summary>
internal sealed class ControlChannel : IDisposable
{
    // Servers put whole directories into one line of a banner; more than this is not a line.
    private const int MaxLine = 16 * 1024;

    private readonly Connection _connection;
    private readonly Action<ControlLine>? _trace;
    private readonly string _server;
    private readonly LineBuffer _lines = new(MaxLine);
    private readonly ReplyParser _parser = new();
    private readonly Lock _gate = new();
    private readonly Queue<PendingReply> _pending = new();
    private bool _reading;
    private FtpsException? _broken;

    internal ControlChannel(Connection connection, string server, Action<ControlLine>? trace)
    {
        _connection = connection;
        _server = server;
        _trace = trace;
    }

    internal Connection Connection => _connection;

    /// <summary>False once the connection has failed or was closed.</summary>
    internal bool IsUsable => Volatile.Read(ref _broken) is null;

    /// <summary>Commands that were sent and not answered yet.</summary>
    internal int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>How long the next replies may take, counted from now.</summary>
    internal void Expect(TimeSpan within) => _connection.Deadline.Arm(within);

    /// <summary>A reply without a command: the greeting.</summary>
    internal PendingReply Greeting()
    {
        var greeting = new PendingReply();
        Enqueue([greeting]);
        return greeting;
    }

    /// <summary>Sends commands in one piece and gives what will answer each.</summary>
    /// <exception cref="FtpsException">The connection is gone.</exception>
    internal async ValueTask<PendingReply[]> SendAsync(params CommandLine[] commands)
    {
        DropUnsolicited();
        var pending = new PendingReply[commands.Length];
        byte[] wire = commands.Length == 1 ? commands[0].Wire : [.. commands.SelectMany(command => command.Wire)];
        for (int i = 0; i < commands.Length; i++)
        {
            pending[i] = new PendingReply();
            _trace?.Invoke(new ControlLine(ControlLineSource.Sent, commands[i].Trace));
        }

        // First the place in the queue, then the command: the answer may be faster than the return from sending.
        Enqueue(pending);
        try
        {
            await _connection.SendAsync(wire).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TlsException)
        {
            throw Break(FtpsFailure.ConnectionLost, $"{_server} closed the control connection", e);
        }

        return pending;
    }

    /// <summary>Upgrades to TLS. What the server sent in the clear ahead of it could have been put there by anybody, so it ends the connection.</summary>
    internal async ValueTask StartTlsAsync(ClientTls tls, ClientSessions sessions, string? serverName)
    {
        if (!_lines.IsEmpty)
        {
            throw Break(FtpsFailure.Tls, $"{_server} sent more than its answer before TLS began. Somebody on the way may have put it there; nothing was sent to it.");
        }

        try
        {
            await _connection.StartTlsAsync(tls, sessions, serverName, data: false).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            throw Break(FtpsFailure.Tls, $"the TLS handshake with {_server} failed: {e.Message}", e);
        }
    }

    private void Enqueue(PendingReply[] pending)
    {
        lock (_gate)
        {
            if (_broken is { } broken)
            {
                throw Again(broken);
            }

            foreach (PendingReply one in pending)
            {
                _pending.Enqueue(one);
            }

            if (!_reading)
            {
                _reading = true;
                _ = ReadAsync();
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                switch (_parser.TryRead(_lines, out ServerReply? reply))
                {
                    case ReplyStatus.Reply:
                        if (!Deliver(reply!))
                        {
                            return;
                        }

                        break;
                    case ReplyStatus.Malformed:
                        _ = Break(FtpsFailure.Protocol, $"what {_server} answers is not FTP");
                        return;
                    default:
                        int count = await _connection.ReceiveAsync(_lines.GetMemory()).ConfigureAwait(false);
                        if (count == 0)
                        {
                            _ = _connection.PeerClose == PeerClose.TimedOut
                                ? Break(FtpsFailure.TimedOut, $"{_server} did not answer in time")
                                : Break(FtpsFailure.ConnectionLost, $"{_server} closed the control connection");
                            return;
                        }

                        _lines.Advance(count);
                        break;
                }
            }
        }
        catch (Exception e) when (e is TlsException or SocketException or ObjectDisposedException)
        {
            _ = Break(FtpsFailure.ConnectionLost, $"the control connection to {_server} broke: {e.Message}", e);
        }
    }

    // False when nobody waits for more, so that nothing is read ahead of a TLS handshake and an idle channel costs nothing.
    private bool Deliver(ServerReply reply)
    {
        TraceReply(reply);
        lock (_gate)
        {
            if (_pending.Peek().Take(reply))
            {
                _ = _pending.Dequeue();
            }

            return _reading = _pending.Count > 0;
        }
    }

    // What a server says without being asked belongs to no command: mostly a 421 before it hangs up, sometimes a second 226.
    private void DropUnsolicited()
    {
        lock (_gate)
        {
            if (_pending.Count > 0 || _broken is not null)
            {
                return;
            }

            while (_parser.TryRead(_lines, out ServerReply? reply) == ReplyStatus.Reply)
            {
                TraceReply(reply!);
                if (reply!.Code == ReplyCode.ServiceClosing)
                {
                    throw Break(FtpsFailure.ConnectionLost, $"{_server} closed the control connection: {reply}", reply: reply);
                }
            }
        }
    }

    private void TraceReply(ServerReply reply)
    {
        if (_trace is null)
        {
            return;
        }

        for (int i = 0; i < reply.Lines.Count; i++)
        {
            string text = PrintableText.Escape(reply.Lines[i].Span);
            bool edge = i == 0 || i == reply.Lines.Count - 1;
            _trace(new ControlLine(ControlLineSource.Received, !edge ? text : i < reply.Lines.Count - 1 ? $"{reply.Code}-{text}" : $"{reply.Code} {text}"));
        }
    }

    internal void Note(string text) => _trace?.Invoke(new ControlLine(ControlLineSource.Note, text));

    /// <summary>Ends the connection and everything that waits on it; the first reason stays.</summary>
    internal FtpsException Break(FtpsFailure failure, string message, Exception? inner = null, ServerReply? reply = null)
    {
        var reason = new FtpsException(failure, message, connectionUsable: false, reply, inner);
        PendingReply[] waiting;
        lock (_gate)
        {
            if (_broken is { } earlier)
            {
                return Again(earlier);
            }

            _broken = reason;
            waiting = [.. _pending];
            _pending.Clear();
            _reading = false;
        }

        _connection.Abort();
        if (failure != FtpsFailure.ConnectionLost || waiting.Length > 0)
        {
            _trace?.Invoke(new ControlLine(ControlLineSource.Failure, message));
        }

        foreach (PendingReply one in waiting)
        {
            one.Fail(reason);
        }

        return reason;
    }

    private static FtpsException Again(FtpsException earlier) => new(earlier.Failure, earlier.Message, connectionUsable: false, earlier.Reply, earlier);

    // The line buffer is left to the collector: a receive that is being aborted may still write into it.
    public void Dispose() => _ = Break(FtpsFailure.ConnectionLost, $"the control connection to {_server} was closed");
}

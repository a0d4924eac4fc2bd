using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>
/// Commands out, replies in, in strict order: each command that is sent has its place in a queue, and each reply belongs to the oldest command
/// that is not answered yet. So an operation that was cancelled never leaves its reply to the next one. It keeps the deadline: while replies are due each
/// of them has its time, and an idle connection has as much as it likes. Owns the connection.
/// </summary>
internal sealed class ControlChannel : IDisposable
{
    // Servers put whole directories into one line of a banner; more than this is not a line.
    private const int MaxLine = 16 * 1024;

    private readonly Connection _connection;
    private readonly ControlTrace? _trace;
    private readonly string _server;
    private readonly TimeSpan _replyTimeout;
    private readonly LineBuffer _lines = new(MaxLine);
    private readonly ReplyParser _parser;
    private readonly Lock _gate = new();
    private readonly ReplyQueue _replies = new();
    private TimeSpan _patience;
    private bool _reading;
    private bool _watching;
    private bool _hasCertificate;
    private FtpsException? _broken;

    /// <param name="connection">Owned from here on.</param>
    /// <param name="server">Its name, for messages.</param>
    /// <param name="replyTimeout">Until a reply must be there.</param>
    /// <param name="trace">Sees every line; null for nobody.</param>
    /// <param name="strict">See <see cref="CommandUse.StrictMultiline"/>.</param>
    internal ControlChannel(Connection connection, string server, TimeSpan replyTimeout, Action<ControlLine>? trace, bool strict = true)
    {
        _parser = new ReplyParser { IsStrict = strict };
        _connection = connection;
        _server = server;
        _replyTimeout = replyTimeout;
        _trace = trace is null ? null : new ControlTrace(trace);
    }

    internal Connection Connection => _connection;

    /// <summary>Bytes of 255 are sent once each: for servers that know nothing of Telnet.</summary>
    internal bool PlainBytes { get; init; }

    /// <summary>True while something was received that is no whole reply.</summary>
    internal bool HoldsInput => !_lines.IsEmpty || _parser.IsInsideReply;

    /// <summary>False once the connection has failed or was closed.</summary>
    internal bool IsUsable => Volatile.Read(ref _broken) is null;

    /// <summary>Why it is not usable; null while it is.</summary>
    internal FtpsException? Broken => Volatile.Read(ref _broken);

    /// <summary>How long each of the replies that are due may take, the next one counted from now; zero for any time (a transfer's end).</summary>
    internal void Expect(TimeSpan within)
    {
        lock (_gate)
        {
            _patience = within;
            ArmHeld();
        }
    }

    // Never armed while nothing is due: an idle connection must not die of a reply that came long ago.
    private void ArmHeld() => _connection.Deadline.Arm(_replies.Count > 0 ? _patience : TimeSpan.Zero);

    /// <summary>A reply without a command: the greeting.</summary>
    internal PendingReply Greeting()
    {
        var greeting = new PendingReply();
        Enqueue([greeting], _replyTimeout);
        return greeting;
    }

    /// <summary>
    /// From now on reads also while nothing is due: a server that hangs up is noticed at once, and what it says without being asked is dropped instead of being
    /// taken for the next command's answer. Not before TLS and login are done.
    /// </summary>
    internal void Watch()
    {
        lock (_gate)
        {
            if (_watching || _broken is not null)
            {
                return;
            }

            _watching = true;
            if (_reading)
            {
                return;
            }

            _reading = true;
        }

        _ = ReadAsync();
    }

    /// <summary>Sends commands in one piece and gives what will answer each; the reply timeout begins.</summary>
    /// <exception cref="FtpsException">The connection is gone.</exception>
    internal ValueTask<PendingReply[]> SendAsync(params CommandLine[] commands) => SendAsync(_replyTimeout, commands);

    /// <inheritdoc cref="SendAsync(CommandLine[])"/>
    internal async ValueTask<PendingReply[]> SendAsync(TimeSpan within, params CommandLine[] commands)
    {
        DropUnsolicited();
        var pending = new PendingReply[commands.Length];
        bool asksEpsv = commands.Any(command => command.Trace == "EPSV");
        byte[] wire = commands.Length == 1 ? commands[0].Wire : [.. commands.SelectMany(command => command.Wire)];
        wire = PlainBytes ? CommandLine.WithoutTelnet(wire) : wire;
        for (int i = 0; i < commands.Length; i++)
        {
            pending[i] = new PendingReply
            {
                OwnCode = commands[i].Trace switch
                {
                    "PASV" => ReplyCode.EnteringPassive,
                    "PWD" => ReplyCode.PathName,
                    _ => 0,
                },
            };
            _trace?.Sent(commands[i]);
        }

        // First the place in the queue, then the command: the answer may be faster than the return from sending.
        Enqueue(pending, within, asksEpsv);
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

    /// <summary>Says that EPSV may never be answered, because it may never have arrived.</summary>
    internal void Doubt(PendingReply epsv)
    {
        lock (_gate)
        {
            _replies.Doubt(epsv);
        }
    }

    /// <summary>Says that nothing that was sent so far is sure to be answered; the next command that has a code of its own sets the count right again.</summary>
    internal void DoubtAll()
    {
        lock (_gate)
        {
            _replies.DoubtAll();
        }
    }

    /// <summary>Upgrades to TLS. What the server sent in the clear ahead of it could have been put there by anybody, so it ends the connection.</summary>
    /// <param name="tls">Our side of it.</param>
    /// <param name="sessions">Keeps what the data connections resume.</param>
    /// <param name="serverName">Sent in the hello; null for none.</param>
    /// <param name="hasCertificate">Whether a client certificate can be shown: it decides what a refusal means.</param>
    internal async ValueTask StartTlsAsync(ClientTls tls, ClientSessions sessions, string? serverName, bool hasCertificate = false)
    {
        _hasCertificate = hasCertificate;
        if (HoldsInput)
        {
            throw Break(FtpsFailure.Tls, $"{_server} sent more than its answer before TLS began. Somebody on the way may have put it there; nothing was sent to it.");
        }

        _connection.Deadline.Arm(_replyTimeout);
        try
        {
            await _connection.StartTlsAsync(tls, sessions, serverName, data: false).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            throw Break(FtpsFailure.Tls, RefusedByPeer.Explain(e, _server, hasCertificate) ?? $"the TLS handshake with {_server} failed: {e.Message}", e);
        }

        _connection.Deadline.Disarm();
    }

    private void Enqueue(PendingReply[] pending, TimeSpan within, bool asksEpsv = false)
    {
        lock (_gate)
        {
            if (_broken is { } broken)
            {
                throw Again(broken);
            }

            _replies.Add(pending, asksEpsv);
            _patience = within;
            ArmHeld();
            if (_reading)
            {
                return;
            }

            _reading = true;
        }

        _ = ReadAsync();
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
                        _trace?.Received(reply!);
                        if (!Deliver(reply!))
                        {
                            return;
                        }

                        break;
                    case ReplyStatus.Malformed:
                        _ = Break(FtpsFailure.Protocol, $"what {_server} answers is not FTP: another service may listen there");
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
        catch (Exception e)
        {
            // Whatever it is (the network, the user's own Trace): with nobody reading, whoever waits would wait forever.
            _ = RefusedByPeer.Explain(e, _server, _hasCertificate) is { } refused ? Break(FtpsFailure.Tls, refused, e)
                : Break(FtpsFailure.ConnectionLost, $"the control connection to {_server} broke: {e.Message}", e);
        }
    }

    // False when nobody reads on: before TLS nothing may be read ahead of its handshake.
    private bool Deliver(ServerReply reply)
    {
        bool closing = reply.Code == ReplyCode.ServiceClosing;
        bool endless;
        lock (_gate)
        {
            if (_broken is not null)
            {
                return false;
            }

            _replies.Deliver(reply);
            endless = _replies.IsEndless;
            ArmHeld();
            _reading = !closing && (_replies.Count > 0 || _watching);
            if (!closing && !endless)
            {
                return _reading;
            }
        }

        if (endless)
        {
            _ = Break(FtpsFailure.Protocol, $"{_server} answers one command by preliminary replies without end", reply: reply);
            return false;
        }

        // RFC 959 §5.4: may answer any command, and means that the connection ends.
        _ = Break(FtpsFailure.ConnectionLost, $"{_server} closed the control connection: {reply}", reply: reply);
        return false;
    }

    // What a server said unasked before TLS was up belongs to no command.
    private void DropUnsolicited()
    {
        ServerReply? closing = null;
        lock (_gate)
        {
            if (_reading || _broken is not null)
            {
                return;
            }

            while (closing is null && _parser.TryRead(_lines, out ServerReply? reply) == ReplyStatus.Reply)
            {
                _trace?.Received(reply!);
                closing = reply!.Code == ReplyCode.ServiceClosing ? reply : null;
            }
        }

        if (closing is not null)
        {
            throw Break(FtpsFailure.ConnectionLost, $"{_server} closed the control connection: {closing}", reply: closing);
        }
    }

    internal void Note(string text) => _trace?.Note(text);

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
            waiting = _replies.Clear();
        }

        _connection.Abort();
        foreach (PendingReply one in waiting)
        {
            one.Fail(reason);
        }

        if (failure != FtpsFailure.ConnectionLost || waiting.Length > 0)
        {
            _trace?.Failure(message);
        }

        return reason;
    }

    private static FtpsException Again(FtpsException earlier) => new(earlier.Failure, earlier.Message, connectionUsable: false, earlier.Reply, earlier);

    // The line buffer is left to the collector: a receive that is being aborted may still write into it.
    public void Dispose() => _ = Break(FtpsFailure.ConnectionLost, $"the control connection to {_server} was closed");
}

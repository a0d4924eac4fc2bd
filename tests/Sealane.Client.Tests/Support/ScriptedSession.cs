using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Support;

/// <summary>One control connection of a scripted server, and its data connections.</summary>
internal sealed class ScriptedSession(ScriptedServer server, Socket client, int number, IReadOnlyList<string> lines) : IAsyncDisposable
{
    private readonly Connection _control = new(client, server.Heartbeat, wakeGently: false);
    private readonly ScriptedData _data = new(server, number);
    private readonly Lineage _lineage = new();
    private readonly Dictionary<string, string> _standing = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskCompletionSource _played = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;
    private bool _gone;
    private Task _running = Task.CompletedTask;

    /// <summary>Completes when the section has been played to its end, or fails where it went otherwise.</summary>
    public Task Played => _played.Task;

    public void Start() => _running = RunAsync();

    private async Task RunAsync()
    {
        string current = "";
        try
        {
            foreach (string line in lines)
            {
                current = line;
                await PlayAsync(line[..2], line[2..].TrimStart());
            }

            _played.TrySetResult();
            current = "after the last line";
            while (!_gone && await ReadCommandAsync() is { } command)
            {
                await AnswerAsync(command);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            server.Transcript.Add(number, $"!! {current}: {e.Message}");
            _played.TrySetException(new InvalidOperationException($"connection {number}, {current}: {e.Message}", e));
            Reset();
        }
        finally
        {
            _control.Dispose();
            _data.Dispose();
        }
    }

    private async Task PlayAsync(string kind, string text)
    {
        switch (kind)
        {
            case "S:":
            case "S+":
                await SendAsync(Script.Bytes(_data.Fill(text) + "\\r\\n"), withTicket: kind == "S+");
                break;
            case "R:":
                await SendAsync(Script.Bytes(_data.Fill(text)), withTicket: false);
                break;
            case "R~":
                try
                {
                    await SendAsync(Script.Bytes(_data.Fill(text)), withTicket: false);
                }
                catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
                {
                    // More than a client has to take: it may have left.
                }

                break;
            case "C:":
                await ExpectAsync(text);
                break;
            case "A:":
                string[] words = text.Split(' ', 2);
                _standing.Remove(words[0]);
                if (words.Length > 1)
                {
                    _standing[words[0]] = words[1];
                }

                break;
            case "T:":
                Assert.True(_start == _end, "the client sent something between AUTH and its handshake");
                await _control.AcceptTlsAsync(server.Tls, _lineage, data: false).AsTask().WaitAsync(ScriptedServer.Patience);
                server.Transcript.Add(number, $"-- {_control.Tls!.Version}{(_control.Tls.Resumed ? ", resumed" : "")}");
                break;
            case "D:":
                await _data.DoAsync(text, _lineage);
                break;
            case "X:":
                await LeaveAsync(text);
                break;
            default:
                throw new ScriptSyntaxException(kind + text, "no such line");
        }
    }

    private async Task SendAsync(byte[] bytes, bool withTicket)
    {
        server.Transcript.Add(number, "S: " + Readable(bytes));
        await _control.SendAsync(bytes, withTicket).AsTask().WaitAsync(ScriptedServer.Patience);
    }

    private async Task ExpectAsync(string pattern)
    {
        while (true)
        {
            string command = await ReadCommandAsync().WaitAsync(ScriptedServer.Patience)
                ?? throw new InvalidOperationException($"expected {pattern}, but the client left ({_control.PeerClose})");
            if (Script.Matches(pattern, command))
            {
                return;
            }

            if (!_standing.ContainsKey(VerbOf(command)))
            {
                throw new InvalidOperationException($"expected {pattern}, but the client said {command}");
            }

            await AnswerAsync(command);
        }
    }

    private async Task AnswerAsync(string command)
    {
        string answer = _standing.TryGetValue(VerbOf(command), out string? standing)
            ? standing
            : throw new InvalidOperationException($"the script has no answer to {command}");
        await SendAsync(Script.Bytes(answer + "\\r\\n"), withTicket: false);
    }

    private async Task LeaveAsync(string how)
    {
        server.Transcript.Add(number, $"-- {how}");
        switch (how)
        {
            case "end":
                await _control.CloseOutputAsync(halfClose: true);
                break;
            case "fin":
                client.Shutdown(SocketShutdown.Send);
                break;
            case "reset":
                Reset();
                break;
            case "clear":
                // The client's goodbye first: once it has ours, its next command is on its way.
                Assert.Equal(0, await _control.ReceiveAsync(new byte[1]).AsTask().WaitAsync(ScriptedServer.Patience));
                Assert.Equal(PeerClose.Orderly, _control.PeerClose);
                await _control.CloseOutputAsync(halfClose: false);
                _control.LeaveTls();
                break;
            case "wait":
                while (await ReadCommandAsync().WaitAsync(ScriptedServer.Patience) is { } command)
                {
                    await AnswerAsync(command);
                }

                break;
            default:
                throw new ScriptSyntaxException("X: " + how, "end, fin, reset, wait or clear");
        }

        _gone = how is "reset" or "wait";
    }

    private void Reset()
    {
        try
        {
            client.LingerState = new LingerOption(true, 0);
        }
        catch (ObjectDisposedException)
        {
            // The test has ended it.
        }

        _control.Dispose();
    }

    private async Task<string?> ReadCommandAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            int newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            line.AddRange(_buffer[_start..(newline < 0 ? _end : newline)]);
            _start = newline < 0 ? _end : newline + 1;
            if (newline >= 0)
            {
                string command = Encoding.UTF8.GetString([.. line]);
                server.Transcript.Add(number, "C: " + command.TrimEnd('\r'));
                _data.Heard(command.TrimEnd('\r'));
                return command.EndsWith('\r') ? command[..^1] : throw new InvalidOperationException($"a command ends in CR LF: {command}");
            }

            // The test's end closes the connection, which ends this too.
            (_start, _end) = (0, await _control.ReceiveAsync(_buffer));
            if (_end == 0)
            {
                server.Transcript.Add(number, $"-- the client left: {_control.PeerClose}");
                return null;
            }
        }
    }

    internal static string Readable(byte[] bytes)
    {
        string text = string.Concat(Encoding.UTF8.GetString(bytes).Select(letter => letter switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            _ when char.IsControl(letter) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
            _ => letter.ToString(),
        }));
        text = text.EndsWith("\\r\\n", StringComparison.Ordinal) ? text[..^4] : text;
        return text.Length > 300 ? $"{text[..300]}… ({bytes.Length} bytes)" : text;
    }

    private static string VerbOf(string command) => command.Split(' ', 2)[0];

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _data.Dispose();
        await _running;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sealane.Server.Control;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Control;

/// <summary>The socket through which a running server is asked and told.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-control-").FullName;
    private readonly SessionHarness _harness = new();
    private readonly RecentErrors _errors = new(TimeProvider.System);
    private readonly List<bool> _stops = [];
    private ControlSocket? _socket;
    private ReloadOutcome _reload = new() { Applied = true, Findings = [], Changes = ["max_clients=1 (was 2)"], NeedRestart = ["state_dir=/x"] };

    private string SocketPath => ControlSocket.PathIn(_directory);

    public async ValueTask InitializeAsync()
    {
        _socket = await ControlSocket.ClaimAsync(_directory, CancellationToken.None);
        _socket.Open(Control(), _harness.Log);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket!.DisposeAsync();
        await _harness.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Status_tells_what_there_is()
    {
        await using TestClient client = await _harness.LoggedInAsync();
        await client.AskAsync("CLNT test/1", 200);
        ServerStatus status = (await AskAsync("status")).Status!;

        Assert.Equal("active", status.State);
        Assert.Equal("9.9", status.Version);
        Assert.Equal(Environment.ProcessId, status.Pid);
        Assert.Contains(status.Listeners, listener => listener.Address == _harness.EndPoint.ToString() && listener.Serves.Contains("FTP", StringComparison.Ordinal));
        Assert.Contains(status.Listeners, listener => listener.Address == SocketPath);
        Assert.Equal(1, status.Totals.Logins);
        SessionStatus session = Assert.Single(status.Sessions);
        Assert.Equal(("u", "127.0.0.1", "idle", "test/1"), (session.User, session.Address, session.State, session.Client));
    }

    [Fact]
    public async Task Who_shows_a_transfer_and_kick_ends_it()
    {
        await using TestClient busy = await _harness.LoggedInAsync();
        await using TestClient other = await _harness.GreetedAsync();
        await using TestData data = await busy.PassiveAsync();
        await busy.AskAsync("STOR a", 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => _harness.Server.Sessions.Any(session => session.Transfer?.Moved == 4), "four bytes arrived");

        IReadOnlyList<SessionStatus> sessions = (await AskAsync("who")).Sessions!;
        Assert.Equal(["transfer", "login"], sessions.Select(session => session.State));
        Assert.Equal(("STOR", "/a", 4L), (sessions[0].Transfer!.Verb, sessions[0].Transfer!.Path, sessions[0].Transfer!.Bytes));

        Assert.Equal(0, (await AskAsync(new ControlRequest { Command = "kick", User = "nobody-here" })).Kicked);
        Assert.Equal(1, (await AskAsync(new ControlRequest { Command = "kick", User = "u" })).Kicked);
        await busy.ExpectAsync(426);
        await busy.ExpectAsync(421, "administrator");
        Assert.Equal(1, (await AskAsync(new ControlRequest { Command = "kick", Session = sessions[1].Id })).Kicked);
        await other.ExpectAsync(421, "administrator");
    }

    [Fact]
    public async Task Address_counts_what_limits_count()
    {
        await using TestClient one = await _harness.GreetedAsync();
        await using TestClient two = await _harness.GreetedAsync("127.0.0.2");
        AddressStatus address = (await AskAsync(new ControlRequest { Command = "address", Address = "::ffff:127.0.0.2" })).Address!;

        Assert.Equal((2, 1, 0.0), (address.Sessions, address.SessionsFromHere, address.BannedSeconds));
    }

    [Fact]
    public async Task Reload_and_stop_reach_the_program()
    {
        Assert.Equal(_reload.NeedRestart, (await AskAsync("reload")).Reload!.NeedRestart);
        Assert.Equal(["state_dir=/x"], (await AskAsync("status")).Status!.NeedRestart);
        _reload = _reload with { Applied = false, Findings = ["x.conf:3: error: no"] };
        ReloadOutcome refused = (await AskAsync("reload")).Reload!;
        Assert.False(refused.Applied);
        Assert.Equal(["x.conf:3: error: no"], refused.Findings);

        await AskAsync("stop");
        await AskAsync(new ControlRequest { Command = "stop", Now = true });
        Assert.Equal([true, false], _stops);
    }

    [Fact]
    public async Task Status_remembers_failures_and_not_what_strangers_do()
    {
        ILogger log = _errors.CreateLogger("x");
        log.Log(LogLevel.Warning, new EventId(2002), "a stranger guessed", null, (state, _) => state);
        log.Log(LogLevel.Information, new EventId(5001), "listening", null, (state, _) => state);
        log.Log(LogLevel.Error, new EventId(1004), "a defect\n\u001b[2J", null, (state, _) => state);
        foreach (int number in Enumerable.Range(0, 10))
        {
            log.Log(LogLevel.Warning, new EventId(4101), $"no data connection {number}", null, (state, _) => state);
        }

        IReadOnlyList<ErrorStatus> errors = (await AskAsync("status")).Status!.LastErrors;
        Assert.Equal(10, errors.Count);
        Assert.Equal("no data connection 9", errors[0].Text);
        log.Log(LogLevel.Error, new EventId(1004), "a defect\n\u001b[2J", null, (state, _) => state);
        Assert.Equal(@"a defect\x0a\x1b[2J", (await AskAsync("status")).Status!.LastErrors[0].Text);
    }

    [Theory]
    [InlineData("{}", "one line such as")]
    [InlineData("not json", "one line such as")]
    [InlineData("[]", "one line such as")]
    [InlineData("null", "the commands are")]
    [InlineData("{\"command\":\"sing\"}", "the commands are")]
    [InlineData("{\"command\":\"kick\"}", "either session or user")]
    [InlineData("{\"command\":\"kick\",\"session\":1,\"user\":\"u\"}", "either session or user")]
    [InlineData("{\"command\":\"address\",\"address\":\"here\"}", "numeric address")]
    public async Task Nonsense_is_refused_in_words_and_the_conversation_goes_on(string request, string because)
    {
        using Socket socket = await ConnectAsync();
        await SendAsync(socket, request + "\n{\"command\":\"who\"}\n");
        using var reader = new StreamReader(new NetworkStream(socket));

        JsonElement refused = await ReadAsync(reader);
        Assert.False(refused.GetProperty("ok").GetBoolean());
        Assert.Contains(because, refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await ReadAsync(reader)).GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task A_request_without_end_is_cut_off()
    {
        using Socket socket = await ConnectAsync();
        await SendAsync(socket, new string('x', ControlConversation.LongestRequest));
        using var reader = new StreamReader(new NetworkStream(socket));

        Assert.Contains("at most", (await ReadAsync(reader)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Null(await reader.ReadLineAsync().WaitAsync(SessionHarness.Patience));
    }

    [Fact]
    public async Task The_socket_is_its_owners_alone_and_the_directory_too()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        ControlException refused = await Assert.ThrowsAsync<ControlException>(() => ControlSocket.ClaimAsync(_directory, CancellationToken.None));
        Assert.Equal(ControlFailure.Refused, refused.Failure);
        Assert.Contains($"pid {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dead_server_left_behind_is_replaced()
    {
        await _socket!.DisposeAsync();
        Assert.False(File.Exists(SocketPath));
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
        }

        ControlException nobody = await Assert.ThrowsAsync<ControlException>(() => AskAsync("who"));
        Assert.Equal(ControlFailure.NotRunning, nobody.Failure);
        await InitializeAsync();
        Assert.Empty((await AskAsync("who")).Sessions!);
    }

    [Fact]
    public async Task A_path_that_is_too_long_for_a_socket_works_all_the_same()
    {
        string deep = Directory.CreateDirectory(Path.Combine(_directory, new string('d', 90), new string('e', 90))).FullName;
        await using ControlSocket socket = await ControlSocket.ClaimAsync(deep, CancellationToken.None);
        socket.Open(Control(), _harness.Log);

        Assert.True((await new ControlClient(ControlSocket.PathIn(deep)).AskAsync(new ControlRequest { Command = "who" }, CancellationToken.None)).Ok);
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        ControlReply[] replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync("status"))).WaitAsync(SessionHarness.Patience);

        Assert.All(replies, reply => Assert.Equal("active", reply.Status!.State));
    }

    private ServerControl Control() => new(_harness.Server, new ControlParts
    {
        Version = "9.9",
        User = "tester",
        Privileges = "none",
        Configuration = null,
        StateDirectory = _directory,
        Certificates = () => [],
        Errors = _errors,
        Reload = _ => Task.FromResult(_reload),
        Stop = _stops.Add,
    });

    private Task<ControlReply> AskAsync(string command) => AskAsync(new ControlRequest { Command = command });

    private Task<ControlReply> AskAsync(ControlRequest request) => new ControlClient(SocketPath).AskAsync(request, CancellationToken.None);

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonElement> ReadAsync(StreamReader reader) =>
        JsonDocument.Parse(await reader.ReadLineAsync().WaitAsync(SessionHarness.Patience) ?? "null").RootElement;
}

using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sealane.Server.Logging;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Logging;

/// <summary>vsftpd's log in the system's log, read by a stand-in for syslogd.</summary>
public sealed class SystemLogTests : IDisposable
{
    private const string Line = "Sun Nov 22 14:01:01 2026 [pid 7] [alice] OK LOGIN: Client \"192.0.2.7\"";

    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-log-").FullName;
    private readonly RecordedLog _log = new(LogLevel.Debug);

    private string SocketPath => Path.Combine(_directory, "log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(Line, "<94>Nov 22 14:01:01 vsftpd[7]: [alice] OK LOGIN: Client \"192.0.2.7\"")]
    [InlineData("Sun Nov  1 04:01:01 2026 [pid 12] [bob] FAIL LOGIN: Client \"::1\"", "<92>Nov  1 04:01:01 vsftpd[12]: [bob] FAIL LOGIN: Client \"::1\"")]
    [InlineData("Sun Nov  1 04:01:01 2026 [pid 12] CONNECT: Client \"::1\"", "<94>Nov  1 04:01:01 vsftpd[12]: CONNECT: Client \"::1\"")]
    public void A_line_has_facility_ftp_and_the_session_for_its_process(string line, string expected) => Assert.Equal(expected, SystemLogLine.Of(line, DateTimeOffset.Now));

    [Fact]
    public async Task Lines_survive_a_restart_of_their_reader_and_those_without_room_are_counted()
    {
        await using SystemLog log = new(SocketPath, _log.CreateLogger("test"), room: 3);
        using (Socket first = Reader())
        {
            log.Write(Line);
            Assert.EndsWith("OK LOGIN: Client \"192.0.2.7\"", await ReadAsync(first), StringComparison.Ordinal);
        }

        // Nobody reads: nobody waits for that, either.
        File.Delete(SocketPath);
        for (int i = 0; i < 10; i++)
        {
            log.Write(Line.Replace("alice", $"user{i}", StringComparison.Ordinal));
        }

        await SessionHarness.UntilAsync(() => _log.Of(5012).Any(), "the missing reader is noticed");
        Assert.Single(_log.Of(5012));
        using Socket second = Reader();
        Assert.Contains("[user0]", await ReadAsync(second), StringComparison.Ordinal);
        List<string> rest = [await ReadAsync(second), await ReadAsync(second), await ReadAsync(second)];
        Assert.Single(rest, line => line.Contains("7 lines were lost here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_ends_although_nobody_reads_its_lines()
    {
        SystemLog log = new(SocketPath, _log.CreateLogger("test"));
        log.Write(Line);
        await log.DisposeAsync().AsTask().WaitAsync(SessionHarness.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Sessions_are_logged_there_and_passwords_are_not()
    {
        using Socket reader = Reader();
        await using SessionHarness harness = new($"xferlog_enable=YES\nsyslog_enable=YES\nsyslog_socket={SocketPath}\nlog_ftp_protocol=YES\n");
        await using TestClient client = await harness.GreetedAsync();
        await client.AskAsync("USER u", 331);
        await client.AskAsync("PASS topsecret", 530);
        List<string> lines = [];
        while (!lines.Any(line => line.Contains("FAIL LOGIN", StringComparison.Ordinal)))
        {
            lines.Add(await ReadAsync(reader));
        }

        Assert.Contains("vsftpd[1]: CONNECT: Client \"127.0.0.1\"", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("topsecret", StringComparison.Ordinal));
    }

    private Socket Reader()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    private static async Task<string> ReadAsync(Socket reader)
    {
        byte[] buffer = new byte[8192];
        using var limit = new CancellationTokenSource(SessionHarness.Patience);
        return Encoding.UTF8.GetString(buffer, 0, await reader.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
    }
}

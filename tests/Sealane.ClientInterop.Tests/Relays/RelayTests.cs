using System.Diagnostics;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>The relay is judged before it judges: curl goes through it, and every harm arrives where it was ordered.</summary>
public sealed class RelayTests(ServerPark park) : ServerTests(park)
{
    private const int Size = 300_000;

    [Theory]
    [InlineData(TlsRange.Only12, "TLSv1.2", 0)]
    [InlineData(TlsRange.Only13, "TLSv1.3", 1)]
    public async Task It_passes_everything_on_and_sees_handshakes(TlsRange tls, string version, int retries)
    {
        // vsftpd takes P-256 only, which clients of OpenSSL 3.0 do not send a share of.
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, tls);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        string sent = LocalFile("sent", Size), got = Local.File("got");
        (await CurlAsync(server, "-T", sent, Url(relay, directory))).Succeeded();
        (await CurlAsync(server, "-o", got, Url(relay, directory))).Succeeded();
        Assert.Equal(File.ReadAllBytes(sent), File.ReadAllBytes(Path.Combine(path, "file")));
        Assert.Equal(File.ReadAllBytes(sent), File.ReadAllBytes(got));
        Assert.Equal(2, relay.Control.Count);
        Assert.Equal(2, relay.Data.Count);
        Assert.InRange(relay.Data[0].SentToServer, Size, Size + 10_000);
        Assert.InRange(relay.Data[1].SentToClient, Size, Size + 10_000);
        Assert.All(relay.Connections, connection => Assert.Equal(version, connection.Answer.Version));
        Assert.All(relay.Connections, connection => Assert.Equal(1 + retries, connection.Hello.ClientHellos));
        Assert.All(relay.Connections, connection => Assert.Equal(retries, connection.Answer.HelloRetryRequests));
        Assert.All(relay.Connections, connection => Assert.Equal(connection.Channel == Channel.Data, connection.Answer.Resumed));
    }

    [Theory]
    [InlineData(Ending.Fin)]
    [InlineData(Ending.Reset)]
    public async Task A_cut_ends_a_download_after_so_many_bytes(Ending ending)
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 100_000, ending));
        ToolRun run = await CurlAsync(server, "-o", Local.File("got"), Url(relay, directory));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(100_000, Assert.Single(relay.Data).SentToClient);
        Assert.InRange(new FileInfo(Local.File("got")).Length, 1, 99_999);

        // The next one is unharmed.
        (await CurlAsync(server, "-o", Local.File("again"), Url(relay, directory))).Succeeded();
        Assert.Equal(File.ReadAllBytes(Path.Combine(path, "file")), File.ReadAllBytes(Local.File("again")));
    }

    [Fact]
    public async Task A_truncated_upload_reaches_the_server_without_its_end()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        relay.Harm(Channel.Data, new Fault.Truncated(Direction.ToServer, 100_000));
        (await CurlAsync(server, "-T", LocalFile("sent", Size), Url(relay, directory))).Failed("426");
        Assert.Equal(100_000, relay.Data[0].SentToServer);
        Assert.InRange(new FileInfo(Path.Combine(path, "file")).Length, 1, 99_999);
    }

    [Fact]
    public async Task A_turned_bit_is_noticed()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        relay.Harm(Channel.Data, new Fault.Corrupted(Direction.ToClient, 50_000));
        Assert.NotEqual(0, (await CurlAsync(server, "-o", Local.File("got"), Url(relay, directory))).ExitCode);
    }

    [Fact]
    public async Task The_second_data_connection_is_refused_and_no_other()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        relay.Harm(Channel.Data, new Fault.Refused(), skip: 1);
        (await CurlAsync(server, "-o", Local.File("1"), Url(relay, directory))).Succeeded();
        Assert.NotEqual(0, (await CurlAsync(server, "--disable-epsv", "--ftp-skip-pasv-ip", "-o", Local.File("2"), Url(relay, directory))).ExitCode);
        (await CurlAsync(server, "-o", Local.File("3"), Url(relay, directory))).Succeeded();
    }

    [Fact]
    public async Task What_is_stalled_waits_for_its_release()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(Size));
        relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 100_000));
        Task<ToolRun> running = CurlAsync(server, "-o", Local.File("got"), Url(relay, directory));
        while (relay.Data.Count == 0 || relay.Data[0].SentToClient < 100_000)
        {
            Assert.False(running.IsCompleted);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        relay.Release();
        (await running).Succeeded();
        Assert.Equal(File.ReadAllBytes(Path.Combine(path, "file")), File.ReadAllBytes(Local.File("got")));
    }

    [Fact]
    public async Task A_control_connection_is_cut_too()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        relay.Harm(Channel.Control, new Fault.Cut(Direction.ToClient, 300, Ending.Reset));
        Assert.NotEqual(0, (await CurlAsync(server, Url(relay, directory))).ExitCode);
        Assert.Equal(300, relay.Control[0].SentToClient);
    }

    [Fact]
    public async Task Round_trips_take_their_time()
    {
        // From 220 to the end a login with TLS 1.2 takes at least: connect 1, AUTH 1, TLS 2, USER, PASS, PBSZ, PROT, PWD 5, MKD 1.
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, TlsRange.Only12);
        await using Relay relay = Relay.Start(server, TimeSpan.FromMilliseconds(20));
        (string directory, _) = server.MakeDirectory();
        long start = Stopwatch.GetTimestamp();
        (await CurlAsync(server, "-Q", $"MKD /{directory}/sub", "-I", $"ftp://{relay.Address}:{relay.Port}/")).Succeeded();
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(20 * 10));
    }

    private static string Url(Relay relay, string directory) => $"ftp://{relay.Address}:{relay.Port}/{directory}/file";

    private static Task<ToolRun> CurlAsync(ForeignServer server, params string[] words)
    {
        return Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", server.CaFile, "-u", ForeignServer.Credentials, .. words]);
    }
}

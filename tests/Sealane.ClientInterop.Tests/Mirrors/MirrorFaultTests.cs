using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Mirrors;

/// <summary>Mirrors through bad networks and against limits; each must end with the right bytes or say what is missing.</summary>
public sealed class MirrorFaultTests(ServerPark park) : ClientTests(park)
{
    private static readonly MirrorOptions s_quick = new() { RetryPause = TimeSpan.FromMilliseconds(10) };

    private FtpsClientPool Pool(ForeignServer server, Relay relay, int sessions) =>
        new(Options(server, relay.Address.ToString()), new FtpsClientPoolOptions { FixedSessions = sessions, ConnectPause = TimeSpan.FromMilliseconds(20) });

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task A_download_that_was_cut_is_gone_on_with(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(3 * 1024 * 1024);
        _ = server.PutFile($"{directory}/large", content);

        // The first data connection is the listing's.
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 1024 * 1024, Ending.Reset), skip: 1);
        var log = new EventLog();
        await using FtpsClientPool pool = Pool(server, relay, 1);
        MirrorReport report = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), s_quick, log, Cancellation);
        Assert.True(report.Succeeded, log.ToString());
        Assert.Equal(content, File.ReadAllBytes(Local.File("back/large")));
        Assert.Equal(["large"], log.Paths(MirrorEventKind.Retrying));
        Assert.InRange(log.All.Last(one => one.Kind == MirrorEventKind.Transferring).Offset, 1, content.Length - 1);
        Assert.Equal(["large"], Directory.GetFiles(Local.File("back")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_later_mirror_goes_on_where_one_that_was_killed_ended_if_the_file_is_still_the_same()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(3 * 1024 * 1024);
        string remote = server.PutFile($"{directory}/large", content);
        await InterruptAsync();
        Assert.False(File.Exists(Local.File("back/large")));
        long part = new FileInfo(Local.File("back/large.part")).Length;
        Assert.InRange(part, 1, content.Length - 1);

        var log = new EventLog();
        await using FtpsClientPool pool = Pool(server, relay, 1);
        MirrorReport second = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), s_quick with { Delete = true }, log, Cancellation);
        Assert.True(second.Succeeded, log.ToString());
        Assert.Equal(content.Length - part, second.Bytes);
        Assert.Equal(content, File.ReadAllBytes(Local.File("back/large")));
        Assert.Equal(["large"], Directory.GetFiles(Local.File("back")).Select(Path.GetFileName));

        // Another file by the same name and size: not one byte of the part is used.
        File.Delete(Local.File("back/large"));
        await InterruptAsync();
        byte[] other = [.. content.Reverse()];
        File.WriteAllBytes(remote, other);
        File.SetLastWriteTimeUtc(remote, DateTime.UtcNow.AddDays(-1));
        MirrorReport third = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), s_quick, null, Cancellation);
        Assert.Equal(other.Length, third.Bytes);
        Assert.Equal(other, File.ReadAllBytes(Local.File("back/large")));

        async Task InterruptAsync()
        {
            relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 1024 * 1024, Ending.Reset), skip: 1);
            await using FtpsClientPool doomed = Pool(server, relay, 1);
            MirrorReport first = await Mirror.DownloadAsync(doomed, $"/{directory}", Local.File("back"), s_quick with { Retries = 0 }, null, Cancellation);
            Assert.Equal("large", Assert.Single(first.Errors).Path);
        }
    }

    [Fact]
    public async Task A_cancelled_mirror_leaves_what_it_has_and_no_target()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(20 * 1024 * 1024);
        _ = server.PutFile($"{directory}/large", content);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var log = new EventLog { Then = one => { if (one is { Kind: MirrorEventKind.Progress, Moved: > 100_000 and < 20_000_000 }) { cancel.Cancel(); } } };
        await using var pool = new FtpsClientPool(Options(server) with { DownloadLimit = new Sealane.Transport.RateLimit(4 * 1024 * 1024, TimeProvider.System) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), null, log, cancel.Token));
        Assert.False(File.Exists(Local.File("back/large")));
        Assert.True(File.Exists(Local.File("back/large.part.journal")));

        await using var other = new FtpsClientPool(Options(server));
        MirrorReport rest = await Mirror.DownloadAsync(other, $"/{directory}", Local.File("back"), null, null, Cancellation);
        Assert.InRange(rest.Bytes, 1, content.Length - 1);
        Assert.Equal(content, File.ReadAllBytes(Local.File("back/large")));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task An_upload_that_was_cut_is_repeated(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("up"));
        byte[] content = Site.Bytes(3 * 1024 * 1024);
        File.WriteAllBytes(Local.File("up/large"), content);
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToServer, 1024 * 1024, Ending.Reset), skip: 1);
        var log = new EventLog();
        await using FtpsClientPool pool = Pool(server, relay, 1);
        MirrorReport report = await Mirror.UploadAsync(pool, Local.File("up"), $"/{directory}", s_quick, log, Cancellation);
        Assert.True(report.Succeeded, log.ToString());
        Assert.NotEmpty(log.Paths(MirrorEventKind.Retrying));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "large")));
    }

    [Fact]
    public async Task Lost_control_connections_are_replaced()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("up"));
        for (int i = 0; i < 60; i++)
        {
            File.WriteAllBytes(Local.File($"up/f{i}"), Site.Bytes(2000 + i));
        }

        int finished = 0;
        var log = new EventLog
        {
            Then = one =>
            {
                if (one.Kind == MirrorEventKind.Finished && Interlocked.Increment(ref finished) is 10 or 30)
                {
                    relay.CutAll(Channel.Control, Ending.Reset);
                }
            },
        };
        await using FtpsClientPool pool = Pool(server, relay, 3);
        MirrorReport report = await Mirror.UploadAsync(pool, Local.File("up"), $"/{directory}", s_quick, log, Cancellation);
        Assert.True(report.Succeeded, log.ToString());
        Assert.Equal(60, report.NewFiles);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(Site.Bytes(2000 + i), File.ReadAllBytes(Path.Combine(path, $"f{i}"))));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd, "max_per_ip=3")]
    [InlineData(ServerKind.Ftpsd, "max_per_ip=3")]
    public async Task The_servers_limit_is_learnt_and_kept(ServerKind kind, string setting)
    {
        await using ForeignServer server = await ServerPark.StartAsync(kind, TlsRange.Both, setting);
        (string directory, _) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("up"));
        for (int i = 0; i < 100; i++)
        {
            File.WriteAllBytes(Local.File($"up/f{i}"), Site.Bytes(100));
        }

        FtpsClientOptions options = Options(server);
        await using (var pool = new FtpsClientPool(options, new FtpsClientPoolOptions { FixedSessions = 8 }))
        {
            var log = new EventLog();
            MirrorReport report = await Mirror.UploadAsync(pool, Local.File("up"), $"/{directory}", s_quick, log, Cancellation);
            Assert.True(report.Succeeded, log.ToString());
            Assert.Equal(100, report.NewFiles);
            Assert.Equal(3, pool.Limit);
        }

        Sealane.Client.Profiles.HostProfile profile = options.Profiles.For("localhost", server.Port);
        Assert.Equal(3, profile.MostSessions);
        await using var next = new FtpsClientPool(options, new FtpsClientPoolOptions { FixedSessions = 8 });
        Assert.Equal(3, next.Limit);
    }

    [Fact]
    public async Task One_file_that_cannot_be_read_does_not_end_the_mirror()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, _) = server.MakeDirectory();
        File.SetUnixFileMode(server.PutFile($"{directory}/secret", Site.Bytes(10)), UnixFileMode.None);
        _ = server.PutFile($"{directory}/good", Site.Bytes(10));
        await using var pool = new FtpsClientPool(Options(server));
        MirrorReport report = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), s_quick, null, Cancellation);
        MirrorError error = Assert.Single(report.Errors);
        Assert.Equal(("secret", FtpsFailure.NotAvailable), (error.Path, error.Failure));
        Assert.Equal(["good"], Directory.GetFiles(Local.File("back")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task More_deletions_than_allowed_delete_nothing()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        for (int i = 0; i < 10; i++)
        {
            _ = server.PutFile($"{directory}/f{i}", Site.Bytes(1));
        }

        Directory.CreateDirectory(Local.File("up"));
        await using var pool = new FtpsClientPool(Options(server));
        MirrorReport report = await Mirror.UploadAsync(
            pool, Local.File("up"), $"/{directory}", new MirrorOptions { Delete = true, MaxDelete = DeleteLimit.Parse("50%")!.Value }, null, Cancellation);
        Assert.Contains("10 of 10", Assert.Single(report.DeletionsWithheld), StringComparison.Ordinal);
        Assert.Equal(10, Directory.GetFiles(path).Length);
    }

    [Fact]
    public async Task Links_here_and_there_lead_nothing_astray()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, string path) = server.MakeDirectory();
        _ = server.PutFile($"{directory}/file", Site.Bytes(100));
        Directory.CreateDirectory(Path.Combine(path, "sub"));
        server.Own(Path.Combine(path, "sub"));
        _ = server.PutFile($"{directory}/sub/victim", Site.Bytes(7));
        File.CreateSymbolicLink(Path.Combine(path, "good"), "sub/victim");
        File.CreateSymbolicLink(Path.Combine(path, "bad"), "../../../outside");
        File.CreateSymbolicLink(Path.Combine(path, "worse"), "/etc/passwd");
        string back = Local.File("back");
        Directory.CreateDirectory(back);
        Directory.CreateDirectory(Local.File("outside"));
        File.WriteAllText(Local.File("outside/victim"), "untouched");

        // What an earlier, careless mirror might have left: a link where a directory is to go, and one where a part is to be written.
        File.CreateSymbolicLink(Path.Combine(back, "sub"), Local.File("outside"));
        File.CreateSymbolicLink(Path.Combine(back, "file.part"), Local.File("outside/victim"));
        var log = new EventLog();
        await using var pool = new FtpsClientPool(Options(server));
        MirrorReport report = await Mirror.DownloadAsync(pool, $"/{directory}", back, s_quick, log, Cancellation);
        Assert.Equal("sub", Assert.Single(report.Errors).Path);
        Assert.Equal("untouched", File.ReadAllText(Local.File("outside/victim")));
        Assert.Equal(100, new FileInfo(Path.Combine(back, "file")).Length);
        Assert.Equal("sub/victim", new FileInfo(Path.Combine(back, "good")).LinkTarget);
        Assert.Equal(["bad", "worse"], log.All.Where(one => one.Skip == MirrorSkip.UnsafeLink).Select(one => one.Path).Order(StringComparer.Ordinal));
        Assert.False(Path.Exists(Path.Combine(back, "bad")));

        string followed = Local.File("followed");
        _ = await Mirror.DownloadAsync(pool, $"/{directory}", followed, s_quick with { Links = MirrorLinks.Follow }, null, Cancellation);
        Assert.Null(new FileInfo(Path.Combine(followed, "good")).LinkTarget);
        Assert.Equal(Site.Bytes(7), File.ReadAllBytes(Path.Combine(followed, "good")));
    }
}

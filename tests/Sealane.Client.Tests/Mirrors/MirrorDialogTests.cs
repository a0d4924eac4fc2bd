using Sealane.Client.Mirroring;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Mirrors;

/// <summary>Mirrors from servers that say strange things.</summary>
public sealed class MirrorDialogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mirror").FullName;

    private string Target => Path.Combine(_directory, "target");

    private static FtpsClientPool Pool(ScriptedServer server) => new(
        server.Options with { ReplyTimeout = ScriptedServer.Patience, ShutdownTimeout = TimeSpan.FromSeconds(2) },
        new FtpsClientPoolOptions { FixedSessions = 1, ConnectAttempts = 1 });

    private static string Listing(string path, string lines, string ending = "D: end") => $"""
        D: open
        C: EPSV
        S: 229 go (|||{"{port}"}|)
        C: MLSD {path}
        S: 150 here
        D: accept tls
        D: send {lines}
        {ending}
        S: 226 done

        """;

    private static string File(string path, string content) => $"""
        D: open
        C: EPSV
        S: 229 go (|||{"{port}"}|)
        C: RETR {path}
        S: 150 here
        D: accept tls
        @sent {content}

        """;

    private async Task<MirrorReport> DownloadAsync(string script, MirrorOptions options)
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n" + script);
        await using FtpsClientPool pool = Pool(server);
        MirrorReport report = await Mirror.DownloadAsync(pool, "/d", Target, options, null, TestContext.Current.CancellationToken);
        await server.FinishAsync();
        return report;
    }

    private void Put(string name)
    {
        string path = Path.Combine(Target, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, "mine");
    }

    [Fact]
    public async Task A_line_that_is_not_understood_withholds_deleting_and_nothing_else()
    {
        Put("extra");
        MirrorReport report = await DownloadAsync(
            Listing("/d", @"type=file;size=4;modify=20250101000000; good\r\nwhat is this?\r\n") + File("/d/good", "good"), new MirrorOptions { Delete = true });
        Assert.True(report.Succeeded);
        Assert.Contains("not understood", Assert.Single(report.DeletionsWithheld), StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(Path.Combine(Target, "extra")));
        Assert.Equal("good", System.IO.File.ReadAllText(Path.Combine(Target, "good")));
    }

    [Fact]
    public async Task A_listing_without_goodbye_withholds_deleting()
    {
        Put("extra");
        MirrorReport report = await DownloadAsync(
            Listing("/d", @"type=file;size=4;modify=20250101000000; good\r\n", "D: fin") + File("/d/good", "good"), new MirrorOptions { Delete = true });
        Assert.Contains("goodbye", Assert.Single(report.DeletionsWithheld), StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(Path.Combine(Target, "extra")));
    }

    [Fact]
    public async Task A_whole_listing_deletes()
    {
        Put("extra");
        Put("old/deep/file");
        MirrorReport report = await DownloadAsync(Listing("/d", @"type=file;size=4;modify=20250101000000; good\r\n") + File("/d/good", "good"), new MirrorOptions { Delete = true });
        Assert.Equal((2, 2), (report.RemovedFiles, report.RemovedDirectories));
        Assert.Equal(["good"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Names_that_lead_out_of_the_tree_are_not_taken()
    {
        MirrorReport report = await DownloadAsync(
            Listing("/d", @"type=file;size=4; ../evil\r\ntype=file;size=4; ..\r\ntype=dir; ..\r\ntype=file;size=4; /tmp/evil\r\ntype=file;size=4; a\0b\r\ntype=file;size=4;modify=20250101000000; good\r\n")
            + File("/d/good", "good"), new MirrorOptions { Delete = true });
        Assert.Equal(1, report.NewFiles);
        Assert.Equal(["target"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName));
        Assert.Equal(["good"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName));
        _ = Assert.Single(report.DeletionsWithheld);
    }

    [Fact]
    public async Task A_file_that_is_shorter_than_its_listing_is_not_taken_for_whole()
    {
        MirrorReport report = await DownloadAsync(
            Listing("/d", @"type=file;size=400;modify=20250101000000; f\r\n") + File("/d/f", "short"), new MirrorOptions { Retries = 0 });
        Assert.Equal("f", Assert.Single(report.Errors).Path);
        Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task A_refused_subdirectory_does_not_end_the_mirror_and_nothing_in_it_is_deleted()
    {
        Put("sub/mine");
        string script = Listing("/d", @"type=dir; sub\r\ntype=file;size=4;modify=20250101000000; good\r\n") + """
            D: open
            C: EPSV
            S: 229 go (|||{port}|)
            C: MLSD /d/sub
            S: 550 no

            """ + File("/d/good", "good");
        MirrorReport report = await DownloadAsync(script, new MirrorOptions { Delete = true });
        Assert.Equal("sub", Assert.Single(report.Errors).Path);
        Assert.True(System.IO.File.Exists(Path.Combine(Target, "sub/mine")));
        Assert.Equal("good", System.IO.File.ReadAllText(Path.Combine(Target, "good")));
    }

    [Fact]
    public async Task A_refused_top_is_an_exception()
    {
        const string Script = """
            @login
            D: open
            C: EPSV
            S: 229 go (|||{port}|)
            C: MLSD /d
            S: 550 no such directory
            """;
        await using ScriptedServer server = ScriptedServer.Play(Script);
        await using FtpsClientPool pool = Pool(server);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => Mirror.DownloadAsync(pool, "/d", Target, null, null, TestContext.Current.CancellationToken));
        Assert.Equal(FtpsFailure.NotAvailable, e.Failure);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_asked_for_again_as_they_are()
    {
        MirrorReport report = await DownloadAsync(Listing("/d", @"type=file;size=4;modify=20250101000000; caf\xE9\r\n") + File("*", "good"), MirrorOptions.None);
        Assert.Equal(1, report.NewFiles);
        Assert.Equal(["caf%E9"], Directory.GetFiles(Target).Select(Path.GetFileName));
    }

    [Fact]
    public async Task One_directory_after_the_other_if_that_is_wanted()
    {
        string script = Listing("/d", @"type=dir; a\r\ntype=dir; b\r\ntype=file;size=4;modify=20250101000000; top\r\n") + File("/d/top", "good")
            + Listing("/d/a", @"type=dir; deep\r\ntype=file;size=4;modify=20250101000000; x\r\n") + File("/d/a/x", "good")
            + Listing("/d/a/deep", @"type=file;size=4;modify=20250101000000; y\r\n") + File("/d/a/deep/y", "good")
            + Listing("/d/b", @"type=file;size=4;modify=20250101000000; z\r\n") + File("/d/b/z", "good");
        MirrorReport report = await DownloadAsync(script, new MirrorOptions { OneDirectoryAtATime = true });
        Assert.Equal((4, 0), (report.NewFiles, report.Errors.Count));
    }

    [Fact]
    public async Task Whoever_wants_to_sees_each_local_file_before_it_is_written()
    {
        List<string> seen = [];
        MirrorReport report = await DownloadAsync(
            Listing("/d", @"type=file;size=4;modify=20250101000000; f\r\n") + File("/d/f", "good"),
            new MirrorOptions { Opened = (file, _) => { seen.Add($"{Path.GetFileName(file.Name)} {file.Length}"); return Task.CompletedTask; } });
        Assert.Equal(1, report.NewFiles);
        Assert.Equal(["f.part 0"], seen);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_exception_before_anything_is_done()
    {
        await using FtpsClientPool pool = new(
            new FtpsClientOptions { Host = "127.0.0.1", Port = 1, Profiles = new HostProfiles() }, new FtpsClientPoolOptions { ConnectAttempts = 2, ConnectPause = TimeSpan.FromMilliseconds(1) });
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => Mirror.DownloadAsync(pool, "/d", Target, null, null, TestContext.Current.CancellationToken));
        Assert.Equal(FtpsFailure.Connect, e.Failure);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}

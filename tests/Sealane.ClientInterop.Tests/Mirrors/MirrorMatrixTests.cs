using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Mirrors;

/// <summary>A tree with everything in it, up to every server and down again, in both TLS versions; a second mirror finds nothing to do.</summary>
public sealed class MirrorMatrixTests(ServerPark park) : ClientTests(park)
{
    private static readonly DateTime s_time = new(2025, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    public static TheoryData<ServerKind, TlsRange> All()
    {
        TheoryData<ServerKind, TlsRange> all = [];
        foreach (ServerKind kind in Enum.GetValues<ServerKind>())
        {
            all.Add(kind, TlsRange.Only12);
            all.Add(kind, TlsRange.Only13);
        }

        return all;
    }

    private FtpsClientPool Pool(ForeignServer server, int? sessions = null) => new(Options(server), new FtpsClientPoolOptions { FixedSessions = sessions });

    // Sizes around TLS records, names with blanks, accents and brackets, depth, and an empty directory.
    private string MakeTree()
    {
        string top = Local.File("source");
        foreach (string directory in (string[])["", "sub", "sub/deeper", "empty", "with blank", "sub/[x]"])
        {
            Directory.CreateDirectory(Path.Combine(top, directory));
        }

        foreach ((string name, int size) in ((string, int)[])[("a", 0), ("b", 1), ("sub/c", 16_383), ("sub/deeper/d", 16_384), ("sub/[x]/e", 16_385), ("with blank/f g", 300_000), ("caf\u00E9", 10), ("-dash", 3), (".hidden", 4)])
        {
            File.WriteAllBytes(Path.Combine(top, name), Site.Bytes(size));
            File.SetLastWriteTimeUtc(Path.Combine(top, name), s_time);
        }

        return top;
    }

    private static Dictionary<string, byte[]?> Read(string top) =>
        Directory.EnumerateFileSystemEntries(top, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(top, path), path => Directory.Exists(path) ? null : File.ReadAllBytes(path));

    private static void AssertSame(string expected, string actual)
    {
        Dictionary<string, byte[]?> one = Read(expected);
        Dictionary<string, byte[]?> other = Read(actual);
        Assert.Equal(one.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
        Assert.All(one, pair => Assert.Equal(pair.Value, other[pair.Key]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task There_and_back(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        string source = MakeTree();
        await using FtpsClientPool pool = Pool(server);

        var log = new EventLog();
        MirrorReport up = await Mirror.UploadAsync(pool, source, $"/{directory}", null, log, Cancellation);
        Assert.True(up.Succeeded, log.ToString());
        Assert.Equal((9, 0, 5, 6), (up.NewFiles, up.ModifiedFiles, up.NewDirectories, up.Directories));
        Assert.Equal(up.Bytes, Read(source).Values.Sum(bytes => bytes?.Length ?? 0));
        AssertSame(source, path);

        MirrorReport again = await Mirror.UploadAsync(pool, source, $"/{directory}", null, null, Cancellation);
        Assert.False(again.Changed);

        string back = Local.File("back");
        MirrorReport down = await Mirror.DownloadAsync(pool, $"/{directory}", back, null, log, Cancellation);
        Assert.True(down.Succeeded, log.ToString());
        Assert.Equal((9, 5), (down.NewFiles, down.NewDirectories));
        AssertSame(source, back);
        if (kind != ServerKind.PureFtpd)
        {
            // Pure-FTPd has no command that sets times without its own switch.
            Assert.All(Directory.EnumerateFiles(back, "*", SearchOption.AllDirectories), file => Assert.Equal(s_time, File.GetLastWriteTimeUtc(file)));
        }

        MirrorReport still = await Mirror.DownloadAsync(pool, $"/{directory}", back, null, log, Cancellation);
        Assert.False(still.Changed, log.ToString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Deletes_on_both_sides(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        string source = MakeTree();
        await using FtpsClientPool pool = Pool(server, sessions: 3);
        _ = await Mirror.UploadAsync(pool, source, $"/{directory}", null, null, Cancellation);
        string back = Local.File("back");
        _ = await Mirror.DownloadAsync(pool, $"/{directory}", back, null, null, Cancellation);

        Directory.Delete(Path.Combine(source, "sub"), recursive: true);
        File.Delete(Path.Combine(source, "a"));
        MirrorReport kept = await Mirror.UploadAsync(pool, source, $"/{directory}", null, null, Cancellation);
        Assert.Equal((1, 1, 0), (kept.ExtraDirectories, kept.ExtraFiles, kept.RemovedFiles));
        Assert.True(Directory.Exists(Path.Combine(path, "sub")));

        var log = new EventLog();
        MirrorOptions delete = new() { Delete = true };
        MirrorReport dry = await Mirror.UploadAsync(pool, source, $"/{directory}", delete with { DryRun = true }, null, Cancellation);
        Assert.Equal((3, 4), (dry.RemovedDirectories, dry.RemovedFiles));
        Assert.True(File.Exists(Path.Combine(path, "a")));
        MirrorReport removed = await Mirror.UploadAsync(pool, source, $"/{directory}", delete, log, Cancellation);
        Assert.Equal((3, 4), (removed.RemovedDirectories, removed.RemovedFiles));
        Assert.Empty(removed.DeletionsWithheld);
        AssertSame(source, path);

        MirrorReport down = await Mirror.DownloadAsync(pool, $"/{directory}", back, delete with { DeleteFirst = true }, log, Cancellation);
        Assert.True(down.Succeeded, log.ToString());
        Assert.Equal((3, 4), (down.RemovedDirectories, down.RemovedFiles));
        AssertSame(source, back);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_thousand_files_by_eight_sessions(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        string source = Local.File("many");
        for (int i = 0; i < 1000; i++)
        {
            Directory.CreateDirectory(Path.Combine(source, $"d{i % 20}"));
            File.WriteAllBytes(Path.Combine(source, $"d{i % 20}", $"f{i}"), Site.Bytes(i));
        }

        await using FtpsClientPool pool = Pool(server, sessions: 8);
        var log = new EventLog();
        MirrorReport up = await Mirror.UploadAsync(pool, source, $"/{directory}", null, log, Cancellation);
        Assert.True(up.Succeeded, log.ToString());
        Assert.Equal((1000, 8), (up.NewFiles, up.Sessions));
        MirrorReport down = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), null, log, Cancellation);
        Assert.True(down.Succeeded, log.ToString());
        Assert.Equal(1000, down.NewFiles);
        AssertSame(source, Local.File("back"));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Large_files_pass_with_an_early_goodbye(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(30 * 1024 * 1024);
        _ = server.PutFile($"{directory}/large", content);
        await using FtpsClientPool pool = Pool(server);
        MirrorReport down = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), null, null, Cancellation);
        Assert.True(down.Succeeded);
        Assert.Equal(content, File.ReadAllBytes(Local.File("back/large")));
    }

    [Fact]
    public async Task Permissions_are_the_sources_under_the_umask()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        (string directory, string path) = server.MakeDirectory();
        string source = Local.File("modes");
        Directory.CreateDirectory(source);
        foreach (int mode in (int[])[0b110_000_000, 0b111_101_101, 0b110_110_110])
        {
            string file = Path.Combine(source, Convert.ToString(mode, 8));
            File.WriteAllText(file, "x");
            File.SetUnixFileMode(file, (UnixFileMode)mode);
        }

        MirrorOptions options = new() { Umask = 0b000_010_010 };
        await using FtpsClientPool pool = Pool(server);
        _ = await Mirror.UploadAsync(pool, source, $"/{directory}", options, null, Cancellation);
        string[] modes = [.. Directory.GetFiles(path).Order().Select(file => $"{Path.GetFileName(file)}: {Convert.ToString((int)File.GetUnixFileMode(file), 8)}")];
        Assert.Equal(["600: 600", "666: 644", "755: 755"], modes);

        _ = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("back"), options, null, Cancellation);
        Assert.Equal(modes, Directory.GetFiles(Local.File("back")).Order().Select(file => $"{Path.GetFileName(file)}: {Convert.ToString((int)File.GetUnixFileMode(file), 8)}"));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.Ftpsd)]
    [InlineData(ServerKind.Pyftpdlib)]
    public async Task Moves_and_flat_and_no_empty_directories(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        string source = MakeTree();
        await using FtpsClientPool pool = Pool(server, sessions: 2);
        MirrorReport sparse = await Mirror.UploadAsync(pool, source, $"/{directory}", new MirrorOptions { NoEmptyDirectories = true }, null, Cancellation);
        Assert.Equal(4, sparse.NewDirectories);
        Assert.False(Directory.Exists(Path.Combine(path, "empty")));

        MirrorReport flat = await Mirror.DownloadAsync(pool, $"/{directory}", Local.File("flat"), new MirrorOptions { Flat = true }, null, Cancellation);
        Assert.Equal(9, flat.NewFiles);
        Assert.Equal(9, Directory.GetFiles(Local.File("flat")).Length);
        Assert.Empty(Directory.GetDirectories(Local.File("flat")));

        MirrorReport moved = await Mirror.DownloadAsync(
            pool, $"/{directory}", Local.File("moved"), new MirrorOptions { RemoveSourceDirectories = true, RemoveSourceTop = false }, null, Cancellation);
        Assert.True(moved.Succeeded);
        Assert.Empty(Directory.GetFileSystemEntries(path));
        Assert.Equal(9, Directory.GetFiles(Local.File("moved"), "*", SearchOption.AllDirectories).Length);

        MirrorReport up = await Mirror.UploadAsync(pool, source, $"/{directory}/new/top", new MirrorOptions { RemoveSourceDirectories = true }, null, Cancellation);
        Assert.True(up.Succeeded);
        Assert.False(Directory.Exists(source));
        Assert.Equal(9, Directory.GetFiles(Path.Combine(path, "new/top"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Names_in_two_normal_forms_are_one_name()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(50);
        File.SetLastWriteTimeUtc(server.PutFile($"{directory}/cafe\u0301", content), s_time);
        string here = Local.File("here");
        Directory.CreateDirectory(here);
        File.WriteAllBytes(Path.Combine(here, "caf\u00E9"), content);
        File.SetLastWriteTimeUtc(Path.Combine(here, "caf\u00E9"), s_time);
        await using FtpsClientPool pool = Pool(server);
        MirrorReport down = await Mirror.DownloadAsync(pool, $"/{directory}", here, new MirrorOptions { Delete = true }, null, Cancellation);
        MirrorReport up = await Mirror.UploadAsync(pool, here, $"/{directory}", new MirrorOptions { Delete = true }, null, Cancellation);
        Assert.Equal((false, false), (down.Changed, up.Changed));
    }

    [Fact]
    public async Task Hashes_prove_that_files_are_whole_and_spare_transfers()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        string source = MakeTree();
        await using FtpsClientPool pool = Pool(server);
        MirrorReport up = await Mirror.UploadAsync(pool, source, $"/{directory}", new MirrorOptions { Verify = MirrorVerification.Always }, null, Cancellation);
        Assert.True(up.Succeeded);
        foreach (string file in Directory.GetFiles(path, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, s_time.AddDays(-3));
        }

        File.WriteAllBytes(Path.Combine(path, "b"), [99]);
        File.SetLastWriteTimeUtc(Path.Combine(path, "b"), s_time.AddDays(-3));
        var log = new EventLog();
        MirrorReport again = await Mirror.UploadAsync(pool, source, $"/{directory}", new MirrorOptions { CompareHash = true }, log, Cancellation);
        Assert.Equal(["b"], log.Paths(MirrorEventKind.Finished));
        Assert.Equal(1, again.ModifiedFiles);
    }
}

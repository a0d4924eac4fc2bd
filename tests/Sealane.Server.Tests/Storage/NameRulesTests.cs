using System.Runtime.Versioning;
using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>deny_file, upload_file and download_file on the disk, with both jails: every way to name what is closed, and every call that takes a name.</summary>
[SupportedOSPlatform("linux")]
public sealed class NameRulesTests : IDisposable
{
    private readonly DiskRoot _root = new();

    public NameRulesTests()
    {
        Directory.CreateDirectory(_root.Inside("secret.d/below"));
        Directory.CreateDirectory(_root.Inside("open/deeper"));
        File.WriteAllText(_root.Inside("secret.d/file"), "hidden");
        File.WriteAllText(_root.Inside("secret.d/below/file"), "hidden");
        File.WriteAllText(_root.Inside("open/private.key"), "hidden");
        File.WriteAllText(_root.Inside("open/file"), "seen");
        File.CreateSymbolicLink(_root.Inside("open/to-directory"), "../secret.d");
        File.CreateSymbolicLink(_root.Inside("open/to-file"), "/secret.d/file");
        File.CreateSymbolicLink(_root.Inside("open/to-key"), "private.key");
        File.CreateSymbolicLink(_root.Inside("open/chain"), "to-directory/../secret.d/below");
        File.CreateSymbolicLink(_root.Inside("secret-way-to-open"), "open");
    }

    public static TheoryData<bool, string> Closed => new MatrixTheoryData<bool, string>(
        [false, true],
        ["/secret.d", "/secret.d/file", "/secret.d/below/file", "/open/private.key", "/open/to-directory", "/open/to-directory/file", "/open/to-file", "/open/to-key",
            "/open/chain", "/open/chain/file", "/secret-way-to-open", "/secret-way-to-open/file", "/open/new.key", "/secret.new", "/open/to-directory/new"]);

    public void Dispose() => _root.Dispose();

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task What_is_closed_is_closed_whatever_it_is_called(bool walk, string name)
    {
        using LocalDisk disk = Open(walk, NameRules.Of(deny: "{*.key,secret*}"));
        FtpPath path = FtpPath.Of(name);
        string[] before = Tree();
        bool link = name is "/open/to-directory" or "/open/to-file" or "/open/to-key" or "/open/chain"; // its own name is open
        await NotFoundAsync(disk, path);
        await FailsAsync(disk.OpenReadAsync(path, 0, default));
        await FailsAsync(disk.OpenDirectoryAsync(path, ListingDetail.Facts, default));
        await FailsAsync(disk.EnterAsync(path, default));
        await FailsAsync(disk.SetModeAsync(path, 0b111, default));
        await FailsAsync(disk.SetModifiedAsync(path, DateTime.UnixEpoch, default));
        await FailsAsync(disk.AvailableAsync(path, default));
        await FailsAsync(disk.CreateDirectoryAsync(path, default));
        foreach (WriteMode mode in Enum.GetValues<WriteMode>())
        {
            await FailsAsync(disk.OpenWriteAsync(path, mode, 1, default));
        }

        if (!link)
        {
            await FailsAsync(disk.DeleteFileAsync(path, default));
            await FailsAsync(disk.DeleteDirectoryAsync(path, default));
            await FailsAsync(disk.RenameAsync(path, FtpPath.Of("/open/got"), default));
            await FailsAsync(disk.RenameAsync(FtpPath.Of("/open/file"), path, default));
            await FailsAsync(disk.PartialLengthAsync(path, default));
        }

        Assert.Equal(before, Tree());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renamed_directory_takes_nothing_closed_into_the_open(bool walk)
    {
        using LocalDisk disk = Open(walk, NameRules.Of(deny: "{*.key,secret*}"));
        await disk.MoveAsync("/open", "/elsewhere");
        await RefusedAsync(StorageError.AccessDenied, disk.OpenReadAsync(FtpPath.Of("/elsewhere/private.key"), 0, default));
        Assert.Equal("seen", await disk.GetAsync("/elsewhere/file"));
        await disk.MoveAsync("/elsewhere/file", "/elsewhere/moved");
        Assert.Equal("seen", await disk.GetAsync("/elsewhere/moved"));
        Assert.Contains("private.key", await disk.NamesAsync("/elsewhere")); // closed, and not hidden
    }

    [Fact]
    public async Task A_name_that_contains_the_text_is_closed_and_a_slash_speaks_of_the_path()
    {
        using LocalDisk disk = Open(false, NameRules.Of(deny: "ivate"));
        await RefusedAsync(StorageError.AccessDenied, disk.OpenReadAsync(FtpPath.Of("/open/private.key"), 0, default));
        Assert.Equal("seen", await disk.GetAsync("/open/file"));
        using LocalDisk path = Open(false, NameRules.Of(deny: "/secret.d/"));
        foreach (string name in new[] { "/secret.d", "/secret.d/file", "/open/to-file", "/open/to-directory" })
        {
            await RefusedAsync(StorageError.AccessDenied, path.OpenReadAsync(FtpPath.Of(name), 0, default));
        }

        Assert.Equal("hidden", await path.GetAsync("/open/private.key"));
    }

    [Fact]
    public async Task The_way_to_where_a_session_begins_is_not_judged()
    {
        Directory.CreateDirectory(_root.Inside("secret.d/below/secret2"));
        Directory.CreateDirectory(_root.Inside("secret.d/below/free"));
        File.CreateSymbolicLink(_root.Inside("start"), "secret.d/below");
        foreach (string start in new[] { "/secret.d/below", "/start" })
        {
            using LocalDisk disk = LocalDisk.Open(_root.Home, new LocalDiskOptions { Account = "a", Start = FtpPath.Of(start), Names = NameRules.Of(deny: "secret*") });
            await disk.EnterAsync(FtpPath.Of(start), default);
            Assert.Equal("hidden", await disk.GetAsync(start + "/file"));
            await disk.EnterAsync(FtpPath.Of(start + "/free"), default);
            await disk.PutAsync(start + "/free/new", "x");
            await RefusedAsync(StorageError.AccessDenied, disk.EnterAsync(FtpPath.Of(start + "/secret2"), default));
            await RefusedAsync(StorageError.AccessDenied, disk.EnterAsync(FtpPath.Of("/secret.d"), default));
            await RefusedAsync(StorageError.AccessDenied, disk.OpenReadAsync(FtpPath.Of("/secret.d/file"), 0, default));
        }
    }

    [Theory]
    [InlineData(UploadMode.Atomic)]
    [InlineData(UploadMode.InPlace)]
    public async Task Uploads_and_downloads_can_be_limited_to_some_names(UploadMode mode)
    {
        File.WriteAllText(_root.Inside("data.bin"), "bytes");
        File.CreateSymbolicLink(_root.Inside("link.txt"), "data.bin");
        File.CreateSymbolicLink(_root.Inside("new.txt"), "made.bin");
        using LocalDisk disk = LocalDisk.Open(_root.Home, new LocalDiskOptions
        {
            Account = "a", UploadMode = mode, Names = NameRules.Of(deny: "evil*", upload: "*.txt", download: "*.txt"),
        });
        await disk.PutAsync("/a.txt", "text");
        Assert.Equal("text", await disk.GetAsync("/a.txt"));
        foreach (string name in new[] { "/a.php", "/a.txt.php", "/evil.txt", "/link.txt", "/new.txt", "/txt" })
        {
            await RefusedAsync(StorageError.AccessDenied, disk.OpenWriteAsync(FtpPath.Of(name), WriteMode.Replace, 0, default));
        }

        foreach (string name in new[] { "/data.bin", "/link.txt", "/open/private.key" })
        {
            await RefusedAsync(StorageError.AccessDenied, disk.OpenReadAsync(FtpPath.Of(name), 0, default));
        }

        await RefusedAsync(StorageError.AccessDenied, disk.MoveAsync("/a.txt", "/a.php"));
        await disk.MoveAsync("/a.txt", "/b.txt");
        await disk.MoveAsync("/open", "/directory");
        await disk.MakeAsync("/another");
        Assert.False(File.Exists(_root.Inside("made.bin")));
        Assert.Equal("bytes", File.ReadAllText(_root.Inside("data.bin")));
    }

    [Fact]
    public void Names_are_hidden_by_pattern_and_by_what_they_contain()
    {
        NameRules rules = NameRules.Of(hide: "{.*,*.tmp}")!;
        Assert.True(rules.Hides(".profile"u8) && rules.Hides("a.tmp"u8));
        Assert.False(rules.Hides("a.txt"u8));
        Assert.True(NameRules.Of(hide: "draft")!.Hides("my draft 2"u8));
        Assert.Null(NameRules.Of());
    }

    // What does not exist behind a link is not there; all else is refused.
    private static async Task NotFoundAsync(LocalDisk disk, FtpPath path)
    {
        try
        {
            Assert.Null(await disk.FindAsync(path, default));
            Assert.Equal("/open/to-directory/new", path.ToString());
        }
        catch (StorageException refused)
        {
            Assert.True(refused.Error is StorageError.AccessDenied or StorageError.LinkRefused, refused.Message);
        }
    }

    private static Task<StorageException> FailsAsync(ValueTask work) => Assert.ThrowsAsync<StorageException>(work.AsTask);

    private static Task<StorageException> FailsAsync<T>(ValueTask<T> work) => Assert.ThrowsAsync<StorageException>(async () => await work);

    private LocalDisk Open(bool walk, NameRules? rules)
    {
        LocalDiskOptions options = new() { Account = "a", Names = rules };
        return walk ? new LocalDisk(new JailWalk(LocalDisk.OpenRoot(_root.Home)), options) : LocalDisk.Open(_root.Home, options);
    }

    private string[] Tree() =>
        [.. Directory.GetFileSystemEntries(_root.Home, "*", SearchOption.AllDirectories).Select(path => $"{path} {new FileInfo(path).LinkTarget ?? File.GetUnixFileMode(path).ToString()}").Order(StringComparer.Ordinal)];
}

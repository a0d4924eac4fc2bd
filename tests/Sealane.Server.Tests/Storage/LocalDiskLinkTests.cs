using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

public sealed class LocalDiskLinkTests : IDisposable
{
    private readonly DiskRoot _root = new();
    private readonly LocalDisk _disk;

    public LocalDiskLinkTests()
    {
        _disk = _root.Open();
        Directory.CreateDirectory(_root.Outside("secret"));
        File.WriteAllText(_root.Outside("secret/file"), "untouched");
    }

    /// <summary>Every way a link can try to leave: absolute, by "..", through a directory link, through a chain, by a prefix that looks like the root.</summary>
    public static TheoryData<string> Escapes => ["absolute", "dots", "deep", "chain", "prefix"];

    public void Dispose()
    {
        _disk.Dispose();
        _root.Dispose();
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task No_link_leads_out(string kind)
    {
        string link = Plant(kind);
        foreach (bool walk in new[] { false, true })
        {
            using LocalDisk disk = _root.Open(walk: walk);
            await FailsAsync(disk.OpenReadAsync(FtpPath.Of(link + "/file"), 0, default));
            await FailsAsync(disk.OpenDirectoryAsync(FtpPath.Of(link), ListingDetail.Facts, default));
            await FailsAsync(disk.MakeAsync(link + "/made"));
            await FailsAsync(disk.DeleteAsync(link + "/file"));
            await FailsAsync(disk.MoveAsync(link + "/file", "/stolen"));
            await FailsAsync(disk.SetModeAsync(FtpPath.Of(link + "/file"), 0, default));
            await FailsAsync(disk.SetModifiedAsync(FtpPath.Of(link + "/file"), DateTime.UnixEpoch, default));
            foreach (WriteMode mode in Enum.GetValues<WriteMode>())
            {
                await FailsAsync(disk.OpenWriteAsync(FtpPath.Of(link + "/file"), mode, 1, default));
                await FailsAsync(disk.OpenWriteAsync(FtpPath.Of(link + "/new"), mode, 1, default));
            }
        }

        Assert.Equal(["file"], Directory.GetFileSystemEntries(_root.Outside("secret")).Select(Path.GetFileName));
        Assert.Equal("untouched", File.ReadAllText(_root.Outside("secret/file")));
        Assert.True(File.GetLastWriteTimeUtc(_root.Outside("secret/file")) > DateTime.UnixEpoch);
    }

    [Fact]
    public async Task A_link_to_a_file_outside_is_neither_read_nor_written_nor_changed()
    {
        File.CreateSymbolicLink(_root.Inside("abs"), _root.Outside("secret/file"));
        File.CreateSymbolicLink(_root.Inside("rel"), "../secret/file");
        foreach (string link in new[] { "/abs", "/rel" })
        {
            Assert.Null(await _disk.FindAsync(link));
            await FailsAsync(_disk.OpenReadAsync(FtpPath.Of(link), 0, default));
            await FailsAsync(_disk.OpenWriteAsync(FtpPath.Of(link), WriteMode.Replace, 0, default)); // its directory does not exist inside
            await FailsAsync(_disk.SetModeAsync(FtpPath.Of(link), 0, default));
        }

        Assert.Equal("untouched", File.ReadAllText(_root.Outside("secret/file")));
    }

    [Fact]
    public async Task Links_inside_work_whether_relative_or_absolute()
    {
        await _disk.MakeAsync("/d");
        await _disk.PutAsync("/d/f", "text");
        File.CreateSymbolicLink(_root.Inside("relative"), "d/f");
        File.CreateSymbolicLink(_root.Inside("absolute"), "/d/f");
        File.CreateSymbolicLink(_root.Inside("clamped"), "../../../d");
        Assert.Equal("text", await _disk.GetAsync("/relative"));
        Assert.Equal("text", await _disk.GetAsync("/absolute"));
        Assert.Equal("text", await _disk.GetAsync("/clamped/f"));
        Assert.True(await _disk.FindAsync("/relative") is { IsFile: true, Length: 4 });
        Assert.Equal(["f"], await _disk.NamesAsync("/clamped"));
    }

    [Fact]
    public async Task An_upload_through_a_link_reaches_its_target_and_the_link_stays()
    {
        await _disk.MakeAsync("/d");
        await _disk.MakeAsync("/d/e");
        await _disk.PutAsync("/d/f", "old");
        File.CreateSymbolicLink(_root.Inside("dirlink"), "d/e");
        File.CreateSymbolicLink(_root.Inside("d/e/up"), "../f"); // ".." after a link means where the link leads
        await _disk.PutAsync("/dirlink/up", "new");
        Assert.Equal("new", await _disk.GetAsync("/d/f"));
        Assert.NotNull(new FileInfo(_root.Inside("d/e/up")).LinkTarget);

        File.CreateSymbolicLink(_root.Inside("dangling"), "/d/made");
        await _disk.BreakAsync("/dangling", "half");
        Assert.Equal(4, await _disk.PartialAsync("/dangling"));
        await _disk.PutAsync("/dangling", "whole");
        Assert.Equal("whole", await _disk.GetAsync("/d/made"));
    }

    [Fact]
    public async Task A_link_is_removed_and_renamed_itself()
    {
        await _disk.PutAsync("/f", "text");
        File.CreateSymbolicLink(_root.Inside("link"), "f");
        await _disk.MoveAsync("/link", "/moved");
        await _disk.DeleteAsync("/moved");
        Assert.Equal("text", await _disk.GetAsync("/f"));
        Assert.Equal(["f"], await _disk.NamesAsync("/"));
    }

    [Fact]
    public async Task A_link_is_a_taken_name_and_no_directory_to_remove()
    {
        await _disk.MakeAsync("/d");
        File.CreateSymbolicLink(_root.Inside("link"), "d");
        File.CreateSymbolicLink(_root.Inside("dangling"), "nowhere");
        await RefusedAsync(StorageError.Exists, _disk.MakeAsync("/link"));
        await RefusedAsync(StorageError.Exists, _disk.MakeAsync("/dangling"));
        await RefusedAsync(StorageError.Exists, _disk.OpenWriteAsync(FtpPath.Of("/dangling"), WriteMode.CreateNew, 0, default));
        await RefusedAsync(StorageError.NotADirectory, _disk.RemoveAsync("/link"));
        await RefusedAsync(StorageError.IsADirectory, _disk.OpenWriteAsync(FtpPath.Of("/link"), WriteMode.Replace, 0, default));
    }

    [Fact]
    public async Task A_listing_shows_links_themselves_and_where_they_point_when_asked()
    {
        File.CreateSymbolicLink(_root.Inside("link"), "/etc/passwd");
        FileEntry facts = Assert.Single(await _disk.ListAsync("/"));
        FileEntry links = Assert.Single(await _disk.ListAsync("/", ListingDetail.FactsAndLinks));
        Assert.Equal((EntryKind.SymbolicLink, 0), (facts.Kind, facts.LinkTarget.Length));
        Assert.Equal("/etc/passwd"u8, links.LinkTarget.Span);
    }

    [Fact]
    public async Task Loops_are_refused()
    {
        File.CreateSymbolicLink(_root.Inside("a"), "b");
        File.CreateSymbolicLink(_root.Inside("b"), "a");
        await RefusedAsync(StorageError.LinkRefused, _disk.OpenReadAsync(FtpPath.Of("/a"), 0, default));
        await RefusedAsync(StorageError.LinkRefused, _disk.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default));
        await RefusedAsync(StorageError.LinkRefused, _disk.FindAsync("/a"));
        await RefusedAsync(StorageError.LinkRefused, _disk.MakeAsync("/a/d"));
    }

    [Fact]
    public async Task The_walk_refuses_every_link_and_says_so()
    {
        await _disk.MakeAsync("/d");
        await _disk.PutAsync("/f", "text");
        File.CreateSymbolicLink(_root.Inside("dirlink"), "d");
        File.CreateSymbolicLink(_root.Inside("filelink"), "f");
        using LocalDisk walk = _root.Open(walk: true);
        await RefusedAsync(StorageError.LinkRefused, walk.FindAsync("/filelink"));
        await RefusedAsync(StorageError.LinkRefused, walk.OpenReadAsync(FtpPath.Of("/filelink"), 0, default));
        await RefusedAsync(StorageError.LinkRefused, walk.OpenWriteAsync(FtpPath.Of("/filelink"), WriteMode.Replace, 0, default));
        await RefusedAsync(StorageError.LinkRefused, walk.OpenDirectoryAsync(FtpPath.Of("/dirlink"), ListingDetail.Names, default));
        await RefusedAsync(StorageError.LinkRefused, walk.MakeAsync("/dirlink/x"));
        await RefusedAsync(StorageError.LinkRefused, walk.SetModeAsync(FtpPath.Of("/filelink"), 0, default));
        await walk.DeleteAsync("/filelink"); // the link itself is the account's to remove
        Assert.Equal("text", await walk.GetAsync("/f"));
    }

    [Fact]
    public async Task Magic_links_of_proc_are_refused()
    {
        using IDisposable proc = DiskCalls.Mount(_root.Inside("proc"), "--bind", "/proc");
        await RefusedAsync(StorageError.LinkRefused, _disk.OpenReadAsync(FtpPath.Of("/proc/self/root/etc/hostname"), 0, default));
        await RefusedAsync(StorageError.LinkRefused, _disk.OpenDirectoryAsync(FtpPath.Of("/proc/self/cwd"), ListingDetail.Names, default));
        await RefusedAsync(StorageError.LinkRefused, _disk.FindAsync("/proc/self/exe"));
    }

    [Fact]
    public async Task A_link_to_a_partial_does_not_open_it()
    {
        await _disk.BreakAsync("/a", "half");
        File.CreateSymbolicLink(_root.Inside("link"), Path.GetFileName(Assert.Single(_root.Partials())));
        await RefusedAsync(StorageError.InvalidName, _disk.OpenWriteAsync(FtpPath.Of("/link"), WriteMode.Append, 0, default));
    }

    private static async Task FailsAsync<T>(ValueTask<T> work) => await Assert.ThrowsAsync<StorageException>(work.AsTask);

    private static async Task FailsAsync(ValueTask work) => await Assert.ThrowsAsync<StorageException>(work.AsTask);

    /// <summary>Makes the link; gives the path under which the session would reach the directory outside.</summary>
    private string Plant(string kind)
    {
        switch (kind)
        {
            case "absolute":
                File.CreateSymbolicLink(_root.Inside("l"), _root.Outside("secret"));
                return "/l";
            case "dots":
                File.CreateSymbolicLink(_root.Inside("l"), "../secret");
                return "/l";
            case "deep":
                Directory.CreateDirectory(_root.Inside("a/b"));
                File.CreateSymbolicLink(_root.Inside("a/b/l"), "../../../secret");
                return "/a/b/l";
            case "chain":
                File.CreateSymbolicLink(_root.Inside("one"), "two");
                File.CreateSymbolicLink(_root.Inside("two"), _root.Outside(""));
                return "/one/secret";
            default:
                File.CreateSymbolicLink(_root.Outside("home-too"), "secret");
                File.CreateSymbolicLink(_root.Inside("l"), _root.Home + "-too");
                return "/l";
        }
    }
}

using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>The hidden files behind uploads: their names, their age, and who puts something else in their place.</summary>
public sealed class LocalDiskPartialTests : IDisposable
{
    private readonly DiskRoot _root = new();
    private readonly StoppedClock _clock = new();
    private readonly LocalDisk _disk;

    public LocalDiskPartialTests() => _disk = _root.Open(time: _clock);

    public void Dispose()
    {
        _disk.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task A_cut_upload_is_one_hidden_file_beside_the_target()
    {
        await _disk.MakeAsync("/d");
        await _disk.BreakAsync("/d/" + new string('n', 255), "half");
        Assert.Equal("half", File.ReadAllText(Assert.Single(_root.Partials("d"))));
        Assert.Empty(await _disk.ListAsync("/d", ListingDetail.Names));
        Assert.Empty(await _disk.ListAsync("/d", ListingDetail.FactsAndLinks));
    }

    [Fact]
    public async Task A_finished_upload_leaves_no_hidden_file()
    {
        await _disk.PutAsync("/a", "1");
        await _disk.PutAsync("/a", "2");
        await _disk.PutAsync("/a", "3", WriteMode.Append);
        await _disk.PutAsync("/a", "4", WriteMode.Resume, 1);
        await _disk.PutAsync("/b", "5", WriteMode.CreateNew);
        await _disk.BreakAsync("/a", "6");
        await _disk.BreakAsync("/c", "7", WriteMode.CreateNew);
        Assert.Empty(_root.Partials());
    }

    [Fact]
    public async Task An_upload_survives_the_process_because_the_next_one_finds_it()
    {
        await _disk.BreakAsync("/a", "01234");
        using LocalDisk later = _root.Open();
        await later.PutAsync("/a", "56789", WriteMode.Resume, 5);
        Assert.Equal("0123456789", File.ReadAllText(_root.Inside("a")));
    }

    // An account that everybody shares: a crash leaves bytes behind, and whoever comes next must not get them.
    [Fact]
    public async Task What_a_crash_left_behind_is_nobodys_where_nothing_is_kept()
    {
        await _disk.BreakAsync("/a", "01234");
        string left = Assert.Single(_root.Partials());
        using LocalDisk shared = LocalDisk.Open(_root.Home, new LocalDiskOptions { Account = "alice", KeepInterrupted = false, Time = _clock });
        Assert.Null(await shared.PartialAsync("/a"));
        await RefusedAsync(StorageError.OffsetPastEnd, shared.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 5, default));
        await shared.PutAsync("/a", "new", WriteMode.Append);
        Assert.Equal("new", await shared.GetAsync("/a"));
        Assert.Equal("01234", File.ReadAllText(left));

        // While one is under way, and so after its end by a crash, its bytes are in a name that nobody finds again.
        FileWriter running = await shared.OpenWriteAsync(FtpPath.Of("/b"), WriteMode.Replace, 0, default);
        await running.WriteAsync("bytes"u8.ToArray(), default);
        Assert.Null(await _disk.PartialAsync("/b"));
        await RefusedAsync(StorageError.OffsetPastEnd, _disk.OpenWriteAsync(FtpPath.Of("/b"), WriteMode.Resume, 5, default));
        await running.DisposeAsync();
        Assert.Equal([left], _root.Partials());
        _clock.Now += TimeSpan.FromDays(8);
        await shared.ListAsync("/");
        Assert.Empty(_root.Partials());
    }

    [Fact]
    public async Task An_expired_upload_is_not_resumed()
    {
        await _disk.BreakAsync("/a", "old");
        _clock.Now += TimeSpan.FromDays(8);
        Assert.Null(await _disk.PartialAsync("/a"));
        await RefusedAsync(StorageError.OffsetPastEnd, _disk.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Resume, 3, default));
        await _disk.PutAsync("/a", "new", WriteMode.Append);
        Assert.Equal("new", await _disk.GetAsync("/a"));
    }

    [Fact]
    public async Task A_listing_removes_expired_uploads_of_every_account_and_no_others()
    {
        using LocalDisk other = _root.Open("other");
        await _disk.BreakAsync("/a", "old");
        await other.BreakAsync("/b", "old");
        await _disk.ListAsync("/");
        Assert.Equal(2, _root.Partials().Length);
        _clock.Now += TimeSpan.FromDays(8);
        await _disk.ListAsync("/", ListingDetail.Names);
        Assert.Empty(_root.Partials());
    }

    [Fact]
    public async Task An_upload_removes_expired_ones_from_its_directory()
    {
        await _disk.BreakAsync("/a", "old");
        _clock.Now += TimeSpan.FromDays(8);
        using LocalDisk later = _root.Open("other", time: _clock);
        await later.PutAsync("/b", "new");
        Assert.Empty(_root.Partials());
    }

    [Fact]
    public async Task A_running_upload_does_not_expire()
    {
        await using FileWriter writer = await _disk.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default);
        await writer.WriteAsync("slow"u8.ToArray(), default);
        _clock.Now += TimeSpan.FromDays(8);
        using LocalDisk later = _root.Open("other", time: _clock);
        await later.ListAsync("/");
        await writer.CommitAsync(default);
        Assert.Equal("slow", await _disk.GetAsync("/a"));
    }

    [Fact]
    public async Task A_directory_with_anothers_expired_upload_can_be_removed()
    {
        using LocalDisk other = _root.Open("other");
        await _disk.MakeAsync("/d");
        await other.BreakAsync("/d/a", "old");
        await RefusedAsync(StorageError.DirectoryNotEmpty, _disk.RemoveAsync("/d"));
        _clock.Now += TimeSpan.FromDays(8);
        await _disk.RemoveAsync("/d");
        Assert.False(Directory.Exists(_root.Inside("d")));
    }

    [Fact]
    public async Task Visible_files_keep_a_directory_and_its_cut_uploads()
    {
        await _disk.MakeAsync("/d");
        await _disk.PutAsync("/d/f", "x");
        await _disk.BreakAsync("/d/a", "half");
        await RefusedAsync(StorageError.DirectoryNotEmpty, _disk.RemoveAsync("/d"));
        Assert.Equal(4, await _disk.PartialAsync("/d/a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_in_the_partials_place_is_not_written_through(bool hard)
    {
        await _disk.BreakAsync("/a", "half");
        string partial = Assert.Single(_root.Partials());
        string victim = _root.Outside("victim");
        if (hard)
        {
            DiskCalls.Move(partial, victim);
            File.WriteAllText(victim, "untouched");
            DiskCalls.HardLink(victim, partial);
        }
        else
        {
            File.WriteAllText(victim, "untouched");
            File.Delete(partial);
            File.CreateSymbolicLink(partial, victim);
        }

        await _disk.PutAsync("/a", "whole");
        Assert.Equal("untouched", File.ReadAllText(victim));
        Assert.Equal("whole", await _disk.GetAsync("/a"));
    }

    [Fact]
    public async Task Bytes_are_flushed_before_the_name_when_the_policy_says_so()
    {
        using LocalDisk disk = LocalDisk.Open(_root.Home, new LocalDiskOptions { Account = "a", Sync = UploadSync.Data });
        await disk.PutAsync("/a", "durable");
        await disk.PutAsync("/a", " more", WriteMode.Append);
        Assert.Equal("durable more", await disk.GetAsync("/a"));
    }

    [Fact]
    public async Task In_place_uploads_are_seen_as_they_grow_and_stay_when_cut()
    {
        using LocalDisk disk = _root.Open(mode: UploadMode.InPlace);
        await using (FileWriter writer = await disk.OpenWriteAsync(FtpPath.Of("/a"), WriteMode.Replace, 0, default))
        {
            await writer.WriteAsync("01234"u8.ToArray(), default);
            Assert.Equal("01234", await disk.GetAsync("/a"));
            Assert.Equal(5, writer.ResumableLength);
        }

        await disk.PutAsync("/a", "567", WriteMode.Resume, 5);
        Assert.Equal("01234567", await disk.GetAsync("/a"));
        await disk.BreakAsync("/a", "89", WriteMode.Append);
        Assert.Equal("0123456789", await disk.GetAsync("/a"));
        Assert.Null(await disk.PartialAsync("/missing"));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

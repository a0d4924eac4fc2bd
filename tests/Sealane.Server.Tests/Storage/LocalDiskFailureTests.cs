using System.Runtime.Versioning;
using Sealane.Protocol;
using Sealane.Server.Storage;
using static Sealane.Server.Tests.Storage.StoreSteps;

namespace Sealane.Server.Tests.Storage;

/// <summary>The disk says no: full, read-only, not permitted, another disk, not there.</summary>
[SupportedOSPlatform("linux")]
public sealed class LocalDiskFailureTests : IDisposable
{
    private readonly DiskRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_missing_home_is_named_with_what_to_do()
    {
        string missing = _root.Outside("missing");
        StorageException refused = Assert.Throws<StorageException>(() => LocalDisk.Open(missing, new LocalDiskOptions { Account = "a" }));
        Assert.Equal(StorageError.NotFound, refused.Error);
        Assert.Contains(missing, refused.Message, StringComparison.Ordinal);
        Assert.Contains("mkdir", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_is_a_file_is_refused()
    {
        File.WriteAllText(_root.Outside("file"), "x");
        StorageException refused = Assert.Throws<StorageException>(() => LocalDisk.Open(_root.Outside("file"), new LocalDiskOptions { Account = "a" }));
        Assert.Equal(StorageError.NotADirectory, refused.Error);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_the_upload_does_not_go_on_filling_it()
    {
        using IDisposable tiny = DiskCalls.Mount(_root.Home, "-t", "tmpfs", "-o", "size=1m", "tmpfs");
        using LocalDisk disk = _root.Open();
        await using (FileWriter writer = await disk.OpenWriteAsync(FtpPath.Of("/big"), WriteMode.Replace, 0, default))
        {
            byte[] block = new byte[768 * 1024];
            await writer.WriteAsync(block, default);
            Assert.Equal(block.Length, writer.ResumableLength);
            await RefusedAsync(StorageError.NoSpace, writer.WriteAsync(block, default));
            Assert.Equal(0, writer.ResumableLength);
        }

        Assert.Empty(_root.Partials());
        Assert.Equal(1 << 20, await disk.AvailableAsync(FtpPath.Root, default));
    }

    [Fact]
    public async Task A_full_disk_leaves_an_appended_file_as_it_was()
    {
        using IDisposable tiny = DiskCalls.Mount(_root.Home, "-t", "tmpfs", "-o", "size=1m", "tmpfs");
        using LocalDisk disk = _root.Open();
        await disk.PutAsync("/log", "lines");
        await using (FileWriter writer = await disk.OpenWriteAsync(FtpPath.Of("/log"), WriteMode.Append, 0, default))
        {
            await RefusedAsync(StorageError.NoSpace, writer.WriteAsync(new byte[2 << 20], default));
        }

        Assert.Equal("lines", await disk.GetAsync("/log"));
    }

    [Fact]
    public async Task A_read_only_disk_is_read_and_says_why_it_is_not_written()
    {
        using IDisposable tiny = DiskCalls.Mount(_root.Home, "-t", "tmpfs", "-o", "size=1m", "tmpfs");
        File.WriteAllText(_root.Inside("f"), "text");
        Directory.CreateDirectory(_root.Inside("d"));
        DiskCalls.RemountReadOnly(_root.Home);
        using LocalDisk disk = _root.Open();
        Assert.Equal("text", await disk.GetAsync("/f"));
        await RefusedAsync(StorageError.ReadOnly, disk.OpenWriteAsync(FtpPath.Of("/f"), WriteMode.Replace, 0, default));
        await RefusedAsync(StorageError.ReadOnly, disk.OpenWriteAsync(FtpPath.Of("/new"), WriteMode.Replace, 0, default));
        await RefusedAsync(StorageError.ReadOnly, disk.OpenWriteAsync(FtpPath.Of("/new"), WriteMode.CreateNew, 0, default));
        await RefusedAsync(StorageError.ReadOnly, disk.MakeAsync("/new"));
        await RefusedAsync(StorageError.ReadOnly, disk.DeleteAsync("/f"));
        await RefusedAsync(StorageError.ReadOnly, disk.RemoveAsync("/d"));
        await RefusedAsync(StorageError.ReadOnly, disk.MoveAsync("/f", "/g"));
        await RefusedAsync(StorageError.ReadOnly, disk.SetModeAsync(FtpPath.Of("/f"), 0, default));
        await RefusedAsync(StorageError.ReadOnly, disk.SetModifiedAsync(FtpPath.Of("/f"), DateTime.UnixEpoch, default));
    }

    [Fact]
    public async Task A_move_to_another_disk_and_the_removal_of_a_mounted_one_are_refused()
    {
        using IDisposable tiny = DiskCalls.Mount(_root.Inside("tiny"), "-t", "tmpfs", "-o", "size=1m", "tmpfs");
        using LocalDisk disk = _root.Open();
        await disk.PutAsync("/f", "text");
        await disk.PutAsync("/tiny/f", "reached");
        await RefusedAsync(StorageError.CrossDevice, disk.MoveAsync("/f", "/tiny/g"));
        await RefusedAsync(StorageError.Busy, disk.RemoveAsync("/tiny"));
        Assert.Equal("reached", await disk.GetAsync("/tiny/f"));
    }

    [Fact]
    public async Task What_permissions_forbid_is_denied()
    {
        File.WriteAllText(_root.Inside("secret"), "x");
        File.SetUnixFileMode(_root.Inside("secret"), UnixFileMode.UserRead);
        Directory.CreateDirectory(_root.Inside("closed"));
        File.SetUnixFileMode(_root.Inside("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Open(_root.Home);
        using LocalDisk disk = _root.Open();
        await DiskCalls.AsNobody(() =>
        {
            Denied(disk.OpenReadAsync(FtpPath.Of("/secret"), 0, default));
            Denied(disk.OpenDirectoryAsync(FtpPath.Of("/closed"), ListingDetail.Names, default));
            Denied(disk.FindAsync(FtpPath.Of("/closed/x"), default));
            Denied(disk.OpenWriteAsync(FtpPath.Of("/new"), WriteMode.Replace, 0, default));
            Denied(disk.OpenWriteAsync(FtpPath.Of("/new"), WriteMode.Append, 0, default));
            Denied(disk.OpenWriteAsync(FtpPath.Of("/secret"), WriteMode.Append, 0, default));
        });
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_is_not_replaced_either()
    {
        File.WriteAllText(_root.Inside("protected"), "x");
        File.SetUnixFileMode(_root.Home, (UnixFileMode)Convert.ToInt32("777", 8)); // so that a rename over it would be allowed
        using LocalDisk disk = _root.Open();
        await DiskCalls.AsNobody(() => Denied(disk.OpenWriteAsync(FtpPath.Of("/protected"), WriteMode.Replace, 0, default)));
        Assert.Equal("x", File.ReadAllText(_root.Inside("protected")));
    }

    [Fact]
    public async Task A_directory_that_may_be_read_but_not_entered_lists_bare_names()
    {
        Directory.CreateDirectory(_root.Inside("d/sub"));
        File.SetUnixFileMode(_root.Inside("d"), (UnixFileMode)Convert.ToInt32("744", 8));
        Open(_root.Home);
        using LocalDisk disk = _root.Open();
        FileEntry? seen = null;
        await DiskCalls.AsNobody(() =>
        {
            DirectoryReader reader = Now(disk.OpenDirectoryAsync(FtpPath.Of("/d"), ListingDetail.Facts, default));
            seen = Assert.Single(Now(reader.ReadBatchAsync(default)).ToArray());
        });
        Assert.Equal((EntryKind.Directory, DateTime.MinValue), (seen!.Value.Kind, seen.Value.Modified));
    }

    private static void Open(string directory) => File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("755", 8));

    /// <summary>On a pool thread everything is finished when the call returns; the other identity holds for no longer.</summary>
    private static T Now<T>(ValueTask<T> work)
    {
        Assert.True(work.IsCompleted);
        return work.GetAwaiter().GetResult();
    }

    private static void Denied<T>(ValueTask<T> work) => Assert.Equal(StorageError.AccessDenied, Assert.Throws<StorageException>(() => Now(work)).Error);
}

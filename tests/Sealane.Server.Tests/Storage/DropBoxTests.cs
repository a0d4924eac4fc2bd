using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>Uploads of those who may replace nothing: two that were under way at once do not become one.</summary>
public sealed class DropBoxTests : IDisposable
{
    private static readonly FtpPath s_path = FtpPath.Of("/a");

    private readonly DiskRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(WriteMode.Replace)]
    [InlineData(WriteMode.Append)]
    public async Task Of_two_uploads_under_one_name_the_first_to_end_has_it(WriteMode mode)
    {
        using LocalDisk one = Open(UploadMode.Atomic, "one"), two = Open(UploadMode.Atomic, "two");
        FileWriter first = await one.OpenWriteAsync(s_path, mode, 0, CancellationToken.None), second = await two.OpenWriteAsync(s_path, mode, 0, CancellationToken.None);
        await first.WriteAsync("first"u8.ToArray(), CancellationToken.None);
        await second.WriteAsync("second"u8.ToArray(), CancellationToken.None);
        await first.CommitAsync(CancellationToken.None);
        StorageException refused = await Assert.ThrowsAsync<StorageException>(() => second.CommitAsync(CancellationToken.None).AsTask());
        Assert.Equal(StorageError.Exists, refused.Error);
        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.Equal("first", File.ReadAllText(_root.Inside("a")));
        Assert.Empty(_root.Partials());
    }

    [Theory]
    [InlineData(UploadMode.Atomic)]
    [InlineData(UploadMode.InPlace)]
    public async Task What_is_there_is_neither_replaced_nor_added_to(UploadMode mode)
    {
        File.WriteAllText(_root.Inside("a"), "old");
        using LocalDisk disk = Open(mode, "one");
        foreach ((WriteMode how, long offset) in new[] { (WriteMode.Replace, 0L), (WriteMode.Append, 0), (WriteMode.Resume, 1) })
        {
            StorageException refused = await Assert.ThrowsAsync<StorageException>(() => disk.OpenWriteAsync(s_path, how, offset, CancellationToken.None).AsTask());
            Assert.Equal(StorageError.Exists, refused.Error);
        }

        Assert.Equal("old", File.ReadAllText(_root.Inside("a")));
    }

    private LocalDisk Open(UploadMode mode, string account) => LocalDisk.Open(_root.Home, new LocalDiskOptions { Account = account, UploadMode = mode, KeepsExisting = true });
}

using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>anon_world_readable_only: the mode of the file that was opened decides, on every thread and by every name.</summary>
public sealed class WorldReadableTests
{
    [Fact]
    public async Task Only_what_everybody_may_read_is_read()
    {
        using DiskRoot root = new();
        using LocalDisk other = root.Open();
        foreach ((string name, int mode) in new[] { ("open", 0b110_100_100), ("closed", 0b110_110_000) })
        {
            File.WriteAllText(root.Inside(name), "text");
            await other.SetModeAsync(FtpPath.Of("/" + name), mode, CancellationToken.None);
            File.CreateSymbolicLink(root.Inside("to-" + name), name);
        }

        using LocalDisk disk = LocalDisk.Open(root.Home, new LocalDiskOptions { Account = "ftp", WorldReadableOnly = true });
        foreach (string name in new[] { "/open", "/to-open" })
        {
            await (await disk.OpenReadAsync(FtpPath.Of(name), 0, CancellationToken.None)).DisposeAsync();
            await (await OnSocketThread(disk, name)).DisposeAsync();
        }

        foreach (string name in new[] { "/closed", "/to-closed" })
        {
            foreach (Func<Task> open in new Func<Task>[] { () => disk.OpenReadAsync(FtpPath.Of(name), 0, CancellationToken.None).AsTask(), () => OnSocketThread(disk, name) })
            {
                Assert.Equal(StorageError.AccessDenied, (await Assert.ThrowsAsync<StorageException>(open)).Error);
            }
        }

        await (await other.OpenReadAsync(FtpPath.Of("/closed"), 0, CancellationToken.None)).DisposeAsync();
    }

    // Where a hot file would be opened without leaving the thread.
    private static Task<FileReader> OnSocketThread(LocalDisk disk, string name)
    {
        Task<FileReader>? opening = null;
        Thread socket = new(() => opening = disk.OpenReadAsync(FtpPath.Of(name), 0, CancellationToken.None).AsTask());
        socket.Start();
        socket.Join();
        return opening!;
    }
}

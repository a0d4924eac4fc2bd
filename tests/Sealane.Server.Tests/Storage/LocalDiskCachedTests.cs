using System.Text;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>What a session gets that asks from a socket's thread, which must not wait for a disk: a hot file at once, and everything else no differently.</summary>
public sealed class LocalDiskCachedTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hot_small_file_is_read_whole_without_leaving_the_thread(bool inMemory)
    {
        using DiskRoot root = new(manyFiles: inMemory);
        File.WriteAllText(root.Inside("hot.txt"), "Hello from client");
        using LocalDisk disk = root.Open();
        string text = OnSocketThread(() =>
        {
            Task<FileReader> opening = disk.OpenReadAsync(FtpPath.Of("/hot.txt"), 6, CancellationToken.None).AsTask();
            Assert.True(opening.IsCompletedSuccessfully);
            FileReader reader = opening.GetAwaiter().GetResult();
            byte[] buffer = new byte[64];
            Task<int> reading = reader.ReadAsync(buffer, CancellationToken.None).AsTask();
            Assert.True(reading.IsCompletedSuccessfully);
            int count = reading.GetAwaiter().GetResult();
            Assert.True(reader.AtEnd);
            Assert.True(reader.DisposeAsync().AsTask().IsCompletedSuccessfully);
            return Encoding.UTF8.GetString(buffer, 0, count);
        });
        Assert.Equal("from client", text);
    }

    [Fact]
    public async Task What_is_refused_elsewhere_is_refused_there_too()
    {
        using DiskRoot root = new();
        File.WriteAllText(root.Outside("secret"), "secret");
        File.CreateSymbolicLink(root.Inside("out"), root.Outside("secret"));
        File.CreateSymbolicLink(root.Inside("up"), "../secret");
        Directory.CreateDirectory(root.Inside("dir"));
        File.WriteAllText(root.Inside(".sealane-part-0"), "half");
        using LocalDisk disk = root.Open();
        foreach (string path in (string[])["/out", "/up", "/dir", "/missing", "/.sealane-part-0"])
        {
            Task<FileReader> opening = OnSocketThread(() => disk.OpenReadAsync(FtpPath.Of(path), 0, CancellationToken.None).AsTask());
            await Assert.ThrowsAsync<StorageException>(() => opening);
        }
    }

    private static T OnSocketThread<T>(Func<T> ask)
    {
        T? answer = default;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                answer = ask();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? answer! : throw new InvalidOperationException("on the socket thread", failure);
    }
}

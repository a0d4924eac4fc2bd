using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>Big directories, big files, and what the straight path costs.</summary>
public sealed class LocalDiskScaleTests : IDisposable
{
    private const long FiveGiB = 5L << 30;

    private readonly DiskRoot _root = new();
    private readonly LocalDisk _disk;

    public LocalDiskScaleTests() => _disk = _root.Open();

    public void Dispose()
    {
        _disk.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task A_directory_of_100000_entries_is_listed_in_the_memory_of_a_small_one()
    {
        const int Count = 100_000;
        using DiskRoot root = new(manyFiles: true);
        using LocalDisk disk = root.Open();
        for (int i = 0; i < Count; i++)
        {
            File.OpenHandle(root.Inside($"entry-{i:000000}"), FileMode.CreateNew, FileAccess.Write).Dispose();
        }

        (int seen, long allocated) = await Task.Run(async () =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int thread = Environment.CurrentManagedThreadId;
            int seen = 0;
            await using (DirectoryReader reader = await disk.OpenDirectoryAsync(FtpPath.Root, ListingDetail.Facts, default))
            {
                while (await reader.ReadBatchAsync(default) is { IsEmpty: false } batch)
                {
                    seen += batch.Length;
                }
            }

            Assert.Equal(thread, Environment.CurrentManagedThreadId); // else the count below is of two threads
            return (seen, GC.GetAllocatedBytesForCurrentThread() - before);
        });
        Assert.Equal(Count, seen);
        Assert.InRange(allocated, 0, 256 * 1024);
    }

    [Fact]
    public async Task Reading_and_writing_on_a_pool_thread_finish_at_once_and_allocate_nothing()
    {
        await _disk.PutAsync("/a", new string('x', 100_000));
        long allocated = await Task.Run(async () =>
        {
            await using FileReader reader = await _disk.OpenReadAsync(FtpPath.Of("/a"), 0, default);
            await using FileWriter writer = await _disk.OpenWriteAsync(FtpPath.Of("/b"), WriteMode.Replace, 0, default);
            byte[] buffer = new byte[100];
            Assert.Equal(100, await reader.ReadAsync(buffer, default));
            await writer.WriteAsync(buffer, default);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 1; i < 1000; i++)
            {
                await reader.ReadAsync(buffer, default);
                await writer.WriteAsync(buffer, default);
            }

            long after = GC.GetAllocatedBytesForCurrentThread();
            await writer.CommitAsync(default);
            return after - before;
        });
        Assert.Equal(new string('x', 100_000), await _disk.GetAsync("/b"));
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Elsewhere_the_work_moves_to_a_pool_thread()
    {
        await _disk.PutAsync("/a", "text");
        TaskCompletionSource<string> result = new();
        Thread socketThread = new(async () =>
        {
            result.SetResult(await _disk.GetAsync("/a"));
        });
        TaskCompletionSource<(bool Before, bool After)> hop = new();
        Thread hopping = new(async () =>
        {
            bool before = DiskThread.IsCurrent;
            await DiskThread.Hop();
            hop.SetResult((before, Thread.CurrentThread.IsThreadPoolThread));
        });
        socketThread.Start();
        hopping.Start();
        Assert.Equal((false, true), await hop.Task);
        Assert.Equal("text", await result.Task);
    }

    [Fact]
    public async Task Reading_restarts_beyond_4_GiB()
    {
        Sparse("big", FiveGiB, "tail");
        Assert.Equal("tail", await _disk.GetAsync("/big", FiveGiB));
        Assert.Equal(FiveGiB + 4, (await _disk.FindAsync("/big"))!.Value.Length);
    }

    [Fact]
    public async Task Uploading_restarts_beyond_4_GiB_at_the_end_of_a_file_and_of_a_cut_upload()
    {
        Sparse("big", FiveGiB, "");
        await _disk.PutAsync("/big", "tail", WriteMode.Resume, FiveGiB);
        Assert.Equal("tail", await _disk.GetAsync("/big", FiveGiB));

        await _disk.BreakAsync("/cut", "x");
        using (FileStream partial = new(Assert.Single(_root.Partials()), FileMode.Open))
        {
            partial.SetLength(FiveGiB);
        }

        Assert.Equal(FiveGiB, await _disk.PartialAsync("/cut"));
        await _disk.PutAsync("/cut", "tail", WriteMode.Resume, FiveGiB);
        Assert.Equal("tail", await _disk.GetAsync("/cut", FiveGiB));
    }

    private void Sparse(string name, long length, string tail)
    {
        using FileStream file = new(_root.Inside(name), FileMode.CreateNew);
        file.SetLength(length);
        file.Position = length;
        file.Write(System.Text.Encoding.UTF8.GetBytes(tail));
    }
}

using System.Runtime.Versioning;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>While a session works in a directory, somebody keeps swapping that directory for a link that leads out.</summary>
[SupportedOSPlatform("linux")]
public sealed class LocalDiskRaceTests : IDisposable
{
    private readonly DiskRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_swapped_directory_never_leads_out(bool walk, bool absolute)
    {
        Directory.CreateDirectory(_root.Outside("secret"));
        File.WriteAllText(_root.Outside("secret/victim"), "untouched");
        Directory.CreateDirectory(_root.Inside("d"));
        File.WriteAllText(_root.Inside("d/victim"), "inside");
        File.CreateSymbolicLink(_root.Inside("link"), absolute ? _root.Outside("secret") : "../secret");
        using LocalDisk disk = _root.Open(walk: walk);
        using CancellationTokenSource over = new();
        TaskCompletionSource swapping = new();
        Task swapper = Task.Factory.StartNew(() => Swap(swapping, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await swapping.Task;

        int succeeded = 0;
        for (int i = 0; i < 2000; i++)
        {
            succeeded += await TriedAsync(() => disk.PutAsync($"/d/f{i}", "x")) ? 1 : 0;
            await TriedAsync(() => disk.MakeAsync($"/d/m{i}").AsTask());
            await TriedAsync(() => disk.MoveAsync($"/d/f{i}", $"/d/g{i}").AsTask());
            await TriedAsync(() => disk.DeleteAsync("/d/victim").AsTask());
            await TriedAsync(() => disk.SetModeAsync(FtpPath.Of("/d/victim"), 0, default).AsTask());
            await TriedAsync(async () => Assert.NotEqual("untouched", await disk.GetAsync("/d/victim")));
        }

        await over.CancelAsync();
        await swapper;
        Assert.True(succeeded > 0);
        Assert.Equal(["victim"], Directory.GetFileSystemEntries(_root.Outside("secret")).Select(Path.GetFileName));
        Assert.Equal("untouched", File.ReadAllText(_root.Outside("secret/victim")));
        Assert.True(File.GetUnixFileMode(_root.Outside("secret/victim")).HasFlag(UnixFileMode.UserRead));
    }

    private static async Task<bool> TriedAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (StorageException)
        {
            return false; // whatever the moment brought; only what happened outside counts
        }
    }

    private void Swap(TaskCompletionSource swapping, CancellationToken over)
    {
        (string directory, string aside, string link) = (_root.Inside("d"), _root.Inside("aside"), _root.Inside("link"));
        while (!over.IsCancellationRequested)
        {
            DiskCalls.Move(directory, aside);
            DiskCalls.Move(link, directory);
            swapping.TrySetResult();
            DiskCalls.Move(directory, link);
            DiskCalls.Move(aside, directory);
        }
    }
}

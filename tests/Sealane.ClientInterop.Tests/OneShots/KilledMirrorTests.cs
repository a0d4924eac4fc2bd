using System.Diagnostics;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>A mirror whose process is gone from one moment to the next: nothing that is not whole has a file's name here, and the next one goes on.</summary>
public sealed class KilledMirrorTests(ServerPark park) : OneShotTests(park)
{
    private const int Large = 12 * 1024 * 1024;

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Downwards_the_part_is_gone_on_with(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(Large);
        server.PutFile($"{directory}/large", content);
        string part = Local.File("back/large.part");
        await KillAsync(["mirror", .. Way(server), "--limit-rate", "3M", Url(server, directory), "back"], () => File.Exists(part) && new FileInfo(part).Length > 1_000_000);
        Assert.False(File.Exists(Local.File("back/large")));
        long kept = new FileInfo(part).Length;
        Assert.InRange(kept, 1_000_000, Large - 1);

        ProgramRun rest = (await RunAsync(server, "mirror", "--json", Url(server, directory), "back")).Ended(0);
        Assert.Equal(Large - kept, Assert.Single(rest.Of("file"), file => file.GetProperty("action").GetString() == "download").GetProperty("bytes").GetInt64());
        Assert.Equal(content, File.ReadAllBytes(Local.File("back/large")));
        Assert.Equal(["large"], Directory.GetFileSystemEntries(Local.File("back")).Select(Path.GetFileName));
        Assert.Empty((await RunAsync(server, "mirror", "--json", Url(server, directory), "back")).Ended(0).Of("file"));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd, false)]
    [InlineData(ServerKind.Vsftpd, true)]
    [InlineData(ServerKind.Ftpsd, false)]
    [InlineData(ServerKind.Ftpsd, true)]
    public async Task Upwards_the_file_is_whole_after_the_next_one(ServerKind kind, bool continues)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("up"));
        byte[] content = Site.Bytes(Large);
        File.WriteAllBytes(Local.File("up/large"), content);

        // A time of long ago: what is half there looks newer, and must not be taken for the better one.
        File.SetLastWriteTimeUtc(Local.File("up/large"), DateTime.UtcNow.AddDays(-30));
        await KillAsync(
            ["mirror", .. Way(server), "--limit-rate", "3M", "up", Url(server, directory)],
            () => Directory.GetFiles(path, "*", new EnumerationOptions { AttributesToSkip = 0 }).Any(file => new FileInfo(file).Length > 1_000_000));

        ProgramRun rest = (await RunAsync(server, ["mirror", "--json", .. continues ? (string[])["--continue"] : [], "up", Url(server, directory)])).Ended(0);
        long moved = Assert.Single(rest.Of("file"), file => file.GetProperty("action").GetString() == "upload").GetProperty("bytes").GetInt64();
        Assert.InRange(moved, 1, continues && kind == ServerKind.Vsftpd ? Large - 1_000_000 : Large);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "large")));
        Assert.Empty((await RunAsync(server, "mirror", "--json", "up", Url(server, directory))).Ended(0).Of("file"));
    }

    // SIGKILL: no handler runs, nothing is flushed or tidied.
    private async Task KillAsync(string[] words, Func<bool> midway)
    {
        using Process process = Ftps.Start(words);
        long start = Stopwatch.GetTimestamp();
        while (!midway())
        {
            Assert.False(process.HasExited, "it ended before it could be killed");
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "nothing has arrived");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}

using Sealane.Server.Storage;
using Sealane.Server.Tests.Storage;

namespace Sealane.Server.Tests.Sessions;

/// <summary>What an interrupted upload leaves on a real disk, by <c>delete_failed_uploads</c> and <c>upload_mode</c>.</summary>
public sealed class FailedUploadTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-home").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData(UploadMode.Atomic, true, "STOR a", 1, "^213 4$")]
    [InlineData(UploadMode.Atomic, false, "STOR a", 0, null)]
    [InlineData(UploadMode.Atomic, false, "APPE a", 0, null)]
    [InlineData(UploadMode.InPlace, true, "STOR a", 1, "^213 4$")]
    [InlineData(UploadMode.InPlace, false, "STOR a", 0, null)]
    [InlineData(UploadMode.InPlace, false, "APPE a", 0, null)]
    public async Task Leaves_as_much_as_it_should(UploadMode mode, bool keep, string command, int files, string? size)
    {
        await using SessionHarness harness = new(wrap: (account, _) => LocalDisk.Open(
            _home, new LocalDiskOptions { Account = account.Name, UploadMode = mode, KeepInterrupted = keep }));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync(command, 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer?.Moved == 4, "four bytes arrived");
        await client.AskAsync("ABOR", 426);
        await client.ExpectAsync(226);

        await client.AskAsync("SIZE a", size is null ? 550 : 213, size);
        Assert.Equal(files, Directory.GetFileSystemEntries(_home).Length);
    }

    [Theory]
    [InlineData(UploadMode.Atomic, "keep me")]
    [InlineData(UploadMode.InPlace, "keep mehalf")]
    public async Task Never_removes_a_file_that_was_there_before(UploadMode mode, string left)
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "a"), "keep me");
        await using SessionHarness harness = new(wrap: (account, _) => LocalDisk.Open(
            _home, new LocalDiskOptions { Account = account.Name, UploadMode = mode, KeepInterrupted = false }));
        await using TestClient client = await harness.LoggedInAsync();
        await using TestData data = await client.PassiveAsync();

        await client.AskAsync("APPE a", 150);
        await data.SendAsync("half"u8.ToArray());
        await SessionHarness.UntilAsync(() => harness.Server.Sessions.Single().Transfer?.Moved == 4, "four bytes arrived");
        await client.AskAsync("ABOR", 426);
        await client.ExpectAsync(226);

        Assert.Equal(left, await File.ReadAllTextAsync(Path.Combine(_home, "a")));
    }

    [Fact]
    public async Task A_tree_on_disk_confines_its_sessions()
    {
        string outside = Directory.CreateTempSubdirectory("sealane-outside").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "as it was");
            File.CreateSymbolicLink(Path.Combine(_home, "out"), outside);
            File.CreateSymbolicLink(Path.Combine(_home, "link"), Path.Combine(outside, "secret"));
            DiskCalls.MakeFifo(Path.Combine(_home, "pipe"));
            await using SessionHarness harness = new(wrap: (account, _) => LocalDisk.Open(_home, new LocalDiskOptions { Account = account.Name }));
            await using TestClient client = await harness.LoggedInAsync();
            await client.AskAsync("EPSV", 229);

            await client.AskAsync("CWD out", 550);
            await client.AskAsync("RETR out/secret", 550);
            await client.AskAsync("RETR link", 550);
            await client.AskAsync("RETR pipe", 550);
            await client.AskAsync("STOR pipe", 553);
            await client.AskAsync("MLST /", 250, "type=dir");
            await client.SendAsync("STOR out/new");
            Assert.InRange((await client.ReadAsync())!.Code, 550, 553);
            Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task A_name_with_a_line_in_it_breaks_no_listing()
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "a\r\n212 End"), "");
        await File.WriteAllTextAsync(Path.Combine(_home, "b\n5 x"), "");
        await using SessionHarness harness = new(wrap: (account, _) => LocalDisk.Open(_home, new LocalDiskOptions { Account = account.Name }));
        await using TestClient client = await harness.LoggedInAsync();

        await client.AskAsync("STAT /", 212);
        await client.AskAsync("PWD", 257);
        foreach (string command in (string[])["LIST", "MLSD", "NLST"])
        {
            string listing = await client.DownloadTextAsync(command);
            Assert.DoesNotContain(listing.Split("\r\n"), line => line.StartsWith('2') || line.StartsWith('5') || line.Contains('\n', StringComparison.Ordinal));
        }
    }
}

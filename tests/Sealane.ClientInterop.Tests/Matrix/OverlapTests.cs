using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>One client, many calls at once: each gets its own answer, in turn, and none waits for itself.</summary>
public sealed class OverlapTests(ServerPark park) : ClientTests(park)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static TheoryData<ServerKind> Servers => [.. Enum.GetValues<ServerKind>()];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Every_entry_of_a_long_listing_is_moved_while_it_is_listed(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        string[] names = [.. Enumerable.Range(0, 1200).Select(i => $"a file with a name that is long enough to fill a block {i:0000}")];
        foreach (string name in names)
        {
            server.PutFile($"{directory}/{name}", [1]);
        }

        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        int count = 0;
        await foreach (RemoteEntry entry in client.ListAsync(directory, Cancellation))
        {
            // Another directory is gone to for it, and back.
            if (count++ % 200 == 0)
            {
                Assert.Single((await client.GetListingAsync(directory, Cancellation).WaitAsync(s_patience, Cancellation)).Entries, one => one.Name == entry.Name);
                _ = await client.DownloadAsync($"{directory}/{entry.Name}", Stream.Null, null, Cancellation).WaitAsync(s_patience, Cancellation);
            }

            if (count % 10 == 0)
            {
                await client.DeleteAsync($"{directory}/{entry.Name}", Cancellation).WaitAsync(s_patience, Cancellation);
            }
        }

        Assert.Equal(names.Length, count);
        Assert.Equal(names.Length - (names.Length / 10), Directory.GetFiles(path).Length);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Calls_that_come_at_once_each_get_their_own_answer(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        await Task.WhenAll(Enumerable.Range(1, 12).Select(number => Task.Run(async () =>
        {
            byte[] content = Site.Bytes(number * 3001);
            _ = await client.UploadAsync(new MemoryStream(content), $"f{number}", null, Cancellation);
            Assert.Equal(content.Length, await client.GetSizeAsync($"f{number}", Cancellation));
            List<string> seen = [];
            await foreach (RemoteEntry entry in client.ListAsync("", Cancellation))
            {
                seen.Add(entry.Name);
                if (number % 3 == 0)
                {
                    break;
                }
            }

            Assert.NotEmpty(seen);
            Assert.True(number % 3 == 0 || seen.Contains($"f{number}"), $"f{number} is not in {string.Join(' ', seen)}");
            await using (Stream stream = await client.OpenReadAsync($"f{number}", 1000, Cancellation))
            {
                using var rest = new MemoryStream();
                await stream.CopyToAsync(rest, Cancellation);
                Assert.Equal(content[1000..], rest.ToArray());
            }

            await client.RenameAsync($"f{number}", $"g{number}", Cancellation);
        }, Cancellation))).WaitAsync(s_patience, Cancellation);
        Assert.Equal(Enumerable.Range(1, 12).Select(number => ($"g{number}", number * 3001L)).Order(), Directory.GetFiles(path).Select(file => (Path.GetFileName(file), new FileInfo(file).Length)).Order());
        Assert.True(client.IsConnected);
    }
}

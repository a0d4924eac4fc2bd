using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Every strict server × TLS version × name or address × size: put, get, resume both ways, list; every data connection resumes the control connection's session.</summary>
public sealed class TransferMatrixTests(ServerPark park) : ClientTests(park)
{
    private static readonly int[] s_sizes = [0, 1, 16_383, 16_384, 16_385, 10 * 1024 * 1024];

    public static TheoryData<ServerKind, TlsRange, string> All()
    {
        TheoryData<ServerKind, TlsRange, string> all = [];
        foreach (ServerKind kind in Enum.GetValues<ServerKind>())
        {
            foreach (TlsRange tls in (TlsRange[])[TlsRange.Only12, TlsRange.Only13])
            {
                all.Add(kind, tls, "localhost");
                all.Add(kind, tls, "127.0.0.1");
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Put_get_and_resume(ServerKind kind, TlsRange tls, string host)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server, host), Cancellation);
        Assert.Equal(tls == TlsRange.Only12 ? "TLSv1.2" : "TLSv1.3", client.Server.Tls!.Version);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        foreach (int size in s_sizes)
        {
            byte[] content = Site.Bytes(size);
            string name = $"f{size}";
            TransferResult up = await client.UploadAsync(new MemoryStream(content), name, null, Cancellation);
            Assert.Equal(size, up.Moved);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, name)));

            var back = new MemoryStream();
            TransferResult down = await client.DownloadAsync(name, back, null, Cancellation);
            Assert.Equal(size, down.Moved);
            Assert.Equal(content, back.ToArray());
            if (server.Has(ServerTraits.RequiresReuse))
            {
                Assert.True(up.Resumed);
                Assert.True(down.Resumed);
            }

            if (size > 1)
            {
                int half = size / 2;
                server.PutFile($"{directory}/half{size}", content[..half]);
                _ = await client.UploadAsync(new MemoryStream(content[half..]), $"half{size}", new TransferOptions { Offset = half }, Cancellation);
                Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, $"half{size}")));

                var rest = new MemoryStream();
                _ = await client.DownloadAsync(name, rest, new TransferOptions { Offset = half }, Cancellation);
                Assert.Equal(content[half..], rest.ToArray());
            }
        }

        Listing listing = await client.GetListingAsync("", Cancellation);
        Assert.True(listing.IsComplete, listing.FirstUnparsed);
        Assert.Equal(
            s_sizes.Select(size => (Name: $"f{size}", (long?)size)).Order(),
            listing.Entries.Where(entry => entry.Name[0] == 'f').Select(entry => (entry.Name, entry.Length)).Order());
        Assert.All(listing.Entries, entry => Assert.InRange(entry.Modified!.Value, DateTime.UtcNow.AddMinutes(-10), DateTime.UtcNow.AddMinutes(2)));
        Assert.True(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Two_hundred_transfers_on_each_of_three_connections(ServerKind kind, TlsRange tls, string host)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        FtpsClientOptions options = Options(server, host);
        byte[] content = Site.Bytes(5000);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async number =>
        {
            await using FtpsClient client = await FtpsClient.ConnectAsync(options, Cancellation);
            await client.ChangeDirectoryAsync(directory, Cancellation);
            for (int i = 0; i < 100; i++)
            {
                TransferResult up = await client.UploadAsync(new MemoryStream(content), $"f{number}-{i % 7}", new TransferOptions { MoreFollow = true }, Cancellation);
                var back = new MemoryStream();
                TransferResult down = await client.DownloadAsync($"f{number}-{i % 7}", back, new TransferOptions { MoreFollow = i < 99 }, Cancellation);
                Assert.Equal(content, back.ToArray());
                if (server.Has(ServerTraits.RequiresReuse))
                {
                    Assert.Equal((true, true), (up.Resumed, down.Resumed));
                }
            }
        }));
        Assert.Equal(21, Directory.GetFiles(path).Length);
    }
}

using System.Security.Cryptography;
using System.Text;
using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;
using Sealane.Protocol;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Names, directories, times, permissions, hashes: what is done to files without moving them, with every server.</summary>
public sealed class FileCommandTests(ServerPark park) : ClientTests(park)
{
    public static TheoryData<ServerKind> Servers => [.. Enum.GetValues<ServerKind>()];

    public static TheoryData<ServerKind, string> Names()
    {
        TheoryData<ServerKind, string> all = [];
        foreach (ServerKind kind in Enum.GetValues<ServerKind>())
        {
            foreach (string name in (string[])
                [" leading", "trailing ", "two  blanks", "ümlaut é", "nfd e\u0301", "日本", "quote\"s", "it's", "[brackets]", "star*", "question?", "-dash", "--all", "a;b=c; d", "per%20cent", "back\\slash", "#hash", "~tilde", "a&b|c", ".hidden", "...", "$HOME", "{a,b}"])
            {
                if (!IsImpossible(kind, name))
                {
                    all.Add(kind, name);
                }
            }
        }

        return all;
    }

    // What these servers refuse or rename by their own rules, whoever asks.
    private static bool IsImpossible(ServerKind kind, string name) => (kind, name) switch
    {
        // No directory may have it in its name.
        (ServerKind.ProFtpd, "star*") => true,

        // Blanks at the ends become _.
        (ServerKind.PureFtpd, " leading" or "trailing ") => true,
        (ServerKind.PureFtpd, "back\\slash") => true,
        _ => false,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_survives_everything(ServerKind kind, string name)
    {
        ForeignServer server = await ServerAsync(kind);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        await UseAsync(server, client, name, Encoding.UTF8);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Names_of_another_charset_survive(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        if (kind is ServerKind.Pyftpdlib)
        {
            // It takes nothing but UTF-8, and says so.
            return;
        }

        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Charset = Charset.Latin1 }, Cancellation);
        await UseAsync(server, client, "caf\u00e9", Encoding.Latin1);

        // Bytes that are no UTF-8 come back as they are, too.
        (string directory, string path) = server.MakeDirectory();
        (await Tool.RunAsync("sh", ["-c", $"printf content > \"$1/$(printf 'caf\\351')\"", "sh", path])).Succeeded();
        await using FtpsClient other = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        RemoteEntry entry = Assert.Single((await other.GetListingAsync(directory, Cancellation)).Entries);
        Assert.Equal("caf\udce9", entry.Name);
        var back = new MemoryStream();
        _ = await other.DownloadAsync($"{directory}/{entry.Name}", back, null, Cancellation);
        Assert.Equal("content"u8.ToArray(), back.ToArray());
    }

    private static async Task UseAsync(ForeignServer server, FtpsClient client, string name, Encoding encoding)
    {
        (string directory, string path) = server.MakeDirectory();
        await client.ChangeDirectoryAsync(directory, Cancellation);
        byte[] content = Site.Bytes(100);
        _ = await client.UploadAsync(new MemoryStream(content), name, null, Cancellation);
        if (encoding is UTF8Encoding)
        {
            Assert.Equal([name], Directory.GetFiles(path).Select(Path.GetFileName));
        }

        Assert.Equal(name, Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Name);
        Assert.Equal(100, (await client.FindAsync(name, Cancellation))!.Length);
        Assert.Equal(100, await client.GetSizeAsync(name, Cancellation));
        var back = new MemoryStream();
        _ = await client.DownloadAsync(name, back, null, Cancellation);
        Assert.Equal(content, back.ToArray());
        await client.RenameAsync(name, "plain", Cancellation);
        await client.RenameAsync("plain", name, Cancellation);
        await client.DeleteAsync(name, Cancellation);
        await client.CreateDirectoryAsync(name, cancellation: Cancellation);
        _ = await client.UploadAsync(new MemoryStream(content), $"{name}/inner", null, Cancellation);
        Assert.Equal("inner", Assert.Single((await client.GetListingAsync(name, Cancellation)).Entries).Name);
        Assert.True((await client.FindAsync(name, Cancellation))!.IsDirectory);
        await client.ChangeDirectoryAsync(name, Cancellation);
        Assert.EndsWith(name, await client.GetWorkingDirectoryAsync(Cancellation), StringComparison.Ordinal);
        await client.ChangeDirectoryAsync("..", Cancellation);
        await client.RemoveTreeAsync(name, Cancellation);
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Directories_are_made_with_their_parents_and_removed_with_their_contents_and_links_are_not_followed(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        (string outside, string outsidePath) = server.MakeDirectory();
        server.PutFile($"{outside}/precious", Site.Bytes(10));
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        await client.CreateDirectoryAsync("a/b/c", parents: true, Cancellation);
        await client.CreateDirectoryAsync("a/b/c", parents: true, Cancellation);
        await client.CreateDirectoryAsync($"/{directory}/a/b/d/", parents: true, Cancellation);
        Assert.EndsWith(directory, await client.GetWorkingDirectoryAsync(Cancellation), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(path, "a/b/c")));
        Assert.True(Directory.Exists(Path.Combine(path, "a/b/d")));
        _ = await client.UploadAsync(new MemoryStream(Site.Bytes(3)), "a/file", null, Cancellation);
        _ = await client.UploadAsync(new MemoryStream(Site.Bytes(3)), "a/b/.hidden", null, Cancellation);
        File.CreateSymbolicLink(Path.Combine(path, "a/b/link"), $"../../../{outside}");
        if (kind is not (ServerKind.ProFtpd or ServerKind.Pyftpdlib))
        {
            // These two keep silent about links that lead nowhere.
            File.CreateSymbolicLink(Path.Combine(path, "a/b/dangling"), "nowhere");
        }

        await Assert.ThrowsAsync<FtpsException>(() => client.CreateDirectoryAsync("a/file/under", parents: true, Cancellation));
        await Assert.ThrowsAsync<FtpsException>(() => client.RemoveDirectoryAsync("a", Cancellation));
        await client.RemoveTreeAsync("a", Cancellation);
        Assert.Empty(Directory.GetFileSystemEntries(path));
        Assert.True(File.Exists(Path.Combine(outsidePath, "precious")), "a link was followed");
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.RemoveTreeAsync("a", Cancellation));
        Assert.Equal((FtpsFailure.NotAvailable, true), (e.Failure, e.ConnectionUsable));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Times_permissions_appending_and_ranges(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        byte[] content = Site.Bytes(100_000);
        string file = $"{directory}/file", local = Path.Combine(path, "file");
        _ = await client.UploadAsync(new MemoryStream(content[..60_000]), file, null, Cancellation);
        _ = await client.UploadAsync(new MemoryStream(content[60_000..]), file, new TransferOptions { Append = true }, Cancellation);
        Assert.Equal(content, File.ReadAllBytes(local));

        foreach ((long offset, long length) in ((long, long)[])[(0, 1), (10, 20_000), (99_999, 1), (50_000, 1_000_000), (0, 0), (0, 100_000)])
        {
            var range = new MemoryStream();
            TransferResult result = await client.DownloadAsync(file, range, new TransferOptions { Offset = offset, Length = length }, Cancellation);
            Assert.Equal(content.AsSpan((int)offset, (int)Math.Min(length, 100_000 - offset)).ToArray(), range.ToArray());
            Assert.Equal(range.Length, result.Moved);
        }

        DateTime time = new(2020, 2, 29, 12, 34, 56, DateTimeKind.Utc);
        Assert.True(await client.SetModifiedAsync(file, time, Cancellation));
        Assert.Equal(time, await client.GetModifiedAsync(file, Cancellation));
        Assert.Equal(time, File.GetLastWriteTimeUtc(local));
        Assert.False(await client.SetModifiedAsync(file + "x", time, Cancellation));
        if (server.Has(ServerTraits.SiteChmod))
        {
            await client.SetPermissionsAsync(file, Convert.ToInt32("640", 8), Cancellation);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(local));
        }

        Assert.Null(await client.FindAsync(file + "x", Cancellation));
        Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.GetSizeAsync(file + "x", Cancellation))).Failure);
        Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.DeleteAsync(file + "x", Cancellation))).Failure);
        Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.DownloadAsync(file + "x", Stream.Null, null, Cancellation))).Failure);
        Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.RenameAsync(file + "x", file, Cancellation))).Failure);
        Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.GetListingAsync(directory + "x", Cancellation))).Failure);
        Assert.Equal(content, File.ReadAllBytes(local));
        Assert.True(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Hashes_of_every_function_that_is_offered_agree(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, _) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        byte[] content = Site.Bytes(100_000);
        foreach (string name in (string[])["file", "two words"])
        {
            server.PutFile($"{directory}/{name}", content);
            Assert.Equal(server.Has(ServerTraits.Hash), client.HashFunctions.Count > 0);
            foreach (HashFunction function in client.HashFunctions)
            {
                RemoteHash? hash = await client.HashAsync($"{directory}/{name}", function, Cancellation);
                Assert.Equal(function, hash!.Function);
                Assert.True(await hash.MatchesAsync(new MemoryStream(content), Cancellation), $"{function} of {name}: {hash.Hex}");
                Assert.False(await hash.MatchesAsync(new MemoryStream(content[1..]), Cancellation));
            }
        }

        if (server.Has(ServerTraits.Hash))
        {
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), (await client.HashAsync($"{directory}/file", null, Cancellation))!.Hex);
            Assert.Equal(FtpsFailure.NotAvailable, (await Assert.ThrowsAsync<FtpsException>(() => client.HashAsync($"{directory}/nothing", null, Cancellation))).Failure);
        }
        else
        {
            Assert.Null(await client.HashAsync($"{directory}/file", null, Cancellation));
        }
    }
}

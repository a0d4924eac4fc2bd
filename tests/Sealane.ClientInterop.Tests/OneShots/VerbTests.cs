using System.Text;
using System.Text.Json;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>Each verb of the command line against each server, with the names that give trouble.</summary>
public sealed class VerbTests(ServerPark park) : OneShotTests(park)
{
    public static TheoryData<ServerKind> Servers() => [.. Enum.GetValues<ServerKind>()];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Every_verb_with_names_that_give_trouble(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        foreach (string name in (string[])["plain.txt", "with blank  two", "ä 漢字.txt", "-dash", "#hash?&;x"])
        {
            byte[] content = Site.Bytes(20_000 + name.Length);
            File.WriteAllBytes(Local.File(name), content);

            ProgramRun put = (await RunAsync(server, "put", "--", name, Url(server, directory + "/"))).Ended(0);
            Assert.Equal(("", ""), (put.Output, put.Error));
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, name)));

            Assert.Equal(content, (await RunAsync(server, "cat", Url(server, $"{directory}/{name}"))).Ended(0).Bytes);
            Assert.Equal(content[..100], (await RunAsync(server, "cat", "--range", "0-99", Url(server, $"{directory}/{name}"))).Ended(0).Bytes);

            ProgramRun get = (await RunAsync(server, "get", "-O", "down", Url(server, $"{directory}/{name}"))).Ended(0);
            Assert.Equal(("", ""), (get.Output, get.Error));
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(Local.File("down"), name)));

            Assert.Equal(name + "\n", (await RunAsync(server, "ls", Url(server, directory))).Ended(0).Output);
            Assert.Equal(name + "\n", (await RunAsync(server, "ls", Url(server, $"{directory}/{name}"))).Ended(0).Output);

            (await RunAsync(server, "mv", Url(server, $"{directory}/{name}"), $"{directory}/moved {name}")).Ended(0);
            Assert.Equal([$"moved {name}"], Directory.GetFiles(path).Select(Path.GetFileName));
            (await RunAsync(server, "rm", Url(server, $"{directory}/moved {name}"))).Ended(0);
            Assert.Empty(Directory.GetFiles(path));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Directories_are_made_and_removed(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        Assert.NotEqual(0, (await RunAsync(server, "mkdir", Url(server, $"{directory}/a/b"))).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(path, "a")));
        (await RunAsync(server, "mkdir", "-p", Url(server, $"{directory}/a/b c/d"))).Ended(0);
        (await RunAsync(server, "mkdir", "-p", Url(server, $"{directory}/a/b c/d"))).Ended(0);
        LocalFile("x", 10);
        (await RunAsync(server, "put", "x", Url(server, $"{directory}/a/b c"))).Ended(0);
        Assert.True(File.Exists(Path.Combine(path, "a/b c/x")));

        ProgramRun refused = (await RunAsync(server, "rm", Url(server, $"{directory}/a"))).Ended(1);
        Assert.Contains("is a directory; with everything in it: ftps rm -r", refused.Error, StringComparison.Ordinal);
        (await RunAsync(server, "rm", "-r", Url(server, $"{directory}/a"))).Ended(0);
        Assert.Empty(Directory.GetFileSystemEntries(path));
        (await RunAsync(server, "rm", Url(server, $"{directory}/a"))).Ended(3);
        (await RunAsync(server, "rm", "-f", Url(server, $"{directory}/a"))).Ended(0);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Mirror_up_and_down(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("tree/sub dir"));
        string[] names = ["a.txt", "sub dir/ä", "sub dir/b.log"];
        foreach (string name in names)
        {
            LocalFile($"tree/{name}", 1000 + name.Length);
        }

        ProgramRun dry = (await RunAsync(server, "mirror", "--dry-run", "tree", Url(server, $"{directory}/copy"))).Ended(0);
        Assert.Contains("upload sub dir/ä\n", dry.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(path, "copy")));

        (await RunAsync(server, "mirror", "-X", "*.log", "tree", Url(server, $"{directory}/copy"))).Ended(0);
        Assert.Equal(["a.txt", "sub dir/ä"], Files(Path.Combine(path, "copy")));
        ProgramRun up = (await RunAsync(server, "mirror", "--json", "tree", Url(server, $"{directory}/copy"))).Ended(0);
        JsonElement file = Assert.Single(up.Of("file"));
        Assert.Equal(("upload", "sub dir/b.log"), (file.GetProperty("action").GetString(), file.GetProperty("file").GetString()));

        (await RunAsync(server, "mirror", Url(server, $"{directory}/copy"), "back")).Ended(0);
        Assert.Equal(names.Order(StringComparer.Ordinal), Files(Local.File("back")));
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Local.File($"tree/{name}")), File.ReadAllBytes(Local.File($"back/{name}"))));

        LocalFile("back/extra", 5);
        (await RunAsync(server, "mirror", "--delete", Url(server, $"{directory}/copy"), "back")).Ended(0);
        Assert.Equal(names.Order(StringComparer.Ordinal), Files(Local.File("back")));
        (await RunAsync(server, "mirror", Url(server, $"{directory}/missing"), "nothing")).Ended(3);
    }

    [Fact]
    public async Task Uploads_as_asked()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(50_000);
        LocalFile("f", 50_000);
        File.SetLastWriteTimeUtc(Local.File("f"), new DateTime(2020, 2, 29, 12, 0, 0, DateTimeKind.Utc));

        (await RunAsync(server, "put", "--atomic", "--keep-time", "-p", "f", Url(server, $"{directory}/new/dir/g"))).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "new/dir/g")));
        Assert.Equal(new DateTime(2020, 2, 29, 12, 0, 0, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Path.Combine(path, "new/dir/g")));
        Assert.Equal(["g"], Directory.GetFiles(Path.Combine(path, "new/dir")).Select(Path.GetFileName));

        ProgramRun input = await Ftps.RunAsync(["put", .. Way(server), "-", Url(server, $"{directory}/stdin")], content);
        input.Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "stdin")));
        await Ftps.RunAsync(["put", .. Way(server), "--append", "-", Url(server, $"{directory}/stdin")], [1, 2, 3]);
        Assert.Equal([.. content, 1, 2, 3], File.ReadAllBytes(Path.Combine(path, "stdin")));

        server.PutFile($"{directory}/half", content[..20_000]);
        ProgramRun rest = (await RunAsync(server, "put", "-c", "--json", "f", Url(server, $"{directory}/half"))).Ended(0);
        Assert.Equal(30_000, Assert.Single(rest.Of("file")).GetProperty("bytes").GetInt64());
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "half")));

        LocalFile("e", 3);
        ProgramRun partial = (await RunAsync(server, "put", "--parallel", "3", "f", "nowhere", "e", Url(server, directory + "/"))).Ended(7);
        Assert.Contains("nowhere", partial.Error, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "f")));
        Assert.Equal(3, new FileInfo(Path.Combine(path, "e")).Length);
        (await RunAsync(server, "put", "nowhere", Url(server, directory + "/"))).Ended(3);
    }

    [Fact]
    public async Task Downloads_as_asked()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(40_000);
        server.PutFile($"{directory}/f", content);
        string url = Url(server, $"{directory}/f");

        (await RunAsync(server, "get", "-o", "g", url)).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Local.File("g")));
        Assert.Equal(content, (await RunAsync(server, "get", "-o", "-", url)).Ended(0).Bytes);
        (await RunAsync(server, "get", "-o", "r", "--range", "-100", url)).Ended(0);
        Assert.Equal(content[^100..], File.ReadAllBytes(Local.File("r")));

        ProgramRun refused = (await RunAsync(server, "get", "-n", "-o", "g", url)).Ended(1);
        Assert.Contains("already exists", refused.Error, StringComparison.Ordinal);
        File.WriteAllBytes(Local.File("g"), content[..10_000]);
        ProgramRun rest = (await RunAsync(server, "get", "-c", "--json", "-o", "g", url)).Ended(0);
        Assert.Equal(30_000, Assert.Single(rest.Of("file")).GetProperty("bytes").GetInt64());
        Assert.Equal(content, File.ReadAllBytes(Local.File("g")));

        // Never a half file, and nothing at all of a file that is not there.
        (await RunAsync(server, "get", Url(server, $"{directory}/missing"))).Ended(3);
        Assert.False(File.Exists(Local.File("missing")));
    }

    [Fact]
    public async Task A_listing_as_text_and_as_json()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        server.PutFile($"{directory}/small", new byte[5]);
        server.PutFile($"{directory}/large", new byte[5000]);
        _ = Directory.CreateDirectory(Path.Combine(path, ".hidden"));

        Assert.Equal(".hidden\nlarge\nsmall\n", (await RunAsync(server, "ls", Url(server, directory))).Ended(0).Output);
        Assert.Equal("small\nlarge\n.hidden\n", (await RunAsync(server, "ls", "--sort", "name", "-r", Url(server, directory))).Ended(0).Output);
        Assert.StartsWith("large\nsmall\n", (await RunAsync(server, "ls", "--sort", "size", Url(server, directory))).Ended(0).Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^-rw-[r-]--[r-]--  5000  \d{4}-\d\d-\d\d \d\d:\d\d  large$", (await RunAsync(server, "ls", "-l", Url(server, directory))).Ended(0).Output);
        (await RunAsync(server, "ls", Url(server, $"{directory}/missing"))).Ended(3);

        ProgramRun json = (await RunAsync(server, "ls", "--json", Url(server, directory))).Ended(0);
        Assert.Equal([(".hidden", "directory"), ("large", "file"), ("small", "file")], json.Of("entry").Select(entry => (entry.GetProperty("name").GetString(), entry.GetProperty("kind").GetString())));
        Assert.Equal(5000, json.Of("entry")[1].GetProperty("size").GetInt64());
        Assert.Equal("start", json.Events[0].GetProperty("event").GetString());
        Assert.Equal((0, "ok"), (json.Events[^1].GetProperty("exit").GetInt32(), json.Events[^1].GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Json_keeps_standard_output_pure_where_it_carries_a_file()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(3_000_000);
        server.PutFile($"{directory}/f", content);
        ProgramRun run = (await RunAsync(server, "cat", "--json", Url(server, $"{directory}/f"))).Ended(0);
        Assert.Equal(content, run.Bytes);
        string[] kinds = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
        Assert.Equal(("start", "summary"), (kinds[0], kinds[^1]));
        Assert.Contains("file", kinds);
    }

    [Fact]
    public async Task The_server_s_hash_is_printed_and_compared()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(10_000);
        server.PutFile($"{directory}/f", content);
        string hex = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        Assert.Equal($"{hex}  {directory}/f\n", (await RunAsync(server, "hash", Url(server, $"{directory}/f"))).Ended(0).Output);
        Assert.Equal($"{hex}  {directory}/f\n", (await RunAsync(server, "hash", "--download", Url(server, $"{directory}/f"))).Ended(0).Output);
        ProgramRun get = (await RunAsync(server, "get", "--json", "--verify", "-o", "f", Url(server, $"{directory}/f"))).Ended(0);
        Assert.Equal("sha256", Assert.Single(get.Of("file")).GetProperty("verified").GetString());
        (await RunAsync(server, "put", "--verify=sha256", "f", Url(server, $"{directory}/g"))).Ended(0);

        // Where the server has none, a promise to compare is not made.
        ForeignServer other = await ServerAsync(ServerKind.Vsftpd);
        (string elsewhere, string path) = other.MakeDirectory();
        ProgramRun refused = (await RunAsync(other, "put", "--verify", "f", Url(other, $"{elsewhere}/g"))).Ended(8);
        Assert.Contains("computes no hashes", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(path));
    }

    private static string[] Files(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal)];
}

using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary>Data connections must prove their lineage: GnuTLS resumes.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LftpTests(StrictSite shared) : ClientTests(shared), IClassFixture<StrictSite>
{
    private static readonly string[] s_awkward =
    [
        "plain", "with space", "-dash", "--help", ".dot", "...", "..gone", "[brackets]", "{braces}", "quote\"s", "apostrophe's", "back\\slash",
        "star*", "question?", "Überraschung", "日本語", "🦭", "tilde~", "~tilde", "semi;colon", "amp&ersand", "dollar$HOME", "hash#", "per%20cent", "a  b",
    ];

    [Theory]
    [InlineData("1.2", "on", "127.0.0.1", "explicit")]
    [InlineData("1.3", "on", "127.0.0.1", "explicit")]
    [InlineData("1.2", "off", "127.0.0.1", "explicit")]
    [InlineData("1.3", "off", "127.0.0.1", "explicit")]
    [InlineData("1.3", "on", "[::1]", "explicit")]
    [InlineData("1.3", "off", "[::1]", "explicit")]
    [InlineData("1.2", "on", "127.0.0.1", "implicit")]
    [InlineData("1.3", "off", "[::1]", "implicit")]
    public async Task Files_of_all_sizes_go_up_and_come_back(string version, string passive, string host, string start)
    {
        string name = $"{version}-{passive}-{host.Length}-{start}";
        string sent = Directory.CreateDirectory(Site.LocalPath(name)).FullName, got = Directory.CreateDirectory(Site.LocalPath(name + "-back")).FullName;
        foreach (int size in (int[])[0, 1, 16383, 16384, 16385, 10 * 1024 * 1024])
        {
            File.WriteAllBytes(Path.Combine(sent, $"{size}"), Site.Bytes(size));
        }

        string url = start == "explicit" ? $"ftp://{host}:{Site.Port}" : $"ftps://{host}:{Site.ImplicitPort}";
        string priority = version == "1.2" ? "NORMAL:-VERS-ALL:+VERS-TLS1.2" : "NORMAL:-VERS-ALL:+VERS-TLS1.3";
        (await LftpAsync(url, $"""
            set ssl:priority {priority}
            set ftp:passive-mode {passive}
            mkdir {name}
            cd {name}
            lcd "{sent}"
            mput *
            lcd "{got}"
            mget *
            cat 1
            """)).Succeeded();
        Assert.Equal(Tree(sent), Tree(Site.HomePath(name)));
        Assert.Equal(Tree(sent), Tree(got));

        // lftp goes over to passive mode in silence when active mode is refused.
        Assert.DoesNotContain("asked for an active data connection", Site.Daemon.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_travel_as_they_are()
    {
        string local = Directory.CreateDirectory(Site.LocalPath("awkward")).FullName;
        List<string> commands = [$"lcd {Quoted(local)}", "mkdir awkward", "cd awkward"];
        foreach (string name in s_awkward)
        {
            File.WriteAllText(Path.Combine(local, name), name);
            commands.Add($"put {Quoted("./" + name)} -o {Quoted("./" + name)}");
            commands.Add($"cat {Quoted("./" + name)}");
            commands.Add($"mv {Quoted("./" + name)} {Quoted("./" + name + " moved")}");
            commands.Add($"get {Quoted("./" + name + " moved")} -o {Quoted("./" + name + ".back")}");
            commands.Add($"rm {Quoted("./" + name + " moved")}");
            commands.Add($"put {Quoted("./" + name)} -o {Quoted("./" + name)}");
        }

        commands.Add($"nlist -a > {Quoted(Site.LocalPath("names"))}");
        string said = (await LftpAsync(Url, string.Join('\n', commands))).Succeeded();
        Assert.Equal(string.Concat(s_awkward), said);
        string[] listed = File.ReadAllLines(Site.LocalPath("names"));
        foreach (string name in s_awkward)
        {
            Assert.Equal(name, File.ReadAllText(Site.HomePath("awkward/" + name)));
            Assert.Equal(name, File.ReadAllText(Path.Combine(local, name + ".back")));
            Assert.Contains(name, listed);
        }
    }

    [Fact]
    public async Task A_tree_of_a_thousand_files_is_mirrored_both_ways()
    {
        string source = Site.LocalPath("source"), back = Site.LocalPath("back");
        for (int i = 0; i < 1000; i++)
        {
            string directory = Directory.CreateDirectory(Path.Combine(source, $"dir {i % 10}", s_awkward[i % s_awkward.Length] + " d")).FullName;
            File.WriteAllBytes(Path.Combine(directory, $"{s_awkward[i / 40 % s_awkward.Length]} {i}"), Site.Bytes(i * 37 % 20_000));
        }

        Directory.CreateDirectory(Path.Combine(source, "empty"));
        (await LftpAsync(Url, $"set net:connection-limit 4\nmirror -R --parallel=4 {Quoted(source)} tree")).Succeeded();
        Assert.Equal(Tree(source), Tree(Site.HomePath("tree")));
        (await LftpAsync(Url, $"set net:connection-limit 4\nmirror --parallel=4 tree {Quoted(back)}")).Succeeded();
        Assert.Equal(Tree(source), Tree(back));

        // Nothing has changed, so nothing moves; what has changed does, and what is gone goes.
        Assert.DoesNotContain("Transferring", (await LftpAsync(Url, $"mirror -v tree {Quoted(back)}")).Succeeded(), StringComparison.Ordinal);
        File.Delete(Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).First());
        File.WriteAllText(Path.Combine(source, "new"), "new");
        (await LftpAsync(Url, $"mirror -R -c -e {Quoted(source)} tree")).Succeeded();
        Assert.Equal(Tree(source), Tree(Site.HomePath("tree")));
        (await LftpAsync(Url, "rm -r tree")).Succeeded();
        Assert.False(Directory.Exists(Site.HomePath("tree")));
    }

    [Fact]
    public async Task Interrupted_transfers_are_resumed()
    {
        byte[] whole = Site.Bytes(5_000_000);
        string local = Site.LocalFile("whole", whole.Length);
        File.WriteAllBytes(Site.HomePath("up"), whole[..2_345_678]);
        File.WriteAllBytes(Site.HomePath("down"), whole);
        File.WriteAllBytes(Site.LocalPath("down"), whole[..1_111_111]);
        Directory.CreateDirectory(Site.HomePath("continued"));
        File.WriteAllBytes(Site.HomePath("continued/file"), whole);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Site.LocalPath("continued")).FullName, "file"), whole[..4_000_000]);
        (await LftpAsync(Url, $"""
            reput {Quoted(local)} -o up
            get -c down -o {Quoted(Site.LocalPath("down"))}
            mirror -c continued {Quoted(Site.LocalPath("continued"))}
            """)).Succeeded();
        Assert.Equal(whole, File.ReadAllBytes(Site.HomePath("up")));
        Assert.Equal(whole, File.ReadAllBytes(Site.LocalPath("down")));
        Assert.Equal(whole, File.ReadAllBytes(Site.LocalPath("continued/file")));
    }

    [Fact]
    public async Task Modes_times_and_sizes_are_kept_and_told()
    {
        string local = Site.LocalFile("moded", 12);
        File.SetLastWriteTimeUtc(local, new DateTime(2005, 6, 7, 8, 9, 10, DateTimeKind.Utc));
        string said = (await LftpAsync(Url, $"""
            put {Quoted(local)} -o moded
            chmod 640 moded
            cls -l --sort=name moded
            quote SITE HELP
            """)).Output;
        Assert.Contains("-rw-r-----", said, StringComparison.Ordinal);
        Assert.Contains("12", said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Site.HomePath("moded")));
        Assert.Equal(new DateTime(2005, 6, 7, 8, 9, 10, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Site.HomePath("moded")));
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        // With cmd:fail-exit lftp 4.9 does not come to its end after a failed cat, whatever the server.
        (await LftpAsync(Url, "set cmd:fail-exit no\ncat not-there")).Failed("550");
        (await LftpAsync(Url, "set cmd:fail-exit no\nrmdir not-there")).Failed("550");
    }

    private string Url => $"ftp://localhost:{Site.Port}";

    private Task<ToolRun> LftpAsync(string url, string commands) => Tool.RunAsync("lftp", ["--norc", "-c", $"""
        set ssl:ca-file "{Site.Authority}"
        set ftp:ssl-force yes
        set ftp:ssl-protect-data yes
        set net:max-retries 1
        set net:timeout 20
        set cmd:fail-exit yes
        open -u {Quoted($"{Site.User},{Site.Password}")} {url}
        {commands}
        """]);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Names and contents below a directory.</summary>
    private static string[] Tree(string root) =>
    [
        .. Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => File.Exists(path)
                ? $"{Path.GetRelativePath(root, path)}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"
                : Path.GetRelativePath(root, path))
            .Order(StringComparer.Ordinal),
    ];
}

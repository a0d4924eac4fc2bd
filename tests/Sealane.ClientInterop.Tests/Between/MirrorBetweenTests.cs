using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Between;

/// <summary>Mirrors from one server to another: through here, and from server to server.</summary>
public sealed class MirrorBetweenTests(ServerPark park) : ClientTests(park)
{
    private static readonly DateTime s_time = new(2024, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private FtpsClientPool Pool(ForeignServer server) => new(Options(server, "127.0.0.1"));

    private static void Fill(ForeignServer server)
    {
        foreach (string directory in (string[])["tree", "tree/sub", "tree/sub/deeper", "tree/empty", "tree/with blank"])
        {
            Directory.CreateDirectory(server.PathOf(directory));
            server.Own(server.PathOf(directory));
        }

        foreach ((string name, int size) in ((string, int)[])[("tree/a", 0), ("tree/b", 1), ("tree/sub/c", 16_384), ("tree/sub/deeper/d", 400_000), ("tree/with blank/f g", 3), ("tree/caf\u00E9", 10)])
        {
            server.PutFile(name, Site.Bytes(size));
            File.SetLastWriteTimeUtc(server.PathOf(name), s_time);
        }
    }

    private static string[] Tree(ForeignServer server, string top) =>
        [.. Directory.EnumerateFileSystemEntries(server.PathOf(top), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(server.PathOf(top), path) + (Directory.Exists(path) ? "/" : " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))[..8]))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(ServerKind.ProFtpd, ServerKind.Ftpsd)]
    [InlineData(ServerKind.Vsftpd, ServerKind.ProFtpd)]
    [InlineData(ServerKind.Ftpsd, ServerKind.Pyftpdlib)]
    public async Task A_tree_arrives_whole_and_once(ServerKind source, ServerKind target)
    {
        await using ServerPair pair = await ServerPair.StartAsync(source, target, allowed: false);
        Fill(pair.Source);
        await using FtpsClientPool from = Pool(pair.Source), to = Pool(pair.Target);
        MirrorReport first = await Mirror.CopyAsync(from, "tree", to, "copy/of it", null, null, Cancellation);
        Assert.True(first.Succeeded, first.ToString());
        Assert.Equal((6, 400_000 + 16_384 + 14), (first.NewFiles, first.Bytes));
        Assert.Equal(Tree(pair.Source, "tree"), Tree(pair.Target, "copy/of it"));

        MirrorReport second = await Mirror.CopyAsync(from, "tree", to, "copy/of it", null, null, Cancellation);
        Assert.Equal((0L, 0L, 0L), (second.NewFiles, second.ModifiedFiles, second.Bytes));

        // What is larger is sent again, what is not at the source goes.
        pair.Source.PutFile("tree/b", Site.Bytes(77));
        pair.Target.PutFile("copy/of it/extra", [1]);
        MirrorReport third = await Mirror.CopyAsync(from, "tree", to, "copy/of it", new MirrorOptions { Delete = true, Verify = MirrorVerification.WhenPossible }, null, Cancellation);
        Assert.Equal((1L, 1L, 77L), (third.ModifiedFiles, third.RemovedFiles, third.Bytes));
        Assert.Equal(Tree(pair.Source, "tree"), Tree(pair.Target, "copy/of it"));

        MirrorReport moved = await Mirror.CopyAsync(from, "tree", to, "moved", new MirrorOptions { RemoveSourceFiles = true, RemoveSourceDirectories = true }, null, Cancellation);
        Assert.True(moved.Succeeded, moved.ToString());
        Assert.False(Directory.Exists(pair.Source.PathOf("tree")));
        Assert.Equal(Tree(pair.Target, "copy/of it"), Tree(pair.Target, "moved"));
    }

    [Fact]
    public async Task A_source_that_is_not_there_makes_no_target()
    {
        await using ServerPair pair = await ServerPair.StartAsync(ServerKind.ProFtpd, ServerKind.Ftpsd, allowed: false);
        await using FtpsClientPool from = Pool(pair.Source), to = Pool(pair.Target);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => Mirror.CopyAsync(from, "nosuch", to, "copy", null, null, Cancellation));
        Assert.Equal((FtpsFailure.NotAvailable, CopySide.Source), (e.Failure, e.Side));
        Assert.False(Directory.Exists(pair.Target.PathOf("copy")));
        await Assert.ThrowsAsync<ArgumentException>(() => Mirror.CopyAsync(from, "a", from, "b", null, null, Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_servers_copy_themselves_where_they_can(bool allowed)
    {
        // Not allowed: ProFTPD insists on a resumed session, and checks certificates whose authority it has not.
        await using ServerPair pair = await ServerPair.StartAsync(ServerKind.ProFtpd, ServerKind.ProFtpd, allowed);
        Fill(pair.Source);
        int direct = 0;
        FtpsClientOptions Counting(ForeignServer server)
        {
            FtpsClientOptions options = Options(server, "127.0.0.1");
            Action<ControlLine> trace = options.Trace!;
            return options with { Trace = line => { trace(line); _ = line.Text.StartsWith("PORT ", StringComparison.Ordinal) ? Interlocked.Increment(ref direct) : 0; } };
        }

        await using FtpsClientPool from = new(Counting(pair.Source)), to = new(Counting(pair.Target));
        MirrorReport report = await Mirror.CopyAsync(from, "tree", to, "copy", new MirrorOptions { ServerToServer = new ServerToServerOptions() }, null, Cancellation);
        Assert.True(report.Succeeded, report.ToString());
        Assert.Equal(Tree(pair.Source, "tree"), Tree(pair.Target, "copy"));
        Assert.True(direct >= (allowed ? 6 : 1), $"{direct} times PORT");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-e")]
    [InlineData("-v -X sub/")]
    public async Task The_shell_does_what_lftp_does(string options)
    {
        await using ServerPair pair = await ServerPair.StartAsync(ServerKind.ProFtpd, ServerKind.Ftpsd, allowed: false);
        Fill(pair.Source);
        string authorities = pair.WriteAuthorities(Local.File("both.pem"));
        List<string> said = [];
        foreach (string program in (string[])["lftp", "ftps"])
        {
            Directory.CreateDirectory(pair.Target.PathOf(program));
            pair.Target.PutFile($"{program}/extra", [1]);
            ToolRun run = await Tool.RunAsync(program == "lftp" ? "lftp" : Path.Combine(AppContext.BaseDirectory, program), ["--norc", "-c",
                $"set ssl:ca-file {authorities}; set ftp:ssl-force yes; set net:max-retries 2; set net:timeout 20; set ftp:use-fxp no; set mirror:parallel-transfer-count 1; "
                + $"mirror {options} {ServerPair.Url(pair.Source, "tree")} {ServerPair.Url(pair.Target, program)}"], directory: Local.Path);
            Assert.True(run.ExitCode == 0, run.Error);
            said.Add(run.Output);
        }

        Assert.Equal(Tree(pair.Target, "lftp"), Tree(pair.Target, "ftps"));
        Assert.Equal(options == "-e", !File.Exists(pair.Target.PathOf("ftps/extra")));
        Assert.Equal(said[0].Split('\n').Order(StringComparer.Ordinal), said[1].Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_script_of_it_names_both_sites_and_no_password()
    {
        await using ServerPair pair = await ServerPair.StartAsync(ServerKind.Ftpsd, ServerKind.Ftpsd, allowed: false);
        Fill(pair.Source);
        ToolRun run = await Tool.RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), ["--norc", "-c",
            $"set ssl:ca-file {pair.WriteAuthorities(Local.File("both.pem"))}; mirror --dry-run {ServerPair.Url(pair.Source, "tree")} {ServerPair.Url(pair.Target, "copy")}"], directory: Local.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"get -O ftp://{ForeignServer.UserName}@127.0.0.1:{pair.Target.Port}/copy/sub ftp://{ForeignServer.UserName}@127.0.0.1:{pair.Source.Port}/tree/sub/c", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(ForeignServer.Password), run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(pair.Target.PathOf("copy")));
    }
}

using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>Where transfers of ftps are meant to be other than lftp's.</summary>
public sealed class OwnWayTests(ServerPark park) : ServerTests(park)
{
    private async Task<TransferScript> ScriptAsync() => new(await ServerAsync(ServerKind.Ftpsd));

    [Fact]
    public async Task A_target_is_not_removed_for_a_source_that_is_not_there()
    {
        using TransferScript script = await ScriptAsync();
        Assert.Equal(1, (await script.FtpsAsync("get -e nosuch -o l1")).Code);
        Assert.Equal(Site.Bytes(40), File.ReadAllBytes(Path.Combine(script.Local, "l1")));
    }

    [Fact]
    public async Task A_replaced_file_is_kept_when_asked_for()
    {
        using TransferScript script = await ScriptAsync();
        await script.FtpsAsync("set xfer:clobber yes; set xfer:keep-backup yes; set xfer:backup-suffix .old-%Y; get a.txt -o l1");
        Assert.Equal(Site.Bytes(6), File.ReadAllBytes(Path.Combine(script.Local, "l1")));
        Assert.Equal(Site.Bytes(40), File.ReadAllBytes(Assert.Single(Directory.GetFiles(script.Local, "l1.old-2*"))));
    }

    [Fact]
    public async Task A_file_that_the_user_s_program_finds_wrong_fails_the_command()
    {
        using TransferScript script = await ScriptAsync();
        string program = Path.Combine(script.Local, "check");
        File.WriteAllText(program, "#!/bin/sh\ncase $1 in */a.txt) exit 0;; esac\necho bad sum >&2\nexit 1\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        TransferOutcome outcome = await script.FtpsAsync("set xfer:verify yes; set xfer:verify-command LOCAL/check; get a.txt && get b.txt");
        Assert.Equal((1, "get: LOCAL/b.txt: bad sum\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task Several_files_at_once_with_P()
    {
        using TransferScript script = await ScriptAsync();
        Assert.Equal(0, (await script.FtpsAsync("get -P 3 a.txt b.txt empty; mget -P 2 -O ld *.txt; put -P 2 l1 l2")).Code);
        Assert.True(File.Exists(Path.Combine(script.Local, "ld", "b.txt")));
    }

    [Theory]
    [InlineData("printf 'more\\n' >>", "l1\nl2\nmore\n")]
    [InlineData("true", "l1\nl2\n")]
    public async Task Edit_sends_back_what_was_changed(string editor, string expected)
    {
        using TransferScript script = await ScriptAsync();
        string program = Path.Combine(script.Local, "editor");
        File.WriteAllText(program, $"#!/bin/sh\n{editor} \"$1\"\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(script.Remote, "text"));
        ToolRun run = await Tool.RunAsync("env", ["EDITOR=" + program, Path.Combine(AppContext.BaseDirectory, "ftps"), "--norc", "-c", $"set ssl:ca-file {(await ServerAsync(ServerKind.Ftpsd)).CaFile}; open {script.Url}/; edit text"], directory: script.Local);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected, File.ReadAllText(Path.Combine(script.Remote, "text")));
        Assert.Equal(editor == "true", File.GetLastWriteTimeUtc(Path.Combine(script.Remote, "text")) == before);
    }

    [Fact]
    public async Task A_script_of_a_mirror_has_no_password()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome outcome = await script.FtpsAsync("mirror --script=scr d m; mirror -R --dry-run ld up; mirror --log=lg d m3");
        string Read(string name) => File.ReadAllText(Path.Combine(script.Local, name));
        string all = outcome.Output + Read("scr") + Read("lg");
        Assert.Equal(Read("scr"), Read("lg").Replace("/m3", "/m", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(script.Local, "m")));
        Assert.True(File.Exists(Path.Combine(script.Local, "m3", "x")));
        Assert.Contains($"ftp://{ForeignServer.UserName}@127.0.0.1", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(ForeignServer.Password), all, StringComparison.Ordinal);
        Assert.DoesNotContain(ForeignServer.Password, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_that_deletes_replaces_what_is_of_another_kind()
    {
        using TransferScript script = await ScriptAsync();
        Directory.CreateDirectory(Path.Combine(script.Local, "m", "x", "in"));
        File.WriteAllText(Path.Combine(script.Local, "m", "sub"), "a file");
        Directory.CreateDirectory(Path.Combine(script.Local, "u"));
        File.WriteAllText(Path.Combine(script.Local, "u", "sub"), "a file");

        TransferOutcome kept = await script.FtpsAsync("mirror d m");
        Assert.Equal(1, kept.Code);
        Assert.Contains("sub: the target is a file, not a directory", kept.Error, StringComparison.Ordinal);
        Assert.Contains("x: the target is a directory, not a file", kept.Error, StringComparison.Ordinal);
        Assert.Equal("a file", File.ReadAllText(Path.Combine(script.Local, "m", "sub")));

        TransferOutcome limited = await script.FtpsAsync("mirror -e --max-delete=0 d m");
        Assert.Equal(1, limited.Code);
        Assert.Equal("a file", File.ReadAllText(Path.Combine(script.Local, "m", "sub")));

        // What is in the way goes before what takes its place, in the commands too.
        TransferOutcome listed = await script.FtpsAsync("mirror -e --dry-run d m");
        int Line(string text) => Assert.Single(listed.Output.Split('\n').Index(), line => line.Item.Contains(text, StringComparison.Ordinal)).Index;
        Assert.True(Line("rm file:") < Line("mkdir file:"));
        Assert.True(Line("rm -r file:") < Line("/d/x"));

        TransferOutcome replaced = await script.FtpsAsync("mirror -v -e d m");
        Assert.Equal((0, ""), (replaced.Code, replaced.Error));
        Assert.Contains("Removing old directory `x'\n", replaced.Output, StringComparison.Ordinal);
        Assert.Contains("Removing old file `sub'\n", replaced.Output, StringComparison.Ordinal);
        Assert.Equal(Site.Bytes(2), File.ReadAllBytes(Path.Combine(script.Local, "m", "x")));
        Assert.Equal(Site.Bytes(3), File.ReadAllBytes(Path.Combine(script.Local, "m", "sub", "y")));

        // And the other way round: the server's directory gives way to a file, and again.
        Assert.Equal(0, (await script.FtpsAsync("mirror -R -e u d")).Code);
        Assert.Equal("a file", File.ReadAllText(Path.Combine(script.Remote, "d", "sub")));
        Assert.Equal(0, (await script.FtpsAsync("mirror -R -e m d")).Code);
        Assert.Equal(Site.Bytes(3), File.ReadAllBytes(Path.Combine(script.Remote, "d", "sub", "y")));
    }

    [Fact]
    public async Task Moving_takes_links_along()
    {
        using TransferScript script = new(await ServerAsync(ServerKind.Vsftpd));
        File.CreateSymbolicLink(Path.Combine(script.Remote, "d", "lnk"), "x");
        File.CreateSymbolicLink(Path.Combine(script.Remote, "d", "deeper"), "sub/y");
        Directory.CreateDirectory(Path.Combine(script.Local, "m"));
        File.CreateSymbolicLink(Path.Combine(script.Local, "m", "lnk"), "x");

        TransferOutcome moved = await script.FtpsAsync("mirror --Move d m");

        Assert.Equal((0, ""), (moved.Code, moved.Error));
        Assert.False(Path.Exists(Path.Combine(script.Remote, "d")));
        Assert.Equal("sub/y", new FileInfo(Path.Combine(script.Local, "m", "deeper")).LinkTarget);
    }

    [Fact]
    public async Task Written_commands_do_what_the_mirror_would_have_done()
    {
        using TransferScript script = await ScriptAsync();
        File.SetUnixFileMode(Path.Combine(script.Remote, "a.txt"), (UnixFileMode)0b111_101_000);
        script.AddRemote("(odd) #1 & 2;.txt", Site.Bytes(11));
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        TransferOutcome outcome = await script.FtpsAsync($"mirror --script=scr . m; mirror . n; open -u \"{ForeignServer.UserName},{ForeignServer.Password}\" ftp://127.0.0.1:{server.Port}; source scr");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        string[] Of(string top) => [.. outcome.Local.Split('\n').Select(line => line.Split(' ', 2)).Where(line => line[1].StartsWith(top + "/", StringComparison.Ordinal)).Select(line => line[0] + line[1][1..])];
        Assert.Equal(Of("n"), Of("m"));
        Assert.NotEmpty(Of("m"));
    }

    [Fact]
    public async Task Trees_are_walked_by_URL()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome outcome = await script.FtpsAsync("find URL/d; du -b URL/d; find d; find file:/tmp");
        string url = $"ftp://{ForeignServer.UserName}@127.0.0.1:{(await ServerAsync(ServerKind.Ftpsd)).Port}/DIR/d";
        Assert.Equal($"{url}/\n{url}/sub/\n{url}/sub/y\n{url}/x\n3\t~/DIR/d/sub\n5\t~/DIR/d\nd/\nd/sub/\nd/sub/y\nd/x\n", outcome.Output);
        Assert.Contains("use `local find'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zcat_unpacks()
    {
        using TransferScript script = await ScriptAsync();
        using (var file = new System.IO.Compression.GZipStream(File.Create(Path.Combine(script.Remote, "t.gz")), System.IO.Compression.CompressionLevel.Fastest))
        {
            file.Write("packed\n"u8);
        }

        Assert.Equal("packed\npacked\n", (await script.FtpsAsync("zcat t.gz t.gz")).Output);
    }
}

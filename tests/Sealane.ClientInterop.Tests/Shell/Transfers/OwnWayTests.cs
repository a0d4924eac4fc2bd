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

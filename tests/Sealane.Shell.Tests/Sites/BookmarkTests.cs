using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Sites;

public sealed class BookmarkTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();

    private string BookmarksFile => Path.Combine(_shell.Home, ".local/share/ftps/bookmarks");

    [Fact]
    public async Task Passwords_are_written_only_when_asked_for_and_never_shown()
    {
        await _shell.RunAsync("bookmark add a ftp://joe:s3cret@127.0.0.1/x");
        Assert.Equal("a\tftp://joe@127.0.0.1/x\n", File.ReadAllText(BookmarksFile));

        await _shell.RunAsync("set bmk:save-passwords yes; open -u joe,s3cret 127.0.0.1; bookmark add b; bookmark");
        Assert.Equal("a\tftp://joe@127.0.0.1/x\nb\tftp://joe:s3cret@127.0.0.1\n", File.ReadAllText(BookmarksFile));
        Assert.Equal("a\tftp://joe@127.0.0.1/x\nb\tftp://joe:XXXX@127.0.0.1\n", _shell.Output);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BookmarksFile));
        }
    }

    [Fact]
    public async Task Lftps_file_is_read_while_there_is_none_and_left_alone()
    {
        string theirs = Path.Combine(_shell.Home, ".lftp/bookmarks");
        Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
        File.WriteAllText(theirs, "old\tftp://127.0.0.1:2121/pub\n");

        Assert.Equal(0, await _shell.RunAsync("set cmd:verify-path no; open old; pwd; open bm:old/sub; pwd; bookmark add new ftp://h/"));

        Assert.Equal("ftp://127.0.0.1:2121/pub\nftp://127.0.0.1:2121/pub/sub\n", _shell.Output);
        Assert.Equal("new\tftp://h/\nold\tftp://127.0.0.1:2121/pub\n", File.ReadAllText(BookmarksFile));
        Assert.Equal("old\tftp://127.0.0.1:2121/pub\n", File.ReadAllText(theirs));
    }

    [Fact]
    public async Task Passwords_appear_nowhere()
    {
        await _shell.RunAsync("set cmd:trace yes; open -u joe,s3cret 127.0.0.1; pwd; pwd -p; slot a; slot; open ftp://ann:s3cret@127.0.0.2; scache; queue stop; queue get ftp://x:s3cret@h/f; queue; jobs; queue -d; user ann s3cret; bookmark add z; bookmark");

        Assert.Contains("ftp://x:XXXX@h/f", _shell.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _shell.Output + _shell.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _shell.Dispose();
}

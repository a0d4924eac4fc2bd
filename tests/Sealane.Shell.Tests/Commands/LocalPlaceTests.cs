using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Commands;

/// <summary>Commands about files at this machine: <c>local</c>, and <c>open file:</c>.</summary>
public sealed class LocalPlaceTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();

    [Fact]
    public async Task Files_are_listed_made_and_removed_in_the_local_directory()
    {
        File.WriteAllText(Path.Combine(_shell.Home, "a file"), "12345");
        Assert.Equal(0, await _shell.RunAsync("local nlist; local mkdir -p x/y; local mv \"a file\" x/b; local find x; local rm -r x/y"));
        Assert.Equal("a file\nx\nx/y\nx/b\n".Split('\n').Order(), _shell.Output.Split('\n').Order());
        Assert.Equal(["b"], Directory.GetFileSystemEntries(Path.Combine(_shell.Home, "x")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Their_output_goes_where_it_is_sent_and_their_failure_counts()
    {
        File.WriteAllText(Path.Combine(_shell.Home, "one"), "12345");
        Assert.Equal(0, await _shell.RunAsync("local ls > list"));
        Assert.Matches("-rw.* 5 .* one\n", File.ReadAllText(Path.Combine(_shell.Home, "list")));
        Assert.NotEqual(0, await _shell.RunAsync("local rm nosuch"));
    }

    [Fact]
    public async Task A_file_url_is_a_place_to_walk_in()
    {
        _ = Directory.CreateDirectory(Path.Combine(_shell.Home, "sub", "deep"));
        Assert.Equal(0, await _shell.RunAsync($"open file:{_shell.Home}; cd sub; pwd; cls; cd -; pwd"));
        Assert.Equal($"file:{_shell.Home}/sub\ndeep/\nfile:{_shell.Home}\n", _shell.Output);
        Assert.Equal(1, await _shell.RunAsync("cd nosuch"));
        Assert.Equal($"cd: {_shell.Home}/nosuch: No such file or directory\n", _shell.Error);
    }

    public void Dispose() => _shell.Dispose();
}

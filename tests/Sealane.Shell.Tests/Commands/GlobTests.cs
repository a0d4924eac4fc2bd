using Sealane.Shell.Globbing;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Commands;

public sealed class GlobTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();

    public GlobTests()
    {
        foreach (string name in (string[])["a.txt", "b.txt", ".hidden", "[x]", "d/c.txt", "d/e/f.txt"])
        {
            string path = Path.Combine(_shell.Home, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    [Theory]
    [InlineData("*", "a.txt", true)]
    [InlineData("*.t?t", "a.txt", true)]
    [InlineData("[a-c].txt", "b.txt", true)]
    [InlineData("[!a-c].txt", "b.txt", false)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("*", ".a", false)]
    [InlineData(".*", ".a", true)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXbXbX", false)]
    public void Patterns(string pattern, string name, bool matches) => Assert.Equal(matches, GlobPattern.MatchesName(pattern, name));

    [Fact]
    public void Many_asterisks_take_no_time() => Assert.False(GlobPattern.Matches(string.Concat(Enumerable.Repeat("*a", 50)) + "b", new string('a', 5000)));

    [Theory]
    [InlineData("a{b,c}d", "abd acd")]
    [InlineData("{a,b{c,d}}", "a bc bd")]
    [InlineData("{a}", "{a}")]
    [InlineData("\\{a,b}", "\\{a,b}")]
    public void Braces(string pattern, string words) => Assert.Equal(words.Split(' '), GlobPattern.Alternatives(pattern));

    [Theory]
    [InlineData("*.txt", "a.txt b.txt")]
    [InlineData("{b,a}.txt", "b.txt a.txt")]
    [InlineData("*/*.txt", "d/c.txt")]
    [InlineData("*/*/*", "d/e/f.txt")]
    [InlineData("d/c.*", "d/c.txt")]
    [InlineData("\\\\[x\\\\]", "[x]")]
    [InlineData("none*", "")]
    public async Task Local_names(string pattern, string names)
    {
        await _shell.RunAsync($"local glob echo {pattern}");

        Assert.Equal(names + "\n", _shell.Output);
    }

    [Fact]
    public async Task Kinds_and_conditions()
    {
        await _shell.RunAsync("local glob -d echo *; local glob -a echo d* a*; local glob --exist *.txt && echo some; local glob --exist *.zip || echo none");

        Assert.Equal("d\nd a.txt\nsome\nnone\n", _shell.Output);
    }

    public void Dispose() => _shell.Dispose();
}

using Sealane.Shell.Screen;

namespace Sealane.Shell.Tests.Screen;

public class HistoryExpansionTests
{
    private readonly HistoryExpansion _expansion = new(["open ftp://h/", "get dir/a.tar.gz 'b c' d", "echo one two"]);

    [Theory]
    [InlineData("!!", "echo one two")]
    [InlineData("!1", "open ftp://h/")]
    [InlineData("!-2; ls", "get dir/a.tar.gz 'b c' d; ls")]
    [InlineData("!get", "get dir/a.tar.gz 'b c' d")]
    [InlineData("!?tar? x", "get dir/a.tar.gz 'b c' d x")]
    [InlineData("ls !$", "ls two")]
    [InlineData("ls !get:2", "ls 'b c'")]
    [InlineData("ls !get:1-2 !get:2* !get^ !get:0 !get:2-", "ls dir/a.tar.gz 'b c' 'b c' d dir/a.tar.gz get 'b c'")]
    [InlineData("ls !*", "ls one two")]
    [InlineData("x !get:1:h !get:1:t !get:1:r !get:1:e", "x dir a.tar.gz dir/a.tar .gz")]
    [InlineData("!!:s/one/1/", "echo 1 two")]
    [InlineData("!!:gs/o/0/", "ech0 0ne tw0")]
    [InlineData("!!:q", "'echo one two'")]
    [InlineData("^one^three^", "echo three two")]
    [InlineData("^one^three", "echo three two")]
    [InlineData("a b !#", "a b a b ")]
    [InlineData("echo a! b != c !(x '!!' \\!x", "echo a! b != c !(x '!!' !x")]
    [InlineData("ls", "ls")]
    public void What_is_recalled(string typed, string expanded)
    {
        Assert.Equal(expanded, _expansion.Expand(typed));
        Assert.False(_expansion.OnlyShows);
    }

    [Theory]
    [InlineData("!nosuch", "!nosuch: event not found")]
    [InlineData("!99", "!99: event not found")]
    [InlineData("!!:9", "!!:9: bad word specifier")]
    [InlineData("!!:s/x/y/", "!!:s/x/y/: substitution failed")]
    [InlineData("!!:z", "!!:z: unrecognized history modifier")]
    public void What_cannot_be(string typed, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => _expansion.Expand(typed)).Message);

    [Fact]
    public void A_line_can_be_shown_only()
    {
        Assert.Equal("echo one two", _expansion.Expand("!!:p"));
        Assert.True(_expansion.OnlyShows);
    }

    [Fact]
    public void Without_history_there_is_nothing_to_recall() => Assert.Throws<FormatException>(() => new HistoryExpansion([]).Expand("!!"));
}

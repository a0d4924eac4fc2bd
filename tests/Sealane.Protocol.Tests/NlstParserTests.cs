namespace Sealane.Protocol.Tests;

public sealed class NlstParserTests
{
    [Fact]
    public void Names_are_kept_as_they_are() => ListingText.Expect(
        () => new NlstParser(default),
        " lead\r\ntrail \r\na;b\n.\n..\n\nsub/\n./dot\n",
        "? [ lead]",
        "? [trail ]",
        "? [a;b]",
        "dir [sub]",
        "? [dot]");

    [Theory]
    [InlineData("", "a", "a")]
    [InlineData("", "/a", "a")]
    [InlineData("sub", "sub/a", "a")]
    [InlineData("/home/anna/sub", "sub/a", "a")]
    [InlineData("/home/anna/sub/", "/home/anna/sub/a", "a")]
    [InlineData("/sub", "/srv/ftp/sub/a", "a")]
    [InlineData("/sub", "/sub/b/", "b")]
    [InlineData("sub", "other/a", null)]
    [InlineData("sub", "mysub/a", null)]
    [InlineData("", "sub/a", null)]
    [InlineData("sub", "sub/../../a", null)]
    [InlineData("sub", "/", null)]
    [InlineData("", "ls: x: Permission denied", null)]
    public void Paths_lose_the_directory_asked_for(string directory, string line, string? name)
    {
        NlstParser parser = new(Fragmented.Bytes(directory));
        Assert.Equal(name is null ? ListLine.Unparsed : ListLine.Entry, parser.Read(Fragmented.Bytes(line), out ListedEntry? entry));
        Assert.Equal(name, entry is null ? null : Fragmented.Text(entry.Name.Span));
        Assert.Equal(name is null ? 1 : 0, parser.UnparsedLines);
    }
}

using Sealane.Shell.Language;

namespace Sealane.Shell.Tests.Language;

public class ParserTests
{
    [Theory]
    [InlineData("echo a  b", "echo|a|b")]
    [InlineData("echo \"c  d\" 'e  f'", "echo|c  d|e  f")]
    [InlineData("echo \\; g\\ h", "echo|;|g h")]
    [InlineData("echo \"x\\\"y\\\\z\\n\"", "echo|x\"y\\z\\n")]
    [InlineData("echo 'it\\'s'", "echo|it's")]
    [InlineData("echo \\n \\( \\t", "echo|\\n|\\(|\\t")]
    [InlineData("echo a\"b\"c'd'", "echo|abcd")]
    [InlineData("echo \"\" a", "echo||a")]
    [InlineData("echo a#b # c", "echo|a#b|#|c")]
    [InlineData("echo a\\\nb", "echo|ab")]
    [InlineData("echo a)", "echo|a)")]
    public void Words(string source, string expected) =>
        Assert.Equal(expected.Split('|'), Assert.IsType<SimpleCommand>(Assert.Single(Parser.Parse(source).Statements).Command).Words);

    [Fact]
    public void Joints_and_background()
    {
        Statement[] all = [.. Parser.Parse("a && b || c; d & e\nf && \n g").Statements];

        Assert.Equal([Joint.Always, Joint.And, Joint.Or, Joint.Always, Joint.Always, Joint.Always, Joint.Always], all.Select(each => each.Joint));
        Assert.Equal([false, false, false, true, false, false, false], all.Select(each => each.Background));
    }

    [Theory]
    [InlineData("echo a > f", RedirectionKind.Write, "f")]
    [InlineData("echo a >> \"f x\"", RedirectionKind.Append, "f x")]
    [InlineData("echo a | tr 'a;b' c", RedirectionKind.Pipe, "tr 'a;b' c")]
    [InlineData("(echo a; echo b) | sort -r", RedirectionKind.Pipe, "sort -r")]
    [InlineData("echo a | cat > f; echo", RedirectionKind.Pipe, "cat > f")]
    public void Redirections(string source, object kind, string target)
    {
        Node first = Parser.Parse(source).Statements[0].Command;

        Assert.Equal(new Redirection((RedirectionKind)kind, target), first is SimpleCommand simple ? simple.Redirection : ((Group)first).Redirection);
    }

    [Theory]
    [InlineData("echo a >", "parse: missing redirection filename")]
    [InlineData("echo a |", "parse: missing filter command")]
    [InlineData("echo a > f > g", "parse: more than one redirection of a command")]
    [InlineData("> f", "parse: missing command")]
    public void Malformed_source_says_what_is_missing(string source, string message) =>
        Assert.Equal(message, Assert.IsType<Malformed>(Assert.Single(Parser.Parse(source).Statements).Command).Message);

    [Fact]
    public void A_shell_escape_takes_its_line()
    {
        Statement[] all = [.. Parser.Parse("! a ; b && c\necho d").Statements];

        Assert.Equal(new LocalCommand("a ; b && c"), all[0].Command);
        Assert.Equal(2, all.Length);
    }

    [Theory]
    [InlineData("(echo a\n", true)]
    [InlineData("(echo a\necho b)\n", false)]
    [InlineData("(echo ')'\n", true)]
    [InlineData("echo a\\\n", true)]
    [InlineData("echo \"abc\n", false)]
    [InlineData("echo a &&\n", false)]
    public void Incomplete_source_waits_for_more(string source, bool incomplete) => Assert.Equal(incomplete, Parser.Parse(source).IsIncomplete);

    [Fact]
    public void A_line_break_ends_a_quote() =>
        Assert.Equal(["a", "b\""], Parser.Parse("echo \"a\nb\\\"").Statements.Select(each => ((SimpleCommand)each.Command).Words[^1]));

    [Theory]
    [InlineData("a b")]
    [InlineData("a\"b\\c")]
    [InlineData("x;y&z|>")]
    [InlineData("(it's) #1!")]
    [InlineData("")]
    [InlineData("\\")]
    public void Quoted_words_are_read_back(string word) =>
        Assert.Equal(["cmd", word, "end"], ((SimpleCommand)Parser.Parse(Quoting.Line(["cmd", word, "end"])).Statements[0].Command).Words);
}

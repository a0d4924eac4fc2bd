namespace Sealane.Protocol.Tests;

public sealed class CommandTests
{
    [Theory]
    [InlineData("PASS secret", "PASS ***")]
    [InlineData("pass  secret ", "PASS ***")]
    [InlineData("ACCT secret", "ACCT ***")]
    [InlineData("ADAT c2VjcmV0", "ADAT ***")]
    [InlineData("SITE PSWD old secret", "SITE PSWD ***")]
    [InlineData("site  pswd secret", "SITE PSWD ***")]
    public void Secrets_are_masked(string line, string log) => Assert.Equal(log, Parse(line).ToString());

    [Theory]
    [InlineData("PASS", "PASS")]
    [InlineData("USER joe", "USER joe")]
    [InlineData("SITE CHMOD 644 a", "SITE CHMOD 644 a")]
    [InlineData("STOR a\x1b[2Jb", @"STOR a\x1b[2Jb")]
    [InlineData("STOR \xFF", @"STOR \xff")]
    [InlineData("STOR \xC3\xA4", "STOR \u00E4")]
    [InlineData(@"STOR a\b", @"STOR a\\b")]
    public void The_rest_is_shown_escaped(string line, string log) => Assert.Equal(log, Parse(line).ToString());

    [Fact]
    public void The_argument_is_owned_by_the_command()
    {
        byte[] line = Fragmented.Bytes("RETR a.txt");
        CommandParser.Parse(line, out Command command);
        Array.Fill(line, (byte)'x');
        Assert.Equal("a.txt", command.Text);
    }

    [Fact]
    public void Text_is_UTF8_with_replacement()
    {
        Assert.Equal("\u00E4\uFFFD", Parse("RETR \xC3\xA4\xFF").Text);
        Assert.False(Parse("NOOP ").HasArgument);
        Assert.True(Parse("NOOP  ").HasArgument);
    }

    private static Command Parse(string line)
    {
        Assert.Equal(CommandError.None, CommandParser.Parse(Fragmented.Bytes(line), out Command command));
        return command;
    }
}

namespace Sealane.Protocol.Tests;

public sealed class CommandParserTests
{
    [Theory]
    [InlineData("NOOP", "NOOP", "")]
    [InlineData("noop ", "NOOP", "")]
    [InlineData("RETR a", "RETR", "a")]
    [InlineData("RETR  a ", "RETR", " a ")]
    [InlineData("RETR a b", "RETR", "a b")]
    [InlineData("USER \xFF\xFE", "USER", "\xFF\xFE")]
    [InlineData("P@SW", "PASV", "")]
    [InlineData("GET", "GET", "")]
    [InlineData("get /", "GET", "/")]
    [InlineData("OPTS UTF8 ON", "OPTS", "UTF8 ON")]
    [InlineData("HOST a", "HOST", "a")]
    public void A_verb_one_blank_and_an_argument(string line, string verb, string argument)
    {
        Assert.Equal(CommandError.None, CommandParser.Parse(Fragmented.Bytes(line), out Command command));
        Assert.Equal(Verb.Of(verb), command.Verb);
        Assert.Equal(argument, Fragmented.Text(command.Argument.Span));
    }

    [Theory]
    [InlineData("", CommandError.Empty)]
    [InlineData(" ", CommandError.NotAVerb)]
    [InlineData(" NOOP", CommandError.NotAVerb)]
    [InlineData("NOOP\tx", CommandError.NotAVerb)]
    [InlineData("ABCDEFGHI", CommandError.NotAVerb)]
    [InlineData("<script>", CommandError.NotAVerb)]
    [InlineData("NO\0OP", CommandError.Nul)]
    [InlineData("USER a\0b", CommandError.Nul)]
    [InlineData("GET / HTTP/1.1", CommandError.ForeignProtocol)]
    [InlineData("POST /x HTTP/1.1", CommandError.ForeignProtocol)]
    [InlineData("PUT /", CommandError.ForeignProtocol)]
    [InlineData("HEAD /", CommandError.ForeignProtocol)]
    [InlineData("PATCH /", CommandError.ForeignProtocol)]
    [InlineData("DELETE /", CommandError.ForeignProtocol)]
    [InlineData("OPTIONS *", CommandError.ForeignProtocol)]
    [InlineData("CONNECT a:21", CommandError.ForeignProtocol)]
    [InlineData("TRACE /", CommandError.ForeignProtocol)]
    [InlineData("PROPFIND /", CommandError.ForeignProtocol)]
    [InlineData("PRI * HTTP/2.0", CommandError.ForeignProtocol)]
    [InlineData("HTTP/1.1 200 OK", CommandError.ForeignProtocol)]
    [InlineData("EHLO x", CommandError.ForeignProtocol)]
    [InlineData("helo", CommandError.ForeignProtocol)]
    [InlineData("LHLO x", CommandError.ForeignProtocol)]
    [InlineData("MAIL FROM:<a@b>", CommandError.ForeignProtocol)]
    [InlineData("SSH-2.0-OpenSSH", CommandError.ForeignProtocol)]
    [InlineData("\x16\x03", CommandError.ForeignProtocol)]
    [InlineData("\x16\x03\x01\0\x05", CommandError.ForeignProtocol)]
    public void Everything_else_is_refused_with_its_reason(string line, CommandError error)
    {
        Assert.Equal(error, CommandParser.Parse(Fragmented.Bytes(line), out Command command));
        Assert.Equal(default, command);
    }

    [Fact]
    public void No_verb_of_FTP_is_taken_for_another_protocol()
    {
        string[] verbs =
        [
            "ABOR", "ACCT", "ALLO", "APPE", "AUTH", "AVBL", "CCC", "CDUP", "CLNT", "CSID", "CWD", "DELE", "EPRT", "EPSV", "FEAT", "HASH", "HELP", "HOST",
            "LANG", "LIST", "MDTM", "MFCT", "MFF", "MFMT", "MKD", "MLSD", "MLST", "MODE", "NLST", "NOOP", "OPTS", "PASS", "PASV", "PBSZ", "PORT", "PROT",
            "PWD", "QUIT", "RANG", "REIN", "REST", "RETR", "RMD", "RNFR", "RNTO", "SITE", "SIZE", "SMNT", "STAT", "STOR", "STOU", "STRU", "SYST", "TYPE",
            "USER", "XCRC", "XCUP", "XCWD", "XMD5", "XMKD", "XPWD", "XRMD", "XSHA",
        ];
        Assert.All(verbs.Where(v => v.All(char.IsAsciiLetter)), v => Assert.Equal(CommandError.None, CommandParser.Parse(Fragmented.Bytes(v + " x"), out _)));
    }
}

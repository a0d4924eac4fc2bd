namespace Sealane.Protocol.Tests;

public sealed class ReplyParserTests
{
    [Theory]
    [InlineData("220 ready\r\n", "220[ready]")]
    [InlineData("220\r\n", "220[]")]
    [InlineData("220-\r\n220 \r\n", "220[|]")]
    [InlineData("\r\n220 a\n331 b\r\n", "220[a] 331[b]")]
    [InlineData("211-Features:\r\n EPRT\r\n AUTH TLS\r\n211 End\r\n", "211[Features:| EPRT| AUTH TLS|End]")]
    [InlineData("230-Hello\r\n230-World\r\n230 in\r\n", "230[Hello|World|in]")]
    [InlineData("213-a\r\n220 b\r\n  213 c\r\n2134 d\r\n213 e\r\n", "213[a|220 b|  213 c|2134 d|e]")]
    [InlineData("214-x\r\n\r\ny\r\n214\r\n", "214[x||y|]")]
    [InlineData("631 c2FmZQ==\r\n", "631[c2FmZQ==]")]
    public void Replies_are_put_together_wherever_they_are_cut(string sample, string expected)
    {
        foreach (byte[][] pieces in Fragmented.Cuts(Fragmented.Bytes(sample)))
        {
            Assert.Equal(expected, string.Join(' ', ReadAll(pieces, new ReplyParser())));
        }
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n")]
    [InlineData("22 x\r\n")]
    [InlineData("2200 x\r\n")]
    [InlineData("220x\r\n")]
    [InlineData("720 x\r\n")]
    [InlineData("020 x\r\n")]
    [InlineData(" 220 x\r\n")]
    public void What_is_no_reply_ends_the_conversation(string sample)
    {
        ReplyParser parser = new();
        Assert.Equal(["!"], ReadAll([Fragmented.Bytes(sample), Fragmented.Bytes("220 fine\r\n")], parser));
    }

    [Fact]
    public void Lines_are_bounded_in_number()
    {
        string middle = string.Concat(Enumerable.Repeat(" x\r\n", 8));
        Assert.Single(ReadAll([Fragmented.Bytes("211-\r\n" + middle + "211 \r\n")], new ReplyParser(maxLines: 10)), r => r != "!");
        Assert.Equal(["!"], ReadAll([Fragmented.Bytes("211-\r\n x\r\n" + middle + "211 \r\n")], new ReplyParser(maxLines: 10)));
    }

    [Fact]
    public void Replies_are_bounded_in_bytes()
    {
        Assert.Equal(["211[a|b]"], ReadAll([Fragmented.Bytes("211-a\r\n211 b\r\n")], new ReplyParser(maxBytes: 10)));
        Assert.Equal(["!"], ReadAll([Fragmented.Bytes("211-a\r\n211 bc\r\n")], new ReplyParser(maxBytes: 10)));
        Assert.Equal(["!"], ReadAll([Fragmented.Bytes("211 abcdefgh\r\n")], new ReplyParser(maxBytes: 10)));
    }

    [Fact]
    public void A_line_past_the_buffers_limit_is_malformed() =>
        Assert.Equal(["!"], ReadAll([Fragmented.Bytes("220 " + new string('x', 5000))], new ReplyParser()));

    [Fact]
    public void An_unfinished_reply_is_known()
    {
        using LineBuffer buffer = new();
        ReplyParser parser = new();
        Fragmented.Feed(buffer, "211-a\r\n x\r\n"u8);
        Assert.Equal(ReplyStatus.NeedMore, parser.TryRead(buffer, out _));
        Assert.True(parser.IsInsideReply);
        Fragmented.Feed(buffer, "211 b\r\n"u8);
        Assert.Equal(ReplyStatus.Reply, parser.TryRead(buffer, out ServerReply? reply));
        Assert.False(parser.IsInsideReply);
        Assert.Equal("b", reply!.Text);
        Assert.Equal(2, reply.Category);
        Assert.Equal("211 b", reply.ToString());
        Assert.Equal([" x"], reply.Middle.Select(l => Fragmented.Text(l.Span)));
    }

    private static List<string> ReadAll(byte[][] pieces, ReplyParser parser)
    {
        List<string> replies = [];
        using LineBuffer buffer = new();
        foreach (byte[] piece in pieces)
        {
            Fragmented.Feed(buffer, piece);
            ReplyStatus status;
            while ((status = parser.TryRead(buffer, out ServerReply? reply)) == ReplyStatus.Reply)
            {
                replies.Add($"{reply!.Code}[{string.Join('|', reply.Lines.Select(l => Fragmented.Text(l.Span)))}]");
            }

            if (status == ReplyStatus.Malformed && !replies.Contains("!"))
            {
                replies.Add("!");
            }
        }

        return replies;
    }
}

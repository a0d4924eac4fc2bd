using System.Text;

namespace Sealane.Protocol.Tests;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("Transfer complete.", "226 Transfer complete.\r\n")]
    [InlineData("", "226 \r\n")]
    [InlineData("a\r\n230 b", "226 a??230 b\r\n")]
    [InlineData("a\0\x1b\x7f\u0085b", "226 a????b\r\n")]
    [InlineData("\u00E4", "226 \u00E4\r\n")]
    public void Text_is_one_line_whatever_it_holds(string text, string wire)
    {
        Reply reply = Reply.Of(226, text);
        Assert.Equal(226, reply.Code);
        Assert.Equal(wire, Encoding.UTF8.GetString(reply.Wire.Span));
    }

    [Theory]
    [InlineData("", "250 Done.\r\n")]
    [InlineData("one", "250-one\r\n250 Done.\r\n")]
    [InlineData("one\n", "250-one\r\n250 Done.\r\n")]
    [InlineData("one\r\n\r\ntwo\r\n", "250-one\r\n250-\r\n250-two\r\n250 Done.\r\n")]
    [InlineData("250 Done.\n226 x\n250-", "250-250 Done.\r\n250-226 x\r\n250-250-\r\n250 Done.\r\n")]
    [InlineData("a\rb\tc\0\x1b", "250-a?b c??\r\n250 Done.\r\n")]
    [InlineData("\u00C3\u00A4", "250-\u00C3\u00A4\r\n250 Done.\r\n")]
    [InlineData("ab\u00C3", "250-ab\r\n250 Done.\r\n")] // cut off within a character
    [InlineData("\u00C2\u0085x", "250-?x\r\n250 Done.\r\n")]
    [InlineData("\u00FFb", "250-\u00C3\u00BFb\r\n250 Done.\r\n")] // Latin-1; Telnet's byte does not reach the wire
    public void A_text_before_a_reply_cannot_end_it(string text, string wire) =>
        Assert.Equal(wire, Encoding.Latin1.GetString(Reply.Of(250, "Done.").After(Encoding.Latin1.GetBytes(text)).Wire.Span));

    [Theory]
    [InlineData("/", "257 \"/\" is here\r\n")]
    [InlineData("/a\"b\"", "257 \"/a\"\"b\"\"\" is here\r\n")]
    [InlineData("/\"\"", "257 \"/\"\"\"\"\" is here\r\n")]
    [InlineData("/\xFF\xFE", "257 \"/\xFF\xFF\xFE\" is here\r\n")]
    [InlineData("/\x1b", "257 \"/\x1b\" is here\r\n")]
    public void Quotes_and_Telnets_byte_are_doubled_in_a_path(string path, string wire)
    {
        Assert.True(FtpPath.Root.TryResolve(Fragmented.Bytes(path), out FtpPath ftpPath));
        Assert.Equal(wire, Fragmented.Text(Reply.OfPath(257, "", ftpPath, " is here").Wire.Span));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("226 \uFFFD\r\n", Encoding.UTF8.GetString(Reply.Of(226, "\uD800").Wire.Span));

    [Fact]
    public void Text_around_a_path_is_made_safe_too() =>
        Assert.Equal("150 a?\"/x\"?b\r\n", Fragmented.Text(Reply.OfPath(150, "a\n", FtpPath.Of("/x"), "\rb").Wire.Span));

    [Fact]
    public void Several_lines_have_the_code_first_and_last()
    {
        Reply reply = Reply.Lines(211, "Features:", ["MDTM", "211 x\r\n211 y"], "End");
        Assert.Equal("211-Features:\r\n MDTM\r\n 211 x??211 y\r\n211 End\r\n", Fragmented.Text(reply.Wire.Span));
        Assert.Equal("211-Features: |  MDTM |  211 x??211 y | 211 End", reply.ToString());
    }

    [Fact]
    public void A_raw_middle_is_sent_as_it_is()
    {
        Assert.Equal("250-Listing /a\r\n type=file; \xFF\r\n250 End\r\n", Fragmented.Text(Reply.LinesRaw(250, "Listing /a", Fragmented.Bytes(" type=file; \xFF\r\n"), "End").Wire.Span));
        Assert.Equal("213-a\r\n213 b\r\n", Fragmented.Text(Reply.LinesRaw(213, "a", default, "b").Wire.Span));
    }

    [Theory]
    [InlineData(" no end")]
    [InlineData(" a\r\n213 b\r\n")]
    [InlineData("2\r\n")]
    [InlineData(" a\n")]
    public void A_raw_middle_that_could_end_the_reply_is_refused(string middle) =>
        Assert.Throws<ArgumentException>(() => Reply.LinesRaw(213, "a", Fragmented.Bytes(middle), "b"));

    [Theory]
    [InlineData(99)]
    [InlineData(700)]
    [InlineData(-1)]
    public void A_code_is_three_digits(int code) => Assert.Throws<ArgumentOutOfRangeException>(() => Reply.Of(code, "x"));

    [Fact]
    public void A_log_shows_it_escaped() => Assert.Equal(@"257 ""/\x1b"" x", Reply.OfPath(257, "", FtpPath.Of("/\x1b"), " x").ToString());
}

using System.Text;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>What a terminal shows after what it was sent.</summary>
public sealed class ScreenTests
{
    [Theory]
    [InlineData("one\r\ntwo", "one|two")]
    [InlineData("get 1%\rget 99%", "get 99%")]
    [InlineData("old status\r\x1b[Knew", "new")]
    [InlineData("abc\x1b[2Dx", "axc")]
    [InlineData("abc\b\b\x1b[P", "ac")]
    [InlineData("ac\b\x1b[@b", "abc")]
    [InlineData("a\r\nb\x1b[A\x1b[2Gc", "ac|b")]
    [InlineData("x\x1b[2;3Hy\x1b[1;1H\x1b[J", "")]
    [InlineData("\x1b[31;1mred\x1b[0m \x1b]0;title\aplain\x1b[?2004h", "red plain")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "0123456789|a")]
    [InlineData("0123456789\r\na", "0123456789|a")]
    [InlineData("1\r\n2\r\n3\r\n4\r\n5", "1|2|3|4|5")]
    [InlineData("a\tb", "a       b")]
    [InlineData("ab\x1b[s\x1b[Hx\x1b[uc", "xbc")]
    [InlineData("é☃", "é☃")]
    public void It_shows(string sent, string shown)
    {
        var screen = new Screen(4, 10);

        // Byte by byte, as a terminal may get it.
        foreach (byte one in Encoding.UTF8.GetBytes(sent))
        {
            screen.Feed([one]);
        }

        Assert.Equal(shown.Replace('|', '\n'), screen.Text);
    }

    [Fact]
    public void It_answers_where_the_cursor_is()
    {
        string answered = "";
        var screen = new Screen(4, 10) { Answers = text => answered += text };
        screen.Feed("ab\r\nc\x1b[6n"u8);
        Assert.Equal("\x1b[2;2R", answered);
    }
}

using System.Text;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Tests.Screen;

public class TextWidthTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("über", 4)]
    [InlineData("e\u0301x", 2)]
    [InlineData("漢字.txt", 8)]
    [InlineData("ｱ", 1)]
    [InlineData("한", 2)]
    [InlineData("😀!", 3)]
    [InlineData("\u200Ba", 1)]
    [InlineData("\e[01;34mdir\e[m", 3)]
    [InlineData("\e]2;title\ax\e]0;t\e\\y", 2)]
    [InlineData("─│", 2)]
    public void Columns(string text, int width) => Assert.Equal(width, TextWidth.Of(text));

    [Theory]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("漢字x", 3, "漢")]
    [InlineData("ab", 3, "ab")]
    public void Cut_at_the_end(string text, int width, string cut) => Assert.Equal(cut, TextWidth.Cut(text, width));

    [Theory]
    [InlineData("a-long-name", 7, "...name")]
    [InlineData("漢字漢字", 8, "...漢字")]
    public void Cut_at_the_beginning(string text, int width, string cut) => Assert.Equal(cut, TextWidth.CutFront(text, width));

    [Theory]
    [InlineData("abc", 10, 0, 3)]
    [InlineData("abcdefghij", 10, 1, 0)]
    [InlineData("abcdefghijk", 10, 1, 1)]
    [InlineData("abcdefghi漢", 10, 1, 2)]
    [InlineData("a\nb", 10, 1, 1)]
    [InlineData("abc", 1, 3, 0)]
    public void Where_the_cursor_stands(string text, int width, int row, int column)
    {
        var layout = new LineLayout(width);
        layout.Add(text);
        Assert.Equal((row, column), layout.Cursor);
    }

    [Fact]
    public void A_line_is_drawn_and_taken_away()
    {
        MemoryStream seen = new();
        var screen = new ScreenOutput(seen, seen, isTerminal: true);
        var buffer = new LineBuffer([]);
        var painter = new LinePainter(screen, buffer) { Prompt = "> " };
        buffer.Insert("漢字");
        painter.Draw();
        buffer.Insert("x");
        Assert.True(painter.TryAppend(2));
        buffer.Apply(new ConsoleKeyInfo('\0', ConsoleKey.LeftArrow, false, false, false));
        painter.Erase();
        painter.Draw();
        Assert.Equal("> 漢字x\r\e[J> 漢字x\r\e[6C", Encoding.UTF8.GetString(seen.ToArray()));
    }

    [Fact]
    public void What_a_terminal_would_obey_is_not_drawn()
    {
        MemoryStream seen = new();
        var buffer = new LineBuffer([]);
        buffer.Insert("a\e[2Jb\tc");
        new LinePainter(new ScreenOutput(seen, seen, isTerminal: true), buffer).Draw();
        Assert.Equal("a?[2Jb c", Encoding.UTF8.GetString(seen.ToArray()));
    }

    [Fact]
    public void Status_lines_are_cut_by_their_width() =>
        Assert.Equal("`...字字字' at 0 [x]", new TransferStatus("漢漢漢漢字字字", 0, null, 0, null, "x").Line(21, true));

    [Fact]
    public void A_title_is_filled_in() => Assert.Equal("\e]2;a\\b\aftps%A", TerminalTitle.Fill("\\e]2;\\T\\a\\s%\\101", "a\\b"));
}

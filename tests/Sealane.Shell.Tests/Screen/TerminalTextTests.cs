using System.Text;
using Sealane.Protocol;
using Sealane.Shell.Listings;
using Sealane.Shell.Screen;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Tests.Screen;

/// <summary>What servers call their files does nothing to the terminal.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, \u00e4 \u6f22 \ud83d\ude00\twith a tab\n", "plain text, \u00e4 \u6f22 \ud83d\ude00\twith a tab\n")]
    [InlineData("a\u001b]0;owned\u0007b", @"a\x1b]0;owned\x07b")]
    [InlineData("a\u001b[2J\u001b[6nb", @"a\x1b[2J\x1b[6nb")]
    [InlineData("over\rwritten", @"over\x0dwritten")]
    [InlineData("\u009b2J \u202e \u007f", @"\u009b2J \u202e \x7f")]
    [InlineData(@"back\slash stays", @"back\slash stays")]
    [InlineData("\u001b[01;34mdir\u001b[m file", "\u001b[01;34mdir\u001b[m file")]
    [InlineData("\u001b[8mhidden\n", "\u001b[8mhidden\n\u001b[m")]
    [InlineData("cut \u001b[31", @"cut \x1b[31")]
    [InlineData("\u001b[1;2;3Hm", @"\x1b[1;2;3Hm")]
    public void Letters_lines_and_colours_pass_and_nothing_else(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Lines(text));
        Assert.Equal(text == shown, TerminalText.IsPlain(text) || text.Contains("\u001b[01;34m", StringComparison.Ordinal));
    }

    [Fact]
    public void A_terminal_gets_no_name_that_it_would_obey_and_a_pipe_gets_every_byte()
    {
        const string Name = "x\u001b[2J\u001b]0;t\u0007\n";
        MemoryStream screen = new(), errors = new();
        var both = new ScreenOutput(screen, errors, isTerminal: true);
        both.Output.Write(Name);
        both.Error.Write(Name);
        both.SetStatus([Name]);
        both.Output.Flush();
        both.Error.Flush();
        Assert.DoesNotContain((byte)0x1b, screen.ToArray());
        Assert.DoesNotContain((byte)0x1b, errors.ToArray());

        MemoryStream pipe = new(), mixed = new();
        var piped = new ScreenOutput(pipe, mixed, isTerminal: false, errorIsTerminal: true);
        piped.Output.Write(Name);
        piped.Error.Write(Name);
        piped.Output.Flush();
        piped.Error.Flush();
        Assert.Equal(Name, Encoding.UTF8.GetString(pipe.ToArray()));
        Assert.DoesNotContain((byte)0x1b, mixed.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_written_out() => Assert.Equal(@"not UTF-8: \xff", TerminalText.Lines("not UTF-8: \udcff"));

    [Fact]
    public void A_prompt_shows_a_directory_and_obeys_only_its_own_format()
    {
        Place place = new() { LocalDirectory = "/tmp/\u001b[31m\n" };
        Assert.Equal(@"/tmp/\x1b[31m\x0a> ", PromptText.Expand(@"\l> ", place, "ftps", "1"));
        Assert.Equal("\u001b[1m> ", PromptText.Expand(@"\[\e[1m\]> ", place, "ftps", "1"));
    }

    [Fact]
    public void Listings_have_question_marks_for_both_sets_of_controls()
    {
        byte[] listing = [.. "a\u001b[2Jb \u009b2J\u007f \u00e4\r\n"u8];
        Assert.Equal("a?[2Jb ?2J? \u00e4\n", Encoding.UTF8.GetString(ListingText.Lines(listing, Charset.Utf8)));
    }
}

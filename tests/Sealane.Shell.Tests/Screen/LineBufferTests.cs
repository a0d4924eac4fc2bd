using Sealane.Shell.Screen;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Screen;

public sealed class LineBufferTests : IDisposable
{
    private readonly ShellUnderTest _shell = new();
    private readonly LineBuffer _line = new(["first", "second"]);

    [Fact]
    public void Moving_and_cutting()
    {
        _line.Insert("get one two");
        Press(ConsoleKey.W, ConsoleModifiers.Control);
        Press(ConsoleKey.A, ConsoleModifiers.Control);
        Press(ConsoleKey.Y, ConsoleModifiers.Control);
        Assert.Equal(("twoget one ", 3), (_line.Text, _line.Cursor));
        Press(ConsoleKey.K, ConsoleModifiers.Control);
        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.LeftArrow);
        Press(ConsoleKey.X, 0, 'x');
        Assert.Equal("txw", _line.Text);
    }

    [Fact]
    public void History_keeps_what_was_being_typed()
    {
        _line.Insert("new");
        Press(ConsoleKey.UpArrow);
        Assert.Equal("second", _line.Text);
        Press(ConsoleKey.UpArrow);
        Press(ConsoleKey.UpArrow);
        Assert.Equal("first", _line.Text);
        Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.DownArrow);
        Assert.Equal("new", _line.Text);
    }

    [Theory]
    [InlineData("ec", 0, "echo ")]
    [InlineData("echo a; ech", 8, "echo ")]
    [InlineData("open --env", 5, "--env-password ")]
    [InlineData("set ssl:ver", 4, "ssl:verify-certificate ")]
    [InlineData("put \"a", 4, "\"a b.txt\" ")]
    [InlineData("put a", 4, "a\\ b.txt ")]
    [InlineData("lcd s", 4, "sub/")]
    public async Task Completion_of_commands_options_settings_and_local_names(string before, int start, string candidate)
    {
        File.WriteAllText(Path.Combine(_shell.Home, "a b.txt"), "");
        Directory.CreateDirectory(Path.Combine(_shell.Home, "sub"));

        Candidates found = await new Completion(_shell.Shell).FindAsync(before, false, TestContext.Current.CancellationToken);

        Assert.Equal(start, found.Start);
        Assert.Equal([candidate], found.Words);
    }

    [Fact]
    public void History_is_private_and_without_passwords()
    {
        string path = Path.Combine(_shell.Home, "deep/history");
        var history = new CommandHistory(path);
        foreach (string line in (string[])["ls", "ls", " ", "open -u joe,s3cret h", "quit"])
        {
            history.Add(line, DateTime.UnixEpoch);
        }

        history.WriteTo(null, 2);

        Assert.Equal(["open -u joe,XXXX h", "quit"], new CommandHistory(path).Lines.Select(line => line.Text));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Output_goes_above_the_prompt()
    {
        MemoryStream seen = new();
        var screen = new ScreenOutput(seen, seen, isTerminal: true);
        using (screen.Hold(() => screen.Raw("<erase>"), () => screen.Raw("<prompt>")))
        {
            screen.Output.Write("done\n");
        }

        screen.Output.Write("later\n");
        Assert.Equal("<prompt><erase>done\n<prompt>later\n", System.Text.Encoding.UTF8.GetString(seen.ToArray()));
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_character_is_one_however_it_is_made()
    {
        _line.Insert("a😀e\u0301漢");
        Press(ConsoleKey.LeftArrow);
        Press(ConsoleKey.Backspace);
        Assert.Equal("a😀漢", _line.Text);
        Press(ConsoleKey.Backspace);
        Assert.Equal(("a漢", 1), (_line.Text, _line.Cursor));
        Press(ConsoleKey.T, ConsoleModifiers.Control);
        Assert.Equal("漢a", _line.Text);
    }

    [Fact]
    public async Task Several_candidates_have_a_list()
    {
        File.WriteAllText(Path.Combine(_shell.Home, "字.txt"), "12345");
        File.WriteAllText(Path.Combine(_shell.Home, "字2.txt"), "");
        Candidates found = await new Completion(_shell.Shell).FindAsync("put 字", false, TestContext.Current.CancellationToken);
        Assert.Equal("字", found.Common);
        Assert.Equal(["字.txt  字2.txt"], found.Lines(40).Select(line => line.Replace("\e[m", "")));
        _shell.Shell.Settings.Set("cmd:cls-completion-default", "-1");
        Assert.Equal(2, found.Lines(40).Count());
    }

    private void Press(ConsoleKey key, ConsoleModifiers modifiers = 0, char character = '\0') =>
        _line.Apply(new ConsoleKeyInfo(character, key, modifiers.HasFlag(ConsoleModifiers.Shift), modifiers.HasFlag(ConsoleModifiers.Alt), modifiers.HasFlag(ConsoleModifiers.Control)));
}

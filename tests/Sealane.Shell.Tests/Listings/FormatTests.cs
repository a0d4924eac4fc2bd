using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Commands;
using Sealane.Shell.Listings;

namespace Sealane.Shell.Tests.Listings;

public sealed class FormatTests
{
    private static readonly DateTime s_now = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("600", 0b111_111_111, false, 0b110_000_000)]
    [InlineData("4755", 0, false, 0b100_111_101_101)]
    [InlineData("u+x", 0b110_100_100, false, 0b111_100_100)]
    [InlineData("+x", 0b110_100_100, false, 0b111_101_101)]
    [InlineData("go-r,a+x", 0b110_100_100, false, 0b111_001_001)]
    [InlineData("a=rx,u+w", 0, true, 0b111_101_101)]
    [InlineData("u=rwX,go=", 0b110_100_100, false, 0b110_000_000)]
    [InlineData("u=rwX,go=", 0b110_100_100, true, 0b111_000_000)]
    [InlineData("a+X", 0b111_100_100, false, 0b111_101_101)]
    [InlineData("u=g", 0b111_101_000, false, 0b101_101_000)]
    [InlineData("g=u-w", 0b110_000_000, false, 0b110_100_000)]
    [InlineData("u+s,g+s,o+t", 0b111_101_101, true, 0b111_111_101_101)]
    [InlineData("u+rwxs-x", 0b110_111_111, false, 0b100_110_111_111)]
    public void Mode_changes(string text, int before, bool isDirectory, int after) =>
        Assert.Equal(ModeText.Of(after), ModeText.Of(ModeChange.TryParse(text)!.Apply(before, isDirectory)));

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("99")]
    [InlineData("77777")]
    [InlineData("u")]
    [InlineData("X")]
    [InlineData("u+z")]
    [InlineData("u+x,")]
    public void What_is_no_mode(string text) => Assert.Null(ModeChange.TryParse(text));

    [Theory]
    [InlineData(0b000_110_100_000, "rw-r-----")]
    [InlineData(0b111_111_111_111, "rwsrwsrwt")]
    [InlineData(0b111_000_000_000, "--S--S--T")]
    public void Mode_letters(int mode, string text) => Assert.Equal(text, ModeText.Of(mode));

    [Theory]
    [InlineData(0, 1024, "0")]
    [InlineData(1023, 1024, "1023")]
    [InlineData(1024, 1024, "1.0K")]
    [InlineData(1025, 1024, "1.1K")]
    [InlineData(10240, 1024, "10K")]
    [InlineData(10188, 1024, "10K")]
    [InlineData(20480, 1000, "21k")]
    [InlineData(4096, 1000, "4.1k")]
    [InlineData(1048575, 1024, "1.0M")]
    [InlineData(3000000, 1024, "2.9M")]
    public void Human_sizes(long bytes, int unit, string text) => Assert.Equal(text, SizeText.Human(bytes, unit));

    [Fact]
    public void Columns_fill_the_screen_downwards()
    {
        (string, int)[] cells = [.. ((string[])["aaaa", "b", "cc", "d", "e", "f"]).Select(text => (text, text.Length))];

        Assert.Equal(["aaaa  d", "b     e", "cc    f"], ColumnLayout.Lines(cells, 8));
        Assert.Equal(["aaaa  b  cc  d  e  f"], ColumnLayout.Lines(cells, 80));
        Assert.Equal(6, ColumnLayout.Lines(cells, 0).Count());
    }

    [Fact]
    public void Long_lines_have_the_columns_that_are_known()
    {
        RemoteEntry[] entries =
        [
            new() { Name = "d", Kind = EntryKind.Directory, Mode = 0b111_101_101, Owner = "joe", Group = "users", Modified = s_now.AddDays(-1), Precision = TimePrecision.Second },
            new() { Name = "f", Kind = EntryKind.File, Mode = 0b110_100_100, Owner = "joe", Group = "users", Length = 12, Modified = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), Precision = TimePrecision.Day },
        ];

        Assert.Equal(
            ["drwxr-xr-x joe      users             2026-11-21 d/", "-rw-r--r-- joe      users          12 2001 f"],
            Format("-lF", "--time-style=%Y|%F").Lines(entries));
        Assert.Equal(["         d", "       1 f"], Format("-s1").Lines(entries));
    }

    [Fact]
    public void Sorting()
    {
        RemoteEntry[] entries =
        [
            new() { Name = "B", Kind = EntryKind.File, Length = 1, Modified = s_now }, new() { Name = "a", Kind = EntryKind.File, Length = 3, Modified = s_now.AddDays(-1) },
            new() { Name = "z", Kind = EntryKind.Directory, Length = 2, Modified = s_now.AddDays(-2) },
        ];
        string Sorted(params string[] words) => string.Concat(Format(words).Sorted(entries).Select(entry => entry.Name));

        Assert.Equal("Baz", Sorted());
        Assert.Equal("aBz", Sorted("-I"));
        Assert.Equal("zBa", Sorted("-D"));
        Assert.Equal("zaB", Sorted("-r"));
        Assert.Equal("azB", Sorted("-S"));
        Assert.Equal("Baz", Sorted("--sort=date"));
    }

    [Fact]
    public void Names_cannot_drive_the_terminal()
    {
        RemoteEntry[] entries = [new() { Name = "a\e[2Jb\udc80", Kind = EntryKind.File }];

        Assert.Equal(["a?[2Jb?"], Format().Lines(entries));
    }

    [Theory]
    [InlineData("joe", "users", 12L, "-rw-r--r--  joe/users          12 2026-11-22 12:00:00 x")]
    [InlineData(null, null, null, "-rw-r--r--                      - 2026-11-22 12:00:00 x")]
    public void Lines_of_find(string? owner, string? group, long? length, string line)
    {
        DateTime local = TimeStyle.Local(new RemoteEntry { Name = "x", Modified = s_now, Precision = TimePrecision.Second })!.Value;
        RemoteEntry entry = new() { Name = "x", Kind = EntryKind.File, Owner = owner, Group = group, Length = length, Modified = s_now, Precision = TimePrecision.Second };

        Assert.Equal(line.Replace("2026-11-22 12:00:00", local.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), FindCommand.Line(entry, "x"));
    }

    [Fact]
    public void Colors_are_those_of_LS_COLORS()
    {
        var colors = new FileColors("di=01;34:ln=36:*.bin=31:bad=\e[2J");

        Assert.Equal("\e[01;34md\e[m", colors.Paint("d", new RemoteEntry { Name = "d", Kind = EntryKind.Directory }));
        Assert.Equal("\e[31mx.bin\e[m", colors.Paint("x.bin", new RemoteEntry { Name = "x.bin", Kind = EntryKind.File }));
        Assert.Equal("y", colors.Paint("y", new RemoteEntry { Name = "y", Kind = EntryKind.File }));
    }

    private static ClsFormat Format(params string[] words)
    {
        var options = new ClsOptions { TimeStyle = "%F" };
        options.Take(ParsedArguments.Parse("cls", words, ClsOptions.Specs), "cls");
        return new ClsFormat(options, new TimeStyle(options.TimeStyle, s_now), null, 80);
    }
}

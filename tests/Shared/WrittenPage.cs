using Xunit;

namespace Sealane.Tests.Shared;

/// <summary>A page of docs/ whose end is written from the program's own tables, and so cannot fall behind them. With SEALANE_WRITE_DOCS=1 the check writes it.</summary>
internal static class WrittenPage
{
    /// <summary>Compares what stands behind a line of the page with what should.</summary>
    /// <param name="name">The file, below docs/.</param>
    /// <param name="begin">The line, its end included.</param>
    /// <param name="written">All that comes behind it.</param>
    public static void Check(string name, string begin, string written)
    {
        string path = Path.Combine(Root(), "docs", name);
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int at = page.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(at >= 0, $"docs/{name} has lost the line after which its written part begins.");
        string expected = page[..(at + begin.Length)] + written;
        if (Environment.GetEnvironmentVariable("SEALANE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.Equal(expected, page);
    }

    /// <summary>A value in a table.</summary>
    public static string Code(string value) => value.Length == 0 ? "(none)" : $"`{Cell(value)}`";

    /// <summary>Text in a table.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Sealane.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Compat;

/// <summary>The table of docs/vsftpd.md is written from the catalogue, and so cannot fall behind it.</summary>
public sealed class VsftpdPageTests
{
    private const string Begin = "<!-- The table below is written from the option catalogue; run the tests with SEALANE_WRITE_DOCS=1 after changing it. -->\n";

    [Fact]
    public void The_page_shows_every_option_of_vsftpd()
    {
        string path = Path.Combine(Root(), "docs", "vsftpd.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(begin >= 0, "docs/vsftpd.md has lost the line after which its table begins.");
        string expected = page[..(begin + Begin.Length)] + Table();
        if (Environment.GetEnvironmentVariable("SEALANE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.Equal(expected, page);
    }

    private static string Table()
    {
        StringBuilder text = new("\n| Option | vsftpd | Ours | Here | How, or why not |\n|---|---|---|---|---|\n");
        foreach (OptionDefinition option in OptionCatalog.All.Where(option => !option.IsOurs).OrderBy(option => option.Name, StringComparer.Ordinal))
        {
            string ours = ValueGrammar.Same(option, option.Default, option.Vsftpd!) ? "same" : Code(option.Default);
            string aliases = string.Concat(option.Aliases.Select(alias => $", `{alias}`"));
            string remark = string.Join(' ', new[] { option.Reason, SaferThanVsftpd.Remark(option.Name) ?? "", option.Difference }.Where(sentence => sentence.Length > 0)).Replace("|", "\\|", StringComparison.Ordinal);
            text.Append($"| `{option.Name}`{aliases} | {Code(option.Vsftpd!)} | {ours} | {ConfigurationReport.Word(option.Status)} | {remark} |\n".Replace(" |  |", " | |", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private static string Code(string value) => value.Length == 0 ? "(none)" : $"`{value}`";

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

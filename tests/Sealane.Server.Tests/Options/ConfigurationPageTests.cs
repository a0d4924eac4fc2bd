using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

/// <summary>Keeps docs/configuration.md and the catalogue one and the same: the tables are written from it.</summary>
public sealed class ConfigurationPageTests
{
    private const string Begin = "<!-- The tables below are written from the option catalogue; run the tests with SEALANE_WRITE_DOCS=1 after changing it. -->\n";

    [Fact]
    public void The_page_shows_the_catalogue_as_it_is()
    {
        string path = Path.Combine(Root(), "docs", "configuration.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(begin >= 0, "docs/configuration.md has lost the line after which its tables begin.");
        string expected = page[..(begin + Begin.Length)] + Tables();
        if (Environment.GetEnvironmentVariable("SEALANE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.Equal(expected, page);
    }

    private static string Tables()
    {
        StringBuilder text = new();
        foreach (OptionTopic topic in OptionCatalog.Topics)
        {
            text.Append($"\n## {topic.Title}\n\n| Option | Default | vsftpd | Status | Meaning |\n|---|---|---|---|---|\n");
            foreach (OptionDefinition option in topic.Options)
            {
                string aliases = option.Aliases.Count == 0 ? "" : $" (also `{string.Join("`, `", option.Aliases)}`)";
                string vsftpd = option.IsOurs ? "–" : ValueGrammar.Same(option, option.Default, option.Vsftpd!) ? "same" : Code(option.Vsftpd!);
                string meaning = string.Join(' ', new[] { option.Description, option.Reason, option.Difference }.Where(sentence => sentence.Length > 0));
                text.Append($"| `{option.Name}`{aliases} | {Code(option.Default)} | {vsftpd} | {ConfigurationReport.Word(option.Status)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
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

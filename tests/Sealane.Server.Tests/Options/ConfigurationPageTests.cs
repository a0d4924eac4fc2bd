using System.Text;
using Sealane.Server.Options;
using Sealane.Tests.Shared;

namespace Sealane.Server.Tests.Options;

/// <summary>Keeps docs/configuration.md and the catalogue one and the same: the tables are written from it.</summary>
public sealed class ConfigurationPageTests
{
    private const string Begin = "<!-- The tables below are written from the option catalogue; run the tests with SEALANE_WRITE_DOCS=1 after changing it. -->\n";

    [Fact]
    public void The_page_shows_the_catalogue_as_it_is() => WrittenPage.Check("configuration.md", Begin, Tables());

    private static string Tables()
    {
        StringBuilder text = new();
        foreach (OptionTopic topic in OptionCatalog.Topics)
        {
            text.Append($"\n## {topic.Title}\n\n| Option | Default | vsftpd | Status | Meaning |\n|---|---|---|---|---|\n");
            foreach (OptionDefinition option in topic.Options)
            {
                string aliases = option.Aliases.Count == 0 ? "" : $" (also `{string.Join("`, `", option.Aliases)}`)";
                string vsftpd = option.IsOurs ? "–" : ValueGrammar.Same(option, option.Default, option.Vsftpd!) ? "same" : WrittenPage.Code(option.Vsftpd!);
                string meaning = string.Join(' ', new[] { option.Description, option.Reason, option.Difference }.Where(sentence => sentence.Length > 0));
                text.Append($"| `{option.Name}`{aliases} | {WrittenPage.Code(option.Default)} | {vsftpd} | {ConfigurationReport.Word(option.Status)} | {WrittenPage.Cell(meaning)} |\n");
            }
        }

        return text.ToString();
    }
}

using System.Text;
using Sealane.Shell.Settings;
using Sealane.Tests.Shared;

namespace Sealane.Shell.Tests.Settings;

/// <summary>docs/ftps-settings.md is written from the catalogue, and so cannot fall behind it.</summary>
public sealed class SettingsPageTests
{
    private const string Begin = "<!-- The tables below are written from the catalogue of settings; run the tests with SEALANE_WRITE_DOCS=1 after changing it. -->\n";

    private static readonly (string Prefix, string Title)[] s_topics =
    [
        ("ssl", "TLS and trust"), ("ftp", "FTP"), ("ftps", "Implicit TLS"), ("net", "Connections"), ("dns", "Names and addresses"), ("xfer", "Transfers"), ("file", "Local files"), ("pget", "One file in segments"),
        ("mirror", "Mirror"), ("cmd", "The shell"), ("cache", "The cache of listings"), ("bmk", "Bookmarks"), ("color", "Colours"), ("log", "The debug log"),
    ];

    [Fact]
    public void The_page_shows_the_catalogue_as_it_is() => WrittenPage.Check("ftps-settings.md", Begin, Tables());

    [Fact]
    public void Every_prefix_has_its_table() =>
        Assert.Equal(SettingCatalog.All.Select(Prefix).Distinct().Order(StringComparer.Ordinal), s_topics.Select(topic => topic.Prefix).Order(StringComparer.Ordinal));

    private static string Tables()
    {
        StringBuilder text = new();
        foreach ((string prefix, string title) in s_topics)
        {
            text.Append($"\n## {title}\n\n| Setting | Default | Meaning |\n|---|---|---|\n");
            foreach (SettingDefinition setting in SettingCatalog.All.Where(setting => Prefix(setting) == prefix).OrderBy(setting => setting.Name, StringComparer.Ordinal))
            {
                string meaning = setting.InEffect ? setting.Description : $"**No effect.** {setting.Reason}";
                string choices = setting.Choices.Length == 0 ? "" : $" One of {string.Join(", ", setting.Choices.Where(choice => choice.Length > 0).Select(WrittenPage.Code))}.";
                text.Append($"| `{setting.Name}` | {WrittenPage.Code(setting.Initial)} | {WrittenPage.Cell(meaning)}{(setting.InEffect ? choices : "")} |\n");
            }
        }

        return text.ToString();
    }

    private static string Prefix(SettingDefinition setting) => setting.Name[..setting.Name.IndexOf(':', StringComparison.Ordinal)];
}

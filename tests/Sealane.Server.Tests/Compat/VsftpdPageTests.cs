using System.Text;
using Sealane.Server.Options;
using Sealane.Tests.Shared;

namespace Sealane.Server.Tests.Compat;

/// <summary>The table of docs/vsftpd.md is written from the catalogue, and so cannot fall behind it.</summary>
public sealed class VsftpdPageTests
{
    private const string Begin = "<!-- The table below is written from the option catalogue; run the tests with SEALANE_WRITE_DOCS=1 after changing it. -->\n";

    [Fact]
    public void The_page_shows_every_option_of_vsftpd() => WrittenPage.Check("vsftpd.md", Begin, Table());

    private static string Table()
    {
        StringBuilder text = new("\n| Option | vsftpd | Ours | Here | How, or why not |\n|---|---|---|---|---|\n");
        foreach (OptionDefinition option in OptionCatalog.All.Where(option => !option.IsOurs).OrderBy(option => option.Name, StringComparer.Ordinal))
        {
            string ours = ValueGrammar.Same(option, option.Default, option.Vsftpd!) ? "same" : WrittenPage.Code(option.Default);
            string aliases = string.Concat(option.Aliases.Select(alias => $", `{alias}`"));
            string remark = string.Join(' ', new[] { option.Reason, SaferThanVsftpd.Remark(option.Name) ?? "", option.Difference }.Where(sentence => sentence.Length > 0));
            text.Append($"| `{option.Name}`{aliases} | {WrittenPage.Code(option.Vsftpd!)} | {ours} | {ConfigurationReport.Word(option.Status)} | {WrittenPage.Cell(remark)} |\n".Replace(" |  |", " | |", StringComparison.Ordinal));
        }

        return text.ToString();
    }
}

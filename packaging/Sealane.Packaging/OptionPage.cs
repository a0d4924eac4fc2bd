using System.Text;
using Sealane.Server.Options;

namespace Sealane.Packaging;

/// <summary>The options of ftpsd.conf(5), from the catalogue that the server reads its configuration by.</summary>
internal static class OptionPage
{
    public static string Options()
    {
        var page = new StringBuilder();
        foreach (OptionTopic topic in OptionCatalog.Topics)
        {
            page.Append($".SS {Roff.Text(topic.Title)}\n");
            foreach (OptionDefinition option in topic.Options)
            {
                string names = string.Join(", ", option.Aliases.Prepend(option.Name).Select(Roff.Bold));
                page.Append(Roff.Item($"{names} ({Roff.Text(Kind(option))})", string.Join('\n', Lines(option))));
            }
        }

        return page.ToString();
    }

    private static IEnumerable<string> Lines(OptionDefinition option)
    {
        yield return Roff.Sentence(option.Description);
        yield return ".br";
        string vsftpd = option.Vsftpd is not { } theirs ? "an option of ftpsd's own" : theirs == option.Default ? "as in vsftpd" : $"vsftpd: {Shown(theirs)}";
        yield return Roff.Text($"Default: {Shown(option.Default)} ({vsftpd}).") + (option.Difference.Length > 0 ? " " + Roff.Sentence(option.Difference) : "");
        if (option.Status != OptionStatus.Applied)
        {
            string status = option.Status switch
            {
                OptionStatus.Emulated => "Emulated:",
                OptionStatus.Ignored => "Ignored:",
                _ => "Not in effect yet:",
            };
            yield return $"\\fI{status}\\fR {Roff.Sentence(option.Reason)}";
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "none" : value;

    private static string Kind(OptionDefinition option) => option.Kind switch
    {
        OptionKind.Flag => "YES or NO",
        OptionKind.Count => "number",
        OptionKind.Octal => "permission bits",
        OptionKind.Seconds => "seconds",
        OptionKind.Port => "port",
        OptionKind.Rate => "bytes a second",
        OptionKind.Text => "text",
        OptionKind.FilePath => "path",
        OptionKind.Address => "address",
        OptionKind.Choice => string.Join(", ", option.Choices),
        OptionKind.Verbs => "FTP commands",
        _ => throw new InvalidOperationException($"{option.Name} has a kind that the manual has no word for."),
    };
}

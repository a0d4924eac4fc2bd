using System.Text;
using Sealane.Shell.Commands;
using Sealane.Shell.Settings;

namespace Sealane.Packaging;

/// <summary>The parts of ftpsd(8) and ftps(1) that are the programs' own words.</summary>
internal static class CommandPages
{
    /// <summary>Every command with its options, a subsection each. Options that all of them have are left out.</summary>
    public static string Commands(CommandNode program)
    {
        var page = new StringBuilder();
        foreach ((IReadOnlyList<string> path, CommandNode node) in program.Walk().Skip(1))
        {
            page.Append($".SS {Roff.Text(string.Join(' ', path))}\n");
            if (node.Children.Count == 0)
            {
                page.Append($"{Roff.Bold(string.Join(' ', path))} [{Roff.Italic("options")}]");
                page.Append(string.Concat(node.Operands.Select(operand => " " + Roff.Italic(operand)))).Append("\n.PP\n");
            }

            page.Append(Roff.Sentence(node.Description)).Append('\n');
            if (node.Children.Count == 0)
            {
                page.Append(Options(node.Options.Where(option => !option.Names.Contains("--help"))));
            }
        }

        return page.ToString();
    }

    /// <summary>Options, one paragraph each.</summary>
    public static string Options(IEnumerable<OptionNode> options) => string.Concat(options.Select(option =>
        Roff.Item(string.Join(", ", option.Names.Select(Roff.Bold)) + (option.Value is { } value ? " " + Roff.Italic(value) : ""), Roff.Sentence(option.Description) + Words(option))));

    /// <summary>The shell's commands.</summary>
    public static string ShellCommands() => string.Concat(CommandTable.All.Where(entry => entry.IsListed && entry.Name[0] != '.').Select(entry =>
    {
        ShellCommand command = entry.Create();
        return $".TP\n{Roff.Bold(command.Synopsis.ReplaceLineEndings(" "))}\n.nf\n{Roff.Text(command.Help)}\n.fi\n";
    }));

    /// <summary>The shell's settings.</summary>
    public static string ShellSettings() => string.Concat(SettingCatalog.All.Select(setting => Roff.Item(
        $"{Roff.Bold(setting.Name)} [{Initial(setting)}]",
        Roff.Sentence(setting.Description) + (setting.InEffect ? "" : " Accepted, without effect."))));

    // A line may be broken behind each alternative of a long pattern.
    private static string Initial(SettingDefinition setting) =>
        Roff.Text(setting.Initial.Replace("\n", "\\n", StringComparison.Ordinal)).Replace("|", "|\\:", StringComparison.Ordinal);

    private static string Words(OptionNode option) => option.Words.Count == 0 ? "" : " " + Roff.Text($"One of: {string.Join(", ", option.Words)}.");
}

using Sealane.Shell.Settings;

namespace Sealane.Shell.Commands;

/// <summary>help: what there is and how it is used.</summary>
internal sealed class HelpCommand : ShellCommand
{
    public override string Synopsis => "help [<cmd>]";

    public override string Help => """
        Explains a command, or lists all of them.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            context.WriteLine("    !<shell-command>");
            context.WriteLine("    (commands)");
            foreach (CommandEntry entry in CommandTable.All.Where(entry => entry.IsListed && entry.Name[0] != '.'))
            {
                context.WriteLine("    " + entry.Create().Synopsis);
            }

            return Task.FromResult(0);
        }

        int code = 0;
        foreach (string word in context.Arguments)
        {
            if (CommandTable.Find(word, out bool ambiguous) is { } entry)
            {
                ShellCommand command = entry.Create();
                context.WriteLine($"Usage: {command.Synopsis}\n{command.Help}");
            }
            else if (context.Shell.Aliases.Find(word) is { } alias)
            {
                context.WriteLine($"{word} is an alias to `{alias}'");
            }
            else if (SettingCatalog.Find(word) is { } setting)
            {
                context.WriteLine($"{setting.Name} [{setting.Initial}]\n{setting.Description}{(setting.InEffect ? "" : "\n" + setting.Reason)}");
            }
            else
            {
                context.Output.Write($"{(ambiguous ? "Ambiguous command" : "No such command")} `{word}'. Use `help' to see available commands.\n");
                code = 1;
            }
        }

        return Task.FromResult(code);
    }
}

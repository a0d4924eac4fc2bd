using Sealane.Shell.Language;

namespace Sealane.Shell.Commands;

/// <summary>alias: names for commands.</summary>
internal sealed class AliasCommand : ShellCommand
{
    public override string Synopsis => "alias [<name> [<value>]]";

    public override string Help => """
        Defines an alias; without a value removes it; without a name lists them.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        switch (context.Arguments)
        {
            case []:
                foreach ((string name, string value) in context.Shell.Aliases.All())
                {
                    string quoted = name.Replace(" ", "\\ ", StringComparison.Ordinal);
                    context.WriteLine($"alias {quoted} {Quoting.Word(value)}");
                }

                return Task.FromResult(0);
            case [{ } removed]:
                context.Shell.Aliases.Set(removed, null);
                return Task.FromResult(0);
            default:
                context.Shell.Aliases.Set(context.Arguments[0], string.Join(" ", context.Arguments.Skip(1)));
                return Task.FromResult(0);
        }
    }
}

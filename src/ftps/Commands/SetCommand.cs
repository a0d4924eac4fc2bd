using Sealane.Shell.Language;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Commands;

/// <summary>set: variables.</summary>
internal sealed class SetCommand : ShellCommand
{
    public override string Synopsis => "set [OPT] [<var> [<val>]]";

    public override string Help => """
        Sets a variable; without a value sets it back to its default. A name may be
        abbreviated, its prefix left out, and `name/closure' concerns one host alone.
        Without a name lists what was changed.
         -a  lists all variables
         -d  lists defaults
        """;

    public override OptionSpec[] Options => [new("a", 'a'), new("d", 'd')];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        if (arguments.Operands.Count > 0)
        {
            context.Settings.Set(arguments.Operands[0], arguments.Operands.Count == 1 ? null : string.Join(" ", arguments.Operands.Skip(1)));
            return Task.FromResult(0);
        }

        IEnumerable<KeyValuePair<string, string>> listed = arguments.Has("d")
            ? SettingCatalog.All.Select(definition => KeyValuePair.Create(definition.Name, definition.Initial)).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            : arguments.Has("a") ? context.Settings.All() : context.Settings.Changed();
        foreach ((string name, string value) in listed)
        {
            context.WriteLine($"set {name} {Quoting.Word(value)}");
        }

        return Task.FromResult(0);
    }
}

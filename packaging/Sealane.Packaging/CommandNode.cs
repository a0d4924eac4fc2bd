using System.CommandLine;

namespace Sealane.Packaging;

/// <summary>A word of a command line, with what may follow it.</summary>
/// <param name="Name">The word.</param>
/// <param name="Description">What it does, in a few words.</param>
/// <param name="Options">Its options, those that it has from the words before it included.</param>
/// <param name="Children">Words that may follow.</param>
/// <param name="Operands">How its operands are written: <c>URL...</c>.</param>
internal sealed record CommandNode(string Name, string Description, IReadOnlyList<OptionNode> Options, IReadOnlyList<CommandNode> Children, IReadOnlyList<string> Operands)
{
    /// <summary>The tree below a command of System.CommandLine.</summary>
    public static CommandNode Of(Command command) => Of(command, []);

    /// <summary>Each word with the words that lead to it, the program's name first.</summary>
    public IEnumerable<(IReadOnlyList<string> Path, CommandNode Node)> Walk(IReadOnlyList<string>? above = null)
    {
        string[] path = [.. above ?? [], Name];
        return Children.SelectMany(child => child.Walk(path)).Prepend((path, this));
    }

    private static CommandNode Of(Command command, IReadOnlyList<Option> above)
    {
        Option[] visible = [.. command.Options.Where(option => !option.Hidden)];
        Option[] inherited = [.. above, .. visible.Where(option => option.Recursive && option is not VersionOption)];
        return new CommandNode(
            command.Name,
            command.Description ?? "",
            [.. visible.Concat(above).DistinctBy(option => option.Name).Select(OptionNode.Of)],
            [.. command.Subcommands.Where(child => !child.Hidden).Select(child => Of(child, inherited))],
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(Written)]);
    }

    private static string Written(Argument argument)
    {
        string repeated = argument.Name + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{repeated}]" : repeated;
    }
}

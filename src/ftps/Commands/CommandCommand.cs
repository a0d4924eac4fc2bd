namespace Sealane.Shell.Commands;

/// <summary>command: a command by its own name, not by an alias.</summary>
internal sealed class CommandCommand : ShellCommand
{
    public override string Synopsis => "command <cmd> [<args>]";

    public override string Help => """
        Runs a command ignoring aliases.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            throw context.Usage("command command args...");
        }

        return await context.Interpreter.RunNamedAsync(context.Arguments, context.Job, context.Streams).ConfigureAwait(false);
    }
}

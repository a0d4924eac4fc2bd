namespace Sealane.Shell.Commands;

/// <summary>shell: a program of this machine.</summary>
internal sealed class ShellEscapeCommand : ShellCommand
{
    public override string Synopsis => "shell [<command>]";

    public override string Help => """
        Runs a command of the local shell, or an interactive shell. `!command' does the same with the rest of its line.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        return await LocalShell.RunAsync(string.Join(" ", context.Arguments), context.Shell, context.Place, context.Streams, context.Cancellation).ConfigureAwait(false);
    }
}

namespace Sealane.Shell.Commands;

/// <summary>echo: words on a line.</summary>
internal sealed class EchoCommand : ShellCommand
{
    public override string Synopsis => "echo [-n] [<words>]";

    public override string Help => """
        Writes its words. -n leaves the line open.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        bool open = context.Arguments is ["-n", ..];
        context.Output.Write(string.Join(" ", open ? context.Arguments.RemoveAt(0) : context.Arguments) + (open ? "" : "\n"));
        return Task.FromResult(0);
    }
}

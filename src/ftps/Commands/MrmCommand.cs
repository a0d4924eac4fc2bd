namespace Sealane.Shell.Commands;

/// <summary>mrm: rm with patterns.</summary>
internal sealed class MrmCommand : ShellCommand
{
    public override string Synopsis => "mrm <files>";

    public override string Help => """
        Removes the files that patterns match; directories are left alone.
        """;

    public override Task<int> RunAsync(CommandContext context) => context.Interpreter.RunNamedAsync(["glob", "rm", .. context.Arguments], context.Job, context.Streams);
}

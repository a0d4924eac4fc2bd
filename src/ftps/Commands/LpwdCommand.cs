namespace Sealane.Shell.Commands;

/// <summary>lpwd: where the local directory is.</summary>
internal sealed class LpwdCommand : ShellCommand
{
    public override string Synopsis => "lpwd";

    public override string Help => """
        Shows the local directory.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        context.WriteLine(context.Place.LocalDirectory);
        return Task.FromResult(0);
    }
}

namespace Sealane.Shell.Commands;

/// <summary>version: which program this is.</summary>
internal sealed class VersionCommand : ShellCommand
{
    public override string Synopsis => "version";

    public override string Help => """
        Shows the version.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        context.WriteLine($"{ProgramName.Shown} | Version {ProgramName.Version}");
        return Task.FromResult(0);
    }
}

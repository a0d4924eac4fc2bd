namespace Sealane.Shell.Commands;

/// <summary>pwd: where the remote directory is.</summary>
internal sealed class PwdCommand : ShellCommand
{
    public override string Synopsis => "pwd [-p]";

    public override string Help => """
        Shows the current site and directory as a URL.
        -p is accepted; a password is never shown.
        """;

    public override OptionSpec[] Options => [new("p", 'p')];

    public override Task<int> RunAsync(CommandContext context)
    {
        context.Parse();
        context.WriteLine(context.Place.Site?.Url ?? "");
        return Task.FromResult(0);
    }
}

namespace Sealane.Shell.Commands;

/// <summary>anon: an anonymous login.</summary>
internal sealed class AnonCommand : ShellCommand
{
    public override string Synopsis => "anon";

    public override string Help => """
        Logs in anonymously from now on; this is how sites without a user begin.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        if (context.Place.Site is { } site)
        {
            context.Place.Site = site with { User = null, Password = null, Home = null, Directory = "~", Previous = null };
        }

        return Task.FromResult(0);
    }
}

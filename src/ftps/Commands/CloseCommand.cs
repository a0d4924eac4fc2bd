namespace Sealane.Shell.Commands;

/// <summary>close: ends idle connections.</summary>
internal sealed class CloseCommand : ShellCommand
{
    public override string Synopsis => "close [-a]";

    public override string Help => """
        Closes idle connections of the current site; with -a of all sites.
        """;

    public override OptionSpec[] Options => [new("a", 'a')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        if (context.Shell.Remote.CloseIdle is { } close && (arguments.Has("a") || context.Place.Site is not null))
        {
            await close(arguments.Has("a") ? null : context.Place.Site).ConfigureAwait(false);
        }

        return 0;
    }
}

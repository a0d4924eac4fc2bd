using Sealane.Shell.Sites;
using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>scache: sites that were left.</summary>
internal sealed class ScacheCommand : ShellCommand
{
    public override string Synopsis => "scache [<session_no>]";

    public override string Help => """
        Lists the sites that were left, or returns to one of them.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        IReadOnlyList<Site> sites = context.Shell.LeftSites;
        if (context.Arguments.IsEmpty)
        {
            for (int i = 0; i < sites.Count; i++)
            {
                context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i}\t{sites[i].Url}"));
            }

            return Task.FromResult(0);
        }

        if (!int.TryParse(context.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new CommandException($"{context.Arguments[0]} - not a number");
        }

        context.Shell.Visit(context.Place, number < sites.Count ? sites[number] : throw new CommandException($"{number} - no such cached session. Use `scache' to look at session list."));
        return Task.FromResult(0);
    }
}

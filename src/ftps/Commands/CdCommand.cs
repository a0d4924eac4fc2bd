using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>cd: the directory at the site.</summary>
internal sealed class CdCommand : ShellCommand
{
    public override string Synopsis => "cd <rdir>";

    public override string Help => """
        Changes the remote directory; without a name goes to where the login begins. `cd -' goes back to the one before, which is remembered for each site.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.Length > 1)
        {
            throw context.Usage("cd remote-dir");
        }

        Site site = context.Site;
        string name = context.Arguments.IsEmpty ? "~" : context.Arguments[0];
        if (name == "-")
        {
            name = site.Previous ?? context.Shell.Directories.Find(site) ?? throw new CommandException("no old directory for this site");
        }

        if (SiteUrl.IsUrl(name))
        {
            return await context.Interpreter.RunNamedAsync(["open", name], context.Job, context.Streams).ConfigureAwait(false);
        }

        if (site.IsLocal)
        {
            context.Place.Site = LocalPlace.Enter(site, name);
            return 0;
        }

        string before = site.Directory;
        Site there = await RemoteDirectory.ChangeAsync(context.Shell, site, name, context.Job, context.Cancellation).ConfigureAwait(false);
        context.Place.Site = there with { Previous = before };
        context.Shell.Directories.Leave(there, before);
        context.Tell($"cd ok, cwd={there.Directory}");
        return 0;
    }
}

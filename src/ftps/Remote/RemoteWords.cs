using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>What commands about several names have in common.</summary>
internal static class RemoteWords
{
    /// <summary>The names that a pattern stands for; a word without wildcards stands for itself.</summary>
    public static async Task<IReadOnlyList<string>> ExpandAsync(CommandContext context, string word, EntryKind? wanted = null) =>
        GlobPattern.IsPattern(word) ? await Glob.ExpandAsync(word, RemoteNames.Of(context), wanted, context.Cancellation).ConfigureAwait(false) : [word];

    /// <summary>Does something with each name, in the site's directory. A refusal is told and counted, and the others are done all the same.</summary>
    /// <param name="context">The command.</param>
    /// <param name="names">The names.</param>
    /// <param name="quiet">Whether refusals are told.</param>
    /// <param name="action">What is done; gets the name with <c>~</c> expanded.</param>
    /// <returns>How many were refused.</returns>
    public static async Task<int> ForEachAsync(CommandContext context, IReadOnlyList<string> names, bool quiet, Func<FtpsClient, Site, string, CancellationToken, Task> action)
    {
        int refused = 0;
        foreach (string name in names)
        {
            try
            {
                await context.Shell.Connections.RunHereAsync(context, async (client, site, cancellation) =>
                {
                    await action(client, site, RemotePath.ExpandHome(site, name), cancellation).ConfigureAwait(false);
                    return true;
                }, $"{context.Name} `{name}'").ConfigureAwait(false);
            }
            catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
            {
                refused++;
                if (!quiet)
                {
                    context.Error.Write($"{context.Name}: {RemoteFault.Text(fault, name)}\n");
                }
            }
        }

        return refused;
    }

    /// <summary>Forgets what listings say about a name that was changed.</summary>
    public static void Changed(this CommandContext context, Site site, string name) => context.Shell.Listings.Changed(site, RemotePath.Absolute(site, name));
}

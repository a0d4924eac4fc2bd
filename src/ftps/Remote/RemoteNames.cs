using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Names at a site, for patterns and completion.</summary>
/// <param name="directories">Where listings come from.</param>
/// <param name="patience">How long to wait for one; null for as long as the net: settings allow.</param>
internal sealed class RemoteNames(RemoteDirectories directories, TimeSpan? patience) : NameSource
{
    // A person who pressed Tab waits no longer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <summary>For a command's patterns: what keeps us from the site is an error of the command.</summary>
    public static NameSource Of(CommandContext context) =>
        context.Site is { IsLocal: true } local ? new LocalNames(local.Directory) : new RemoteNames(new RemoteDirectories(context), null);

    /// <summary>For completion: what takes too long, or fails, has no names.</summary>
    public static NameSource ForCompletion(ShellSession shell, Site site)
    {
        // The prompt's own place learns the home, if it is still there.
        Place place = shell.Top.Place.Site == site ? shell.Top.Place : new Place { Site = site };
        return new RemoteNames(new RemoteDirectories(shell, place, null, new CancellationTokenSource(s_patience).Token), s_patience);
    }

    public override async ValueTask<IReadOnlyList<NamedEntry>> ListAsync(string directory, CancellationToken cancellation)
    {
        try
        {
            RemoteListing listing = await directories.ListAsync(await directories.AbsoluteAsync(directory).ConfigureAwait(false)).ConfigureAwait(false);
            return [.. listing.Entries.Select(entry => new NamedEntry(entry.Name, KindOf(entry)) { Details = entry })];
        }
        catch (FtpsException e) when (RemoteFault.IsRefusal(e) || patience is not null)
        {
            // A directory that cannot be read has no names that match.
            return [];
        }
        catch (Exception e) when (patience is not null && e is OperationCanceledException or CommandException)
        {
            // A completion that is late or cannot connect offers nothing; the command itself will say why.
            return [];
        }
    }

    private static EntryKind KindOf(RemoteEntry entry) => entry.Kind switch
    {
        Protocol.EntryKind.Directory => EntryKind.Directory,
        Protocol.EntryKind.SymbolicLink => EntryKind.Link,
        Protocol.EntryKind.Other => EntryKind.Other,
        _ => EntryKind.File,
    };
}

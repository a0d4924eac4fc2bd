using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Directories of one site, through the cache.</summary>
/// <param name="shell">Connections and cache.</param>
/// <param name="place">Whose site it is; learns the login's home.</param>
/// <param name="job">Shows what is waited for.</param>
/// <param name="cancellation">Ends the wait.</param>
internal sealed class RemoteDirectories(ShellSession shell, Place place, Job? job, CancellationToken cancellation)
{
    public RemoteDirectories(CommandContext context)
        : this(context.Shell, context.Place, context.Job, context.Cancellation)
    {
    }

    private Site Site => place.Site ?? throw new CommandException("Not connected");

    /// <summary>Asks the server anew, whatever is kept.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The absolute path of a name.</summary>
    public async Task<string> AbsoluteAsync(string name)
    {
        if (Site.Home is null)
        {
            await RunAsync((_, _, _) => Task.FromResult(true)).ConfigureAwait(false);
        }

        return RemotePath.Absolute(Site, name);
    }

    /// <summary>The entries of a directory.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="FtpsException">Refused.</exception>
    public async Task<RemoteListing> ListAsync(string path)
    {
        var key = ListingKey.Of(Site, "", path, "");
        switch (IsFresh ? null : shell.Listings.Find(key))
        {
            case RemoteListing kept:
                return kept;
            case FtpsException refused:
                throw new FtpsException(refused.Failure, refused.Message, refused.ConnectionUsable, refused.Reply, refused);
        }

        long generation = shell.Listings.Generation;
        try
        {
            RemoteListing listing = await RunAsync((held, site, end) => AskAsync(held.Client, site, path, end), $"`{RemotePath.NameOf(path)}' Getting directory contents").ConfigureAwait(false);
            shell.Listings.Keep(key, listing, 64 + listing.Entries.Sum(entry => 160L + (2 * entry.Name.Length)), listing.Entries.Count == 0, generation);
            return listing;
        }
        catch (FtpsException e) when (RemoteFault.IsRefusal(e))
        {
            shell.Listings.Keep(key, e, 200, false, generation);
            throw;
        }
    }

    /// <summary>What is known of one name, from a listing that is kept, from MLST, or from the listing of its directory; null when there is nothing by that name.</summary>
    /// <param name="path">Absolute.</param>
    public async Task<RemoteEntry?> FindAsync(string path)
    {
        string name = RemotePath.NameOf(path);
        if (name.Length == 0)
        {
            return new RemoteEntry { Name = "/", Kind = EntryKind.Directory };
        }

        string parent = RemotePath.ParentOf(path);
        if (!IsFresh && shell.Listings.Find(ListingKey.Of(Site, "", parent, "")) is RemoteListing kept)
        {
            return kept.Entries.FirstOrDefault(entry => entry.Name == name);
        }

        (bool hasMlst, RemoteEntry? found) = await RunAsync(async (held, _, end) =>
            held.Client.Options.UseMlsd && held.Client.Server.Has("MLST") ? (true, await held.Client.FindAsync(path, end).ConfigureAwait(false)) : (false, null)).ConfigureAwait(false);
        if (hasMlst)
        {
            return found;
        }

        try
        {
            RemoteListing listing = await ListAsync(parent).ConfigureAwait(false);
            return listing.Entries.FirstOrDefault(entry => entry.Name == name);
        }
        catch (FtpsException e) when (RemoteFault.IsRefusal(e))
        {
            // What cannot be listed holds nothing that could be found.
            return null;
        }
    }

    /// <summary>The server's refusal to enter a path, for a message about something that is not there; null if it lets us in after all.</summary>
    public async Task<FtpsException?> RefusalAsync(string path)
    {
        try
        {
            await RunAsync(async (held, _, end) =>
            {
                held.Directory = "";
                await held.Client.ChangeDirectoryAsync(path, end).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return null;
        }
        catch (FtpsException e) when (RemoteFault.IsRefusal(e))
        {
            return e;
        }
    }

    private Task<T> RunAsync<T>(Func<HeldConnection, Site, CancellationToken, Task<T>> operation, string? about = null) =>
        shell.Connections.RunAsync(Site, job, operation, site =>
        {
            if (place.Site is { Home: null } current && current.IsSameLogin(site))
            {
                place.Site = current.AtHome(site.Home!);
            }
        }, about, cancellation);

    private async Task<RemoteListing> AskAsync(FtpsClient client, Site site, string path, CancellationToken end)
    {
        Listing listing = await client.GetListingAsync(path, end).ConfigureAwait(false);
        if (listing.UnparsedLines > 0)
        {
            shell.Debug.Error($"{path}: {listing.UnparsedLines} lines of the listing are not understood (the first: {listing.FirstUnparsed})");
        }

        // With MLSD the server decides; with LIST it hides dotted names, and the library asks for them with -a.
        bool mlsd = client.Options.UseMlsd && client.Server.Has("MLST");
        bool asked = shell.Settings.Text("ftp:list-options", site.Closures).Length > 0;
        return new RemoteListing([.. listing.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)], !mlsd && !asked);
    }
}

using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Commands;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Listings;

/// <summary>Goes through directories and what is below, by name, each directory before and after what it holds. Links are not followed.</summary>
/// <param name="context">The command; refusals are told in its name.</param>
internal sealed class TreeWalk(CommandContext context)
{
    private RemoteDirectories _directories = new(context);

    /// <summary>How deep; 1 is what was named, alone.</summary>
    public int Levels { get; init; } = int.MaxValue;

    /// <summary>What is left out, with everything below.</summary>
    public Func<string, RemoteEntry, bool>? Skips { get; init; }

    /// <summary>Whether what was named by a URL is shown as one; else by its path.</summary>
    public bool ShowsUrls { get; init; }

    /// <summary>Directories that could not be listed.</summary>
    public int Refused { get; private set; }

    /// <summary>Everything at and below a name.</summary>
    public async IAsyncEnumerable<TreeNode> RunAsync(string name)
    {
        string? url = null;
        if (SiteUrl.IsUrl(name))
        {
            (name, url) = Enter(name);
        }
        else
        {
            _directories = new RemoteDirectories(context);
        }

        string path = await _directories.AbsoluteAsync(name).ConfigureAwait(false);
        string shown = name.Length > 1 ? name.TrimEnd('/') : name;
        RemoteListing? listing = null;
        RemoteEntry? self = new RemoteEntry { Name = RemotePath.NameOf(path), Kind = EntryKind.Directory };
        if (shown is not ("." or "" or "/" or "~"))
        {
            (self, listing) = await LookAsync(path).ConfigureAwait(false);
            if (self is null)
            {
                yield break;
            }
        }

        await foreach (TreeNode node in GoAsync(url ?? (shown.Length == 0 ? "/" : shown), path, self, 1, listing).ConfigureAwait(false))
        {
            yield return node;
        }
    }

    // Another site, or another login: for this walk alone. Its URL is shown without the password.
    private (string Path, string? Url) Enter(string name)
    {
        FilePlace there = FilePlace.Remote(context, name);
        Site site = there.Site ?? throw new CommandException($"{name}: a local directory; use `local {context.Name}'");
        Place place = context.Place.Copy();
        place.Site = site;
        _directories = new RemoteDirectories(context.Shell, place, context.Job, context.Cancellation);
        string path = there.Path.Length > 1 ? there.Path.TrimEnd('/') : there.Path;
        return (path, ShowsUrls ? (site with { Directory = path }).Url : null);
    }

    private async Task<(RemoteEntry? Self, RemoteListing? Listing)> LookAsync(string path)
    {
        RemoteEntry? found = await _directories.FindAsync(path).ConfigureAwait(false);
        if (found is { IsDirectory: true } or { IsFile: true } or { IsLink: true })
        {
            return (found, null);
        }

        // What its directory's listing does not have may be there all the same.
        try
        {
            RemoteListing listing = await _directories.ListAsync(path).ConfigureAwait(false);
            return ((found ?? new RemoteEntry { Name = RemotePath.NameOf(path) }) with { Kind = EntryKind.Directory, LinkTarget = null }, listing);
        }
        catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
        {
            if (found is null)
            {
                Tell(fault, path);
            }

            return (found, null);
        }
    }

    private async IAsyncEnumerable<TreeNode> GoAsync(string shown, string path, RemoteEntry self, int level, RemoteListing? listing)
    {
        yield return new TreeNode(shown, self, level, false);
        if (!self.IsDirectory)
        {
            yield break;
        }

        if (level < Levels && (listing ?? await TryListAsync(path).ConfigureAwait(false)) is { } inside)
        {
            foreach (RemoteEntry entry in inside.Entries)
            {
                // What is shown as a URL stays one.
                string below = RemotePath.Combine(shown, SiteUrl.IsUrl(shown) ? SiteUrl.Encode(entry.Name) : entry.Name);
                if (Skips?.Invoke(below, entry) == true)
                {
                    continue;
                }

                await foreach (TreeNode node in GoAsync(below, RemotePath.Combine(path, entry.Name), entry, level + 1, null).ConfigureAwait(false))
                {
                    yield return node;
                }
            }
        }

        yield return new TreeNode(shown, self, level, true);
    }

    private async Task<RemoteListing?> TryListAsync(string path)
    {
        try
        {
            return await _directories.ListAsync(path).ConfigureAwait(false);
        }
        catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
        {
            Tell(fault, path);
            return null;
        }
    }

    private void Tell(FtpsException fault, string path)
    {
        Refused++;
        context.Error.Write($"{context.Name}: {RemoteFault.Text(fault, path)}\n");
    }
}

/// <summary>A place in a tree.</summary>
/// <param name="Path">As it is shown.</param>
/// <param name="Entry">What it is.</param>
/// <param name="Level">1 for what was named.</param>
/// <param name="IsEnd">The second visit to a directory, after what it holds.</param>
internal readonly record struct TreeNode(string Path, RemoteEntry Entry, int Level, bool IsEnd);

using Sealane.Shell.Commands;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers;

/// <summary>Where a file is: at a site, or on the local disk.</summary>
/// <param name="Site">The site; null for the local disk.</param>
/// <param name="Path">At a site as the user wrote it, from its directory; on the disk absolute.</param>
/// <param name="Shown">What messages call it.</param>
internal sealed record FilePlace(Site? Site, string Path, string Shown)
{
    public bool IsLocal => Site is null;

    /// <summary>The last part of its path.</summary>
    public string Name => RemotePath.NameOf(Path);

    /// <summary>A word that means a file at the current site unless it is a URL.</summary>
    /// <exception cref="CommandException">There is no site, or the URL cannot be.</exception>
    public static FilePlace Remote(CommandContext context, string word)
    {
        if (SiteUrl.IsUrl(word))
        {
            return OfUrl(context, word);
        }

        Site site = context.Site;
        return site.IsLocal ? new FilePlace(null, System.IO.Path.GetFullPath(word, site.Directory), word) : new FilePlace(site, word, word);
    }

    /// <summary>A word that means a local file unless it is a URL.</summary>
    public static FilePlace Local(CommandContext context, string word) =>
        SiteUrl.IsUrl(word) ? OfUrl(context, word) : new FilePlace(null, Keeping(context.Place.Resolve(word), word), word);

    /// <summary>A file below this directory.</summary>
    public FilePlace Child(string name)
    {
        string path = IsLocal ? Keeping(System.IO.Path.GetFullPath(name, Path), name) : RemotePath.Combine(Path, name);
        return this with { Path = path, Shown = RemotePath.Combine(Shown, name) };
    }

    // "dir/" means something in that directory, here and at the server.
    private static string Keeping(string path, string typed) => typed.EndsWith('/') && !path.EndsWith('/') ? path + "/" : path;

    private static FilePlace OfUrl(CommandContext context, string word)
    {
        SiteUrl url = SiteOpening.Find(word, ignoreBookmarks: false, context);
        if (url.Scheme == "file")
        {
            string local = context.Place.Resolve(url.Path ?? "/");
            return new FilePlace(null, Keeping(local, word), local);
        }

        if (url.Scheme is not ("ftp" or "ftps" or "ftpes"))
        {
            throw new CommandException($"{url.Scheme} - not supported protocol");
        }

        var site = new Site { Protocol = url.Scheme, Host = url.Host, Port = url.Port, User = url.User, Password = url.Password };
        if (site is { User: { } user, Password: null })
        {
            site = site with
            {
                Password = context.Place.Site is { } here && here.IsSameLogin(site) ? here.Password
                    : context.Shell.Logins.Find(site.Host, user) ?? context.Shell.AskPassword?.Invoke("Password: "),
            };
        }

        string path = url.Path is not { Length: > 0 } given ? "~" : given.StartsWith('/') ? given : "~/" + given;
        return new FilePlace(site, path, path);
    }
}

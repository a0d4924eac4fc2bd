using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Names that users type, as paths at the server.</summary>
internal static class RemotePath
{
    /// <summary>The path of a name at a site whose home is known: absolute.</summary>
    /// <param name="site">Where; its <see cref="Site.Home"/> is known.</param>
    /// <param name="name">Absolute, <c>~/x</c>, or from the current directory; empty for that directory itself.</param>
    public static string Absolute(Site site, string name)
    {
        string home = site.Home ?? throw new InvalidOperationException("The site's home is not known yet.");
        string directory = Expand(site.Directory, home);
        string path = name is "~" || name.StartsWith("~/", StringComparison.Ordinal) ? Expand(name, home)
            : name.StartsWith('/') ? name
            : name.Length == 0 ? directory
            : directory.TrimEnd('/') + "/" + name;
        return Normalize(path);
    }

    /// <summary>The last component.</summary>
    public static string NameOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>The directory that an absolute path is in.</summary>
    public static string ParentOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        int slash = trimmed.LastIndexOf('/');
        return slash <= 0 ? "/" : trimmed[..slash];
    }

    /// <summary>A name as typed, with <c>~</c> replaced by the login's directory.</summary>
    public static string ExpandHome(Site site, string name) => site.Home is { } home ? Expand(name, home) : name;

    /// <summary>A directory and a name in it.</summary>
    public static string Combine(string directory, string name) => directory.Length == 0 || name.StartsWith('/') ? name : directory.TrimEnd('/') + "/" + name;

    private static string Expand(string path, string home) =>
        path == "~" ? home : path.StartsWith("~/", StringComparison.Ordinal) ? home.TrimEnd('/') + path[1..] : path;

    private static string Normalize(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}

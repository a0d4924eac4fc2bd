using Sealane.Shell.Language;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>The two directories of a mirror, and how messages and commands name what is in them.</summary>
/// <param name="Site">The server, its home known.</param>
/// <param name="Remote">The directory there, absolute.</param>
/// <param name="Local">The directory here, absolute.</param>
/// <param name="IsUp">Whether the local one is the source.</param>
internal sealed record MirrorSides(Site Site, string Remote, string Local, bool IsUp)
{
    /// <summary>The server of the source, its home known, when that is not local: then <see cref="Local"/> is the directory there.</summary>
    public Site? SourceSite { get; init; }

    /// <summary>Something in the source, as a URL without password.</summary>
    public string SourceUrl(string path) => SourceSite is { } source ? Quoting.Argument((source with { Directory = Join(Local, path) }).Url) : IsUp ? LocalUrl(path) : RemoteUrl(path);

    /// <summary>Something in the target, as a URL without password.</summary>
    public string TargetUrl(string path) => IsUp ? RemoteUrl(path) : LocalUrl(path);

    /// <summary>The directory of something in the target, as -O takes it.</summary>
    public string TargetBase(string path)
    {
        int slash = path.LastIndexOf('/');
        string directory = slash < 0 ? "" : path[..slash];
        return IsUp ? RemoteUrl(directory) : Quoting.Argument(Join(Local, directory));
    }

    /// <summary>A local path for a command line.</summary>
    public string LocalPath(string path) => Quoting.Argument(Join(Local, path));

    private string LocalUrl(string path) => Quoting.Argument("file:" + SiteUrl.Encode(Join(Local, path), "/"));

    private string RemoteUrl(string path) => Quoting.Argument((Site with { Directory = Join(Remote, path) }).Url);

    private static string Join(string directory, string path) => path.Length == 0 ? directory : directory.TrimEnd('/') + "/" + path;
}

using Sealane.Protocol;

namespace Sealane.Shell.Sites;

/// <summary>A remote place and who is there. Jobs get copies, so that a later <c>cd</c> does not move them.</summary>
internal sealed record Site
{
    /// <summary>ftp, ftps (implicit TLS), ftpes (TLS or nothing), or file.</summary>
    public required string Protocol { get; init; }

    /// <summary>Empty for file.</summary>
    public required string Host { get; init; }

    /// <summary>Null for the protocol's own.</summary>
    public int? Port { get; init; }

    /// <summary>Null for an anonymous login.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>The current directory: <c>~</c> until the server has told where a login begins, <c>~/x</c> from there, or absolute.</summary>
    public string Directory { get; init; } = "~";

    /// <summary>Where <c>cd -</c> goes; null if nowhere.</summary>
    public string? Previous { get; init; }

    /// <summary>Where a login begins, once the server has told.</summary>
    public string? Home { get; init; }

    public bool IsLocal => Protocol == "file";

    /// <summary>What settings are looked up for, the most specific first.</summary>
    public string[] Closures => User is null ? [Host] : [$"{User}@{Host}", Host];

    /// <summary>The same place once the login's home is known: then its directory is absolute.</summary>
    public Site AtHome(string home)
    {
        Site known = this with { Home = Home ?? home };
        return known with { Directory = Remote.RemotePath.Absolute(known, "") };
    }

    /// <summary>Whether two sites are the same login at the same server, whatever their directories.</summary>
    public bool IsSameLogin(Site other) => Protocol == other.Protocol && Port == other.Port && User == other.User && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The directory as a prompt shows it.</summary>
    public string DisplayDirectory =>
        Home is { Length: > 1 } home && (Directory == home || Directory.StartsWith(home + "/", StringComparison.Ordinal)) ? "~" + Directory[home.Length..] : Directory;

    /// <summary>The place as a URL, never with the password.</summary>
    public string Url => LoginUrl(null) + UrlPath;

    /// <summary>The place as a URL for the bookmarks file, with the password if one is given.</summary>
    public string LoginUrl(Secret? password)
    {
        if (IsLocal)
        {
            return "file:";
        }

        string login = User is null ? "" : SiteUrl.Encode(User) + (password is null ? "" : ":" + SiteUrl.Encode(password.Reveal())) + "@";
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return $"{Protocol}://{login}{host}{(Port is { } port ? ":" + port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}";
    }

    /// <summary>The directory as the path of a URL.</summary>
    public string UrlPath
    {
        get
        {
            string shown = IsLocal ? Directory : DisplayDirectory;
            return shown == "~" ? ""
                : shown.StartsWith("~/", StringComparison.Ordinal) ? "/" + SiteUrl.Encode(shown[2..], "/")
                : IsLocal || Home is "/" ? SiteUrl.Encode(shown, "/")
                : "/%2F" + SiteUrl.Encode(shown[1..], "/");
        }
    }
}

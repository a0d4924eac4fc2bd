namespace Sealane.Server.Options;

/// <summary>How listings look.</summary>
public sealed record ListingOptions
{
    internal ListingOptions()
    {
    }

    /// <summary><c>hide_ids</c>: every owner and group is shown as <c>ftp</c>. Default: no.</summary>
    public required bool HideIds { get; init; }

    /// <summary><c>use_localtime</c>: LIST, STAT and MDTM show the server's local time instead of UTC, and MDTM takes it; MLSD, MLST and MFMT never do (RFC 3659 §2.3). Default: no.</summary>
    public required bool LocalTime { get; init; }

    /// <summary><c>force_dot_files</c>: names that begin with a dot are listed without <c>-a</c>. Default: no.</summary>
    public required bool DotFiles { get; init; }

    /// <summary><c>ls_recurse_enable</c>: LIST, NLST and STAT descend into directories when they are asked to with <c>-R</c>. Default: no.</summary>
    public required bool Recursive { get; init; }

    /// <summary><c>text_userdb_names</c>: owners and groups are shown by name, where the system knows one. Default: no.</summary>
    public required bool Names { get; init; }

    /// <summary><c>message_file</c>, with <c>dirmessage_enable</c>: the file that is shown when its directory is entered. Null (the default): none.</summary>
    public required string? MessageFile { get; init; }

    /// <summary><c>tilde_user_enable</c>: <c>~name</c> at the beginning of a path is that user's home, for system users who are not jailed. Default: no.</summary>
    public required bool TildeUsers { get; init; }
}

/// <summary>The greeting.</summary>
public sealed record GreetingOptions
{
    internal GreetingOptions()
    {
    }

    /// <summary><c>ftpd_banner</c>: its text. Null (the default): ours.</summary>
    public required string? Banner { get; init; }

    /// <summary><c>banner_file</c>: absolute path of a text file that is shown instead of <see cref="Banner"/>. Null (the default): none.</summary>
    public required string? BannerFile { get; init; }
}

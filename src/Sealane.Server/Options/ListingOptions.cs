namespace Sealane.Server.Options;

/// <summary>How listings look.</summary>
public sealed record ListingOptions
{
    internal ListingOptions()
    {
    }

    /// <summary><c>hide_ids</c>: every owner and group is shown as <c>ftp</c>. Default: no.</summary>
    public required bool HideIds { get; init; }

    /// <summary><c>use_localtime</c>: LIST shows the server's local time instead of UTC; MLSD and MLST never do (RFC 3659 §2.3). Default: no.</summary>
    public required bool LocalTime { get; init; }

    /// <summary><c>force_dot_files</c>: names that begin with a dot are listed without <c>-a</c>. Default: no.</summary>
    public required bool DotFiles { get; init; }
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

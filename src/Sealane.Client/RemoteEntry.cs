using Sealane.Protocol;

namespace Sealane.Client;

/// <summary>A file, directory or link on the server. What the server did not tell is null.</summary>
public sealed record RemoteEntry
{
    /// <summary>Name within its directory. Bytes that do not fit the encoding survive as lone surrogates; <see cref="FtpsClient"/> sends the same bytes back.</summary>
    public required string Name { get; init; }

    /// <summary>What it is; null when the server gave only names.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>Bytes.</summary>
    public long? Length { get; init; }

    /// <summary>Last modification, UTC.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>How far <see cref="Modified"/> can be relied on.</summary>
    public TimePrecision Precision { get; init; }

    /// <summary>The twelve permission bits.</summary>
    public int? Mode { get; init; }

    /// <summary>Owner, by name or number.</summary>
    public string? Owner { get; init; }

    /// <summary>Group, by name or number.</summary>
    public string? Group { get; init; }

    /// <summary>Number of hard links; only LIST tells it.</summary>
    public long? Links { get; init; }

    /// <summary>Where a link points, if the server tells.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>What the session may do with it (RFC 3659 §7.5.5).</summary>
    public string? Permissions { get; init; }

    /// <summary>The same for two names of one file (RFC 3659 §7.5.2).</summary>
    public string? Unique { get; init; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>True for a regular file.</summary>
    public bool IsFile => Kind == EntryKind.File;

    /// <summary>True for a link.</summary>
    public bool IsLink => Kind == EntryKind.SymbolicLink;
}

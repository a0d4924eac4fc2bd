namespace Sealane.Protocol;

/// <summary>What a server's listing says of one file or directory. Only the name is sure; what the server did not say is null, empty or none.</summary>
/// <remarks>
/// Nothing here is checked for safety: see <see cref="HasPlainName"/>. Equality compares memory by identity, not by content.
/// The bytes of all members share one array, <see cref="Raw"/>, which belongs to the entry alone.
/// </remarks>
public sealed record ListedEntry
{
    /// <summary>The name byte for byte as the server sent it (what a command must send back); of MLST, the path it answered with. Decode it with a <see cref="Charset"/>.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>What it is; null when the server did not say, as in NLST.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>Whether it is an entry of the directory at all. Only MLSD and MLST give anything else; readers of a directory drop those.</summary>
    public DirectoryRole Role { get; init; }

    /// <summary>Bytes. Null when it was not told, or only rounded (blocks, kilobytes).</summary>
    public long? Length { get; init; }

    /// <summary>Last modification. UTC, unless <see cref="IsLocalTime"/>.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>How exact <see cref="Modified"/> is.</summary>
    public TimePrecision Precision { get; init; }

    /// <summary>True when <see cref="Modified"/> is in the server's own zone, as LIST writes it: subtract the zone's offset from UTC. The value's kind is then unspecified.</summary>
    public bool IsLocalTime { get; init; }

    /// <summary>The twelve Unix permission bits (0o7777).</summary>
    public int? Mode { get; init; }

    /// <summary>Owner, a name or a number.</summary>
    public string? Owner { get; init; }

    /// <summary>Group, a name or a number.</summary>
    public string? Group { get; init; }

    /// <summary>Number of hard links; null when it was not told.</summary>
    public long? Links { get; init; }

    /// <summary>Where a symbolic link points; empty when it is none or the target was not told.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>Letters of the perm fact: what this session may do (RFC 3659 §7.5.5). Null when not told, empty when nothing is permitted.</summary>
    public string? Perm { get; init; }

    /// <summary>The unique fact: the same for two names of one file (RFC 3659 §7.5.2). Empty when not told.</summary>
    public ReadOnlyMemory<byte> Unique { get; init; }

    /// <summary>The line as it came, without its end; of an entry over several lines, those joined by a blank.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>True for a regular file.</summary>
    public bool IsFile => Kind == EntryKind.File;

    /// <summary>
    /// True when the name is one component: not empty, not <c>.</c> or <c>..</c>, no <c>/</c> and no NUL. A hostile server can send others,
    /// to have files written outside of the directory chosen: never make a local path from them.
    /// </summary>
    public bool HasPlainName =>
        !Name.IsEmpty && !Name.Span.SequenceEqual("."u8) && !Name.Span.SequenceEqual(".."u8) && Name.Span.IndexOfAny((byte)'/', (byte)0) < 0;
}

using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>A file, directory or link on either side, as far as a mirror needs to know it.</summary>
/// <param name="Name">Within its directory, as that side writes it.</param>
/// <param name="Kind">Null when a server would not tell.</param>
internal sealed record MirrorEntry(string Name, EntryKind? Kind)
{
    internal long? Length { get; init; }

    internal DateTime? Modified { get; init; }

    internal TimePrecision Precision { get; init; } = TimePrecision.Second;

    internal int? Mode { get; init; }

    internal string? LinkTarget { get; init; }

    /// <summary>False when the listing says that it may not be read.</summary>
    internal bool IsReadable { get; init; } = true;

    internal bool IsDirectory => Kind == EntryKind.Directory;

    internal bool IsLink => Kind == EntryKind.SymbolicLink;

    /// <summary>What is neither directory nor link is moved as a file, unless it is known to be something else.</summary>
    internal bool IsFile => Kind is EntryKind.File or null;

    internal static MirrorEntry Of(RemoteEntry entry) => new(entry.Name, entry.Kind)
    {
        Length = entry.Length,
        Modified = entry.Modified,
        Precision = entry.Precision,
        Mode = entry.Mode,
        LinkTarget = entry.LinkTarget,
        IsReadable = entry.Permissions is { } facts ? !entry.IsFile || facts.Contains('r', StringComparison.Ordinal) : entry.Mode is not { } mode || (mode & 0b100_100_100) != 0,
    };
}

/// <summary>What is in a directory.</summary>
/// <param name="Entries">In no order.</param>
/// <param name="Doubt">Why something may be there that is not among the entries; null when that cannot be.</param>
internal sealed record TreeListing(IReadOnlyList<MirrorEntry> Entries, string? Doubt)
{
    internal static TreeListing Empty { get; } = new([], null);
}

namespace Sealane.Shell.Globbing;

/// <summary>What a directory holds, as far as patterns and completion care.</summary>
/// <param name="Name">The name without its path.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct NamedEntry(string Name, EntryKind Kind)
{
    /// <summary>All that is known of it, for lists that show more than names; null where a name is all.</summary>
    public Sealane.Client.RemoteEntry? Details { get; init; }
}

internal enum EntryKind
{
    File,
    Directory,

    /// <summary>A link, whose target is not known: it may be either.</summary>
    Link,
    Other,
}

namespace Sealane.Protocol;

/// <summary>What a line of a listing is to the directory listed (cdir and pdir of RFC 3659 §7.5.1).</summary>
public enum DirectoryRole : byte
{
    /// <summary>One of its entries.</summary>
    Entry,

    /// <summary>The directory itself. Its name may be a path.</summary>
    Itself,

    /// <summary>A directory above it. Its name may be a path.</summary>
    Parent,
}

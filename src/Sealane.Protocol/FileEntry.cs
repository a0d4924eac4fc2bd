namespace Sealane.Protocol;

/// <summary>What a directory entry is (RFC 3659 §7.5.1 calls it the type fact).</summary>
public enum EntryKind : byte
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, described itself instead of what it points at.</summary>
    SymbolicLink,

    /// <summary>A device, socket or pipe: listed, never served.</summary>
    Other,
}

/// <summary>One file or directory as listings and facts describe it; made by a storage, or read from a server's listing.</summary>
public readonly record struct FileEntry
{
    /// <summary>The name within its directory, in bytes (UTF-8 by RFC 2640, but not guaranteed). Never holds <c>/</c> or NUL; may hold CR or LF, which listing writers must not pass on.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>What it is.</summary>
    public EntryKind Kind { get; init; }

    /// <summary>Bytes; of a directory or link, what the file system reports.</summary>
    public long Length { get; init; }

    /// <summary>Last modification, UTC. <see cref="DateTime.MinValue"/> when it is not known.</summary>
    public DateTime Modified { get; init; }

    /// <summary>The twelve Unix permission bits (0o7777).</summary>
    public int Mode { get; init; }

    /// <summary>The letter that <c>ls -l</c> has for something that is <see cref="EntryKind.Other"/>: b, c, p or s; 0 when that is not known.</summary>
    public byte Special { get; init; }

    /// <summary>Number of hard links; 1 where the storage has no such thing.</summary>
    public uint Links { get; init; }

    /// <summary>Numeric user id of the owner.</summary>
    public uint Owner { get; init; }

    /// <summary>Numeric group id.</summary>
    public uint Group { get; init; }

    /// <summary>Device number, with <see cref="Inode"/> the identity behind the unique fact; 0 when unknown.</summary>
    public ulong Device { get; init; }

    /// <summary>Inode number; 0 when unknown.</summary>
    public ulong Inode { get; init; }

    /// <summary>Where a symbolic link points, as stored; empty for everything else or when it was not asked for.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>True for a regular file.</summary>
    public bool IsFile => Kind == EntryKind.File;
}

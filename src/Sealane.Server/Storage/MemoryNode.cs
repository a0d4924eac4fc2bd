using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>A file or directory in memory. Everything in it is guarded by its tree's lock, except content, which is replaced and never changed.</summary>
internal sealed class MemoryNode(ulong inode, SortedDictionary<string, MemoryNode>? entries)
{
    /// <summary>By name, one character a byte (Latin-1); null for a file.</summary>
    public SortedDictionary<string, MemoryNode>? Entries { get; } = entries;

    public ulong Inode { get; } = inode;

    public ReadOnlyMemory<byte> Content { get; set; }

    public DateTime Modified { get; set; }

    public int Mode { get; set; }

    /// <summary>An upload to the end of this file is running.</summary>
    public bool Appending { get; set; }

    public bool IsDirectory => Entries is not null;

    public FileEntry ToEntry(byte[] name) => new()
    {
        Name = name,
        Kind = IsDirectory ? EntryKind.Directory : EntryKind.File,
        Length = Content.Length,
        Modified = Modified,
        Mode = Mode,
        Links = 1,
        Device = 1,
        Inode = Inode,
    };
}

namespace Sealane.Protocol;

/// <summary>The facts about a file that MLST and MLSD can tell (RFC 3659 §7.5); OPTS MLST chooses among them.</summary>
[Flags]
public enum Facts
{
    /// <summary>No fact, only the name.</summary>
    None = 0,

    /// <summary>type: file, dir, cdir, pdir, or a kind of the operating system's (§7.5.1).</summary>
    Type = 1,

    /// <summary>size: bytes (§7.5.7).</summary>
    Size = 2,

    /// <summary>modify: last modification, UTC (§7.5.3).</summary>
    Modify = 4,

    /// <summary>perm: what the session may do with it (§7.5.5).</summary>
    Perm = 8,

    /// <summary>unique: the same for two names of one file (§7.5.2).</summary>
    Unique = 16,

    /// <summary>UNIX.mode: permission bits, octal.</summary>
    UnixMode = 32,

    /// <summary>UNIX.owner: numeric user id.</summary>
    UnixOwner = 64,

    /// <summary>UNIX.group: numeric group id.</summary>
    UnixGroup = 128,

    /// <summary>All of them.</summary>
    All = Type | Size | Modify | Perm | Unique | UnixMode | UnixOwner | UnixGroup,
}

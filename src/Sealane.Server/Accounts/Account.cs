using Sealane.Protocol;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Accounts;

/// <summary>What an account may do. Verbs declare which of these they need.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing but logging in.</summary>
    None = 0,

    /// <summary>Download (RETR).</summary>
    Read = 1,

    /// <summary>Upload and overwrite (STOR, STOU, APPE), set times and modes.</summary>
    Write = 2,

    /// <summary>See what is there (LIST, NLST, MLSD, MLST, SIZE, MDTM, STAT path).</summary>
    List = 4,

    /// <summary>Remove files and directories (DELE, RMD).</summary>
    Delete = 8,

    /// <summary>Rename and move (RNFR, RNTO).</summary>
    Rename = 16,

    /// <summary>Make directories (MKD).</summary>
    MakeDirectory = 32,

    /// <summary>A drop box: files can be handed in, and nothing can be seen, fetched, changed or replaced. Uploads that would replace a file are refused.</summary>
    UploadOnly = 64,

    /// <summary>Everything an ordinary account may do.</summary>
    All = Read | Write | List | Delete | Rename | MakeDirectory,
}

/// <summary>How somebody was let in, as logs tell it.</summary>
public enum AccountKind
{
    /// <summary>By a password of his own: a user of the system, or an account of the server's.</summary>
    Real,

    /// <summary>By PAM, to act as <c>guest_username</c>.</summary>
    Guest,

    /// <summary>As anybody is.</summary>
    Anonymous,
}

/// <summary>Who may log in, with what, and what they then see. An immutable snapshot: a session keeps the one it logged in with.</summary>
public sealed record Account
{
    /// <summary>Login name, compared exactly.</summary>
    public required string Name { get; init; }

    /// <summary>Encoded password hash (a PHC or crypt(3) string); null means that no password opens this account.</summary>
    public Secret? PasswordHash { get; init; }

    /// <summary>Absolute path of the directory on the server that the session sees as <c>/</c>.</summary>
    public required string Home { get; init; }

    /// <summary>The directory that its sessions begin in, seen from <see cref="Home"/>.</summary>
    public FtpPath Start { get; init; } = FtpPath.Root;

    /// <summary>Who its file system calls are made as; null: the user that the server runs as.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Permission bits that its new files do not get; null: those of <c>local_umask</c>.</summary>
    public int? Umask { get; init; }

    /// <summary>The rules of anonymous users, for them and for guests without local privileges; null for all others. Its permissions are those of <see cref="Permissions"/>.</summary>
    public AnonymousRights? Rights { get; init; }

    /// <summary>Whom complete uploads are given to; null: they belong to whoever makes them.</summary>
    public Handover? Handover { get; init; }

    /// <summary>How its sessions were let in.</summary>
    public AccountKind Kind { get; init; }

    /// <summary>What it may do.</summary>
    public Permissions Permissions { get; init; } = Permissions.All;

    /// <summary>False while locked.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>First moment at which it can no longer log in; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }
}

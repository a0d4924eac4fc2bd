using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>How an account's files are kept on the local disk.</summary>
public sealed record LocalDiskOptions
{
    /// <summary>The account's name. It names the partial uploads, so that nobody resumes another's.</summary>
    public required string Account { get; init; }

    /// <summary>Who every file system call is made as; null (the default): the user that the server runs as.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Where the account's sessions begin, seen from its root. Matters to <see cref="Names"/> alone, which do not judge the way there.</summary>
    public FtpPath Start { get; init; }

    /// <summary>Names that are closed, and the only ones that may be transferred; null (the default): all are open.</summary>
    public NameRules? Names { get; init; }

    /// <summary>Permission bits taken away from new files and directories; 0o077 (the owner alone has access) as vsftpd's <c>local_umask</c> has it.</summary>
    public int Umask { get; init; } = 0b000_111_111;

    /// <summary>Permission bits of new files before <see cref="Umask"/>; 0o666 as vsftpd's <c>file_open_mode</c> has it. Directories start from 0o777.</summary>
    public int FileMode { get; init; } = 0b110_110_110;

    /// <summary>When uploaded bytes become visible.</summary>
    public UploadMode UploadMode { get; init; } = UploadMode.Atomic;

    /// <summary>Whether a file that is being written in place refuses another upload (vsftpd's <c>lock_upload_files</c>). Partial uploads always do.</summary>
    public bool LockInPlace { get; init; } = true;

    /// <summary>Whether an interrupted upload stays, to be resumed; otherwise nothing of it is left (vsftpd's <c>delete_failed_uploads</c>), in place too if the upload made the file.</summary>
    public bool KeepInterrupted { get; init; } = true;

    /// <summary>Whether uploads only ever make new files: one whose name is taken is refused, also when it was taken while the bytes were coming (a drop box).</summary>
    public bool KeepsExisting { get; init; }

    /// <summary>Whether only files that everybody may read are opened for reading, as vsftpd's <c>anon_world_readable_only</c> has it.</summary>
    public bool WorldReadableOnly { get; init; }

    /// <summary>Whom complete uploads are given to; null (the default): they stay whose they are. A file that was not the account's own stays as it is in any case.</summary>
    public Handover? Handover { get; init; }

    /// <summary>
    /// What is waited for before an upload is reported complete. None by default: after a power cut some seconds of uploads may be lost,
    /// as with every FTP server, for waiting would make small files as slow as the disk turns.
    /// </summary>
    public UploadSync Sync { get; init; } = UploadSync.None;

    /// <summary>How long an interrupted upload can be resumed, counted from its last byte; afterwards it is removed when its directory is next listed or written to.</summary>
    public TimeSpan PartialExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The clock that expiry is measured with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>When uploaded bytes become visible.</summary>
public enum UploadMode
{
    /// <summary>All at once, when the upload is complete: bytes gather in a hidden file beside the target, which is renamed.</summary>
    Atomic,

    /// <summary>As they arrive, as in vsftpd; an interrupted upload leaves a short file.</summary>
    InPlace,
}

/// <summary>What is waited for before an upload is reported complete.</summary>
public enum UploadSync
{
    /// <summary>Nothing: the kernel writes when it likes.</summary>
    None,

    /// <summary>The file's bytes are on the medium before it gets its name (fdatasync).</summary>
    Data,
}

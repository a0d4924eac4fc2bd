namespace Sealane.Server.Storage;

/// <summary>Why a storage refused; <c>StorageReplies</c> turns each into its reply.</summary>
public enum StorageError
{
    /// <summary>Nothing is there.</summary>
    NotFound,

    /// <summary>A component of the path, or the path itself, is no directory.</summary>
    NotADirectory,

    /// <summary>A file was asked for, a directory is there.</summary>
    IsADirectory,

    /// <summary>A device, pipe or socket is there: never served.</summary>
    NotRegular,

    /// <summary>The file system's permissions forbid it.</summary>
    AccessDenied,

    /// <summary>The name is taken.</summary>
    Exists,

    /// <summary>The directory still has entries.</summary>
    DirectoryNotEmpty,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly,

    /// <summary>The disk is full.</summary>
    NoSpace,

    /// <summary>The account's quota is used up.</summary>
    QuotaExceeded,

    /// <summary>A component or the whole path is longer than the file system takes.</summary>
    NameTooLong,

    /// <summary>The name cannot be used here (reserved for partial uploads, for example).</summary>
    InvalidName,

    /// <summary>Too many symbolic links, or one that leads out of the root.</summary>
    LinkRefused,

    /// <summary>The restart offset lies past the end of what is there.</summary>
    OffsetPastEnd,

    /// <summary>A move between file systems.</summary>
    CrossDevice,

    /// <summary>The file would grow past the file system's limit.</summary>
    FileTooLarge,

    /// <summary>In use: a directory that is a mount point, a text file being executed.</summary>
    Busy,

    /// <summary>The server has no file handles left.</summary>
    TooManyOpen,

    /// <summary>The medium failed.</summary>
    Io,
}

/// <summary>A storage refused or failed; nothing was changed unless the operation says otherwise.</summary>
/// <param name="error">The cause.</param>
/// <param name="detail">What the system said, for the log; never sent to a client.</param>
public sealed class StorageException(StorageError error, string detail) : IOException(detail)
{
    /// <summary>The cause.</summary>
    public StorageError Error { get; } = error;
}

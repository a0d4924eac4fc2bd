using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>The one place where a storage's refusal becomes a reply. 550 for what the client can mend by asking differently, 45x for what may pass, 552/452 for space.</summary>
internal static class StorageReplies
{
    /// <summary>The argument cannot be a path at all.</summary>
    internal static readonly Reply BadName = Reply.Of(ReplyCode.NameNotAllowed, "This name cannot be used.");

    private static readonly Dictionary<StorageError, Reply> s_replies = new()
    {
        [StorageError.NotFound] = Reply.Of(ReplyCode.FileUnavailable, "No such file or directory."),
        [StorageError.NotADirectory] = Reply.Of(ReplyCode.FileUnavailable, "Not a directory."),
        [StorageError.IsADirectory] = Reply.Of(ReplyCode.FileUnavailable, "That is a directory."),
        [StorageError.NotRegular] = Reply.Of(ReplyCode.FileUnavailable, "Not a regular file."),
        [StorageError.AccessDenied] = Reply.Of(ReplyCode.FileUnavailable, "Permission denied."),
        [StorageError.Exists] = Reply.Of(ReplyCode.FileUnavailable, "That name exists already."),
        [StorageError.DirectoryNotEmpty] = Reply.Of(ReplyCode.FileUnavailable, "The directory is not empty."),
        [StorageError.ReadOnly] = Reply.Of(ReplyCode.FileUnavailable, "The file system is read-only."),
        [StorageError.NoSpace] = Reply.Of(ReplyCode.NoSpace, "The disk is full."),
        [StorageError.QuotaExceeded] = Reply.Of(ReplyCode.QuotaExceeded, "The quota is used up."),
        [StorageError.NameTooLong] = Reply.Of(ReplyCode.NameNotAllowed, "The name is too long."),
        [StorageError.InvalidName] = Reply.Of(ReplyCode.NameNotAllowed, "This name cannot be used."),
        [StorageError.LinkRefused] = Reply.Of(ReplyCode.FileUnavailable, "The symbolic link cannot be followed."),
        [StorageError.OffsetPastEnd] = Reply.Of(ReplyCode.BadRestart, "The restart offset lies past the end of the file."),
        [StorageError.CrossDevice] = Reply.Of(ReplyCode.FileUnavailable, "A move between file systems is not possible: copy and delete."),
        [StorageError.FileTooLarge] = Reply.Of(ReplyCode.QuotaExceeded, "The file is too large for the file system."),
        [StorageError.Busy] = Reply.Of(ReplyCode.FileBusy, "The file is in use. Try again later."),
        [StorageError.TooManyOpen] = Reply.Of(ReplyCode.FileBusy, "The server has too many files open. Try again later."),
        [StorageError.Io] = Reply.Of(ReplyCode.LocalError, "Reading or writing the disk failed."),
    };

    /// <summary>The reply to a command that was refused.</summary>
    internal static Reply Of(StorageError error) => s_replies[error];

    /// <summary>The reply to an upload that could not begin: clients know 553 as "not under this name".</summary>
    internal static Reply OfUpload(StorageError error) => error switch
    {
        StorageError.NotFound => s_couldNotCreate,
        StorageError.AccessDenied or StorageError.IsADirectory or StorageError.NotRegular or StorageError.Exists or StorageError.LinkRefused or StorageError.NotADirectory
            => s_uploadRefused[error],
        _ => Of(error),
    };

    /// <summary>The last reply of a transfer that a storage stopped: never 550, which would say that nothing was begun.</summary>
    internal static Reply OfTransfer(StorageError error) => error switch
    {
        StorageError.NoSpace or StorageError.QuotaExceeded or StorageError.FileTooLarge => Of(error),
        StorageError.Io => Of(error),
        _ => Reply.Of(ReplyCode.LocalError, "The transfer failed on the server's side: " + Text(error)),
    };

    private static readonly Reply s_couldNotCreate = Reply.Of(ReplyCode.NameNotAllowed, "Could not create file: no such directory.");

    private static readonly Dictionary<StorageError, Reply> s_uploadRefused = new[]
    {
        StorageError.AccessDenied, StorageError.IsADirectory, StorageError.NotRegular, StorageError.Exists, StorageError.LinkRefused, StorageError.NotADirectory,
    }.ToDictionary(error => error, error => Reply.Of(ReplyCode.NameNotAllowed, "Could not create file: " + Text(error)));

    private static string Text(StorageError error)
    {
        string line = s_replies[error].ToString()[4..];
        return char.ToLowerInvariant(line[0]) + line[1..];
    }
}

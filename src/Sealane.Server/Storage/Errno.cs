using System.Runtime.InteropServices;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>Linux error numbers (the same on every architecture .NET runs on) and the one mapping of each to its <see cref="StorageError"/>.</summary>
internal static class Errno
{
    public const int EPERM = 1, ENOENT = 2, EINTR = 4, EIO = 5, ENXIO = 6, EBADF = 9, EAGAIN = 11, EACCES = 13, EBUSY = 16, EEXIST = 17,
        EXDEV = 18, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23, EMFILE = 24, ETXTBSY = 26, EFBIG = 27, ENOSPC = 28,
        EROFS = 30, EMLINK = 31, ENAMETOOLONG = 36, ENOLCK = 37, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40, EILSEQ = 84, EOVERFLOW = 75,
        EOPNOTSUPP = 95, EDQUOT = 122;

    /// <summary>Of the call just made by this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The exception for a failed call.</summary>
    /// <param name="errno">What the call left in errno.</param>
    /// <param name="call">The system call, for the log.</param>
    /// <param name="path">What it was about, for the log; a terminating NUL is left out.</param>
    public static StorageException Refusal(int errno, string call, ReadOnlySpan<byte> path) =>
        new(Classify(errno), $"{call} {Encoding.UTF8.GetString(path.TrimEnd((byte)0))}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");

    /// <summary>Throws the refusal of a call that failed.</summary>
    public static void Check(int errno, string call, FtpPath path)
    {
        if (errno != 0)
        {
            throw Refusal(errno, call, path.Bytes);
        }
    }

    private static StorageError Classify(int errno) => errno switch
    {
        ENOENT => StorageError.NotFound,
        ENOTDIR => StorageError.NotADirectory,
        EISDIR => StorageError.IsADirectory,
        EACCES or EPERM => StorageError.AccessDenied,
        EEXIST => StorageError.Exists,
        ENOTEMPTY => StorageError.DirectoryNotEmpty,
        EROFS => StorageError.ReadOnly,
        ENOSPC or EMLINK => StorageError.NoSpace, // EMLINK: the parent directory can hold no more subdirectories
        EDQUOT => StorageError.QuotaExceeded,
        ENAMETOOLONG => StorageError.NameTooLong,
        ELOOP => StorageError.LinkRefused,
        EXDEV => StorageError.CrossDevice,
        EFBIG or EOVERFLOW => StorageError.FileTooLarge,
        EBUSY or ETXTBSY or EAGAIN => StorageError.Busy, // EAGAIN: somebody holds a lease or a lock
        EMFILE or ENFILE => StorageError.TooManyOpen,
        ENXIO or ENODEV => StorageError.NotRegular, // a socket, a pipe nobody reads, a device without a driver
        EINVAL or EILSEQ => StorageError.InvalidName, // a directory moved into itself, bytes the file system cannot store
        _ => StorageError.Io,
    };
}

using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// The files of one account, seen from its root. Everything a session does to files goes through these eight methods;
/// further abilities are the small interfaces beside this one (<see cref="ISetTimes"/>, <see cref="ISetPermissions"/>), tested with <c>is</c>.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="StorageException"/>. Implementations confine paths by themselves, serve regular files and directories only,
/// may be called from any thread, and do their blocking work off the caller's thread. A store is made at login and disposed when the session ends.
/// </remarks>
public interface IFileStore : IDisposable
{
    /// <summary>Describes what the path leads to, links followed within the root; null when nothing is there.</summary>
    ValueTask<FileEntry?> FindAsync(FtpPath path, CancellationToken cancellation);

    /// <summary>Opens a directory for reading its entries. The caller disposes the reader.</summary>
    ValueTask<DirectoryReader> OpenDirectoryAsync(FtpPath path, ListingDetail detail, CancellationToken cancellation);

    /// <summary>Opens a regular file for reading from a byte offset. The caller disposes the reader. An offset past the end reads nothing.</summary>
    ValueTask<FileReader> OpenReadAsync(FtpPath path, long offset, CancellationToken cancellation);

    /// <summary>Opens a file for writing; see <see cref="FileWriter"/> for when the bytes become visible. The caller disposes the writer.</summary>
    /// <param name="path">The target.</param>
    /// <param name="mode">How existing content is treated.</param>
    /// <param name="offset">For <see cref="WriteMode.Resume"/>: where the first byte goes; must not lie past the end of what is there. Otherwise 0.</param>
    /// <param name="cancellation">Gives up the opening.</param>
    ValueTask<FileWriter> OpenWriteAsync(FtpPath path, WriteMode mode, long offset, CancellationToken cancellation);

    /// <summary>Removes a file or a link, never a directory.</summary>
    ValueTask DeleteFileAsync(FtpPath path, CancellationToken cancellation);

    /// <summary>Makes one directory.</summary>
    ValueTask CreateDirectoryAsync(FtpPath path, CancellationToken cancellation);

    /// <summary>Removes an empty directory.</summary>
    ValueTask DeleteDirectoryAsync(FtpPath path, CancellationToken cancellation);

    /// <summary>Renames or moves, replacing an existing file as rename(2) does.</summary>
    ValueTask RenameAsync(FtpPath from, FtpPath to, CancellationToken cancellation);
}

/// <summary>How <see cref="IFileStore.OpenWriteAsync"/> treats what is there already.</summary>
public enum WriteMode
{
    /// <summary>STOR: new content replaces the old.</summary>
    Replace,

    /// <summary>STOU: the name must not exist yet; otherwise <see cref="StorageError.Exists"/>.</summary>
    CreateNew,

    /// <summary>APPE: bytes go to the end of the file, or of the account's own interrupted upload of that name; made when neither exists.</summary>
    Append,

    /// <summary>REST n, STOR: bytes go to offset n of the account's own interrupted upload of that name, or of the file.</summary>
    Resume,
}

/// <summary>How much a listing asks of each entry.</summary>
public enum ListingDetail
{
    /// <summary>Names and kinds only (NLST): spares a system call for each entry.</summary>
    Names,

    /// <summary>Everything but link targets (MLSD).</summary>
    Facts,

    /// <summary>Everything (LIST).</summary>
    FactsAndLinks,
}

/// <summary>A store that can set a file's modification time (MFMT).</summary>
public interface ISetTimes
{
    /// <summary>Sets the modification time, UTC.</summary>
    ValueTask SetModifiedAsync(FtpPath path, DateTime modified, CancellationToken cancellation);
}

/// <summary>A store that keeps interrupted uploads. SIZE asks it when <see cref="IFileStore.FindAsync"/> finds nothing, so that a client learns where to resume.</summary>
public interface IFindPartial
{
    /// <summary>Bytes of this account's own interrupted upload of that name; null when there is none, or when the name itself exists.</summary>
    ValueTask<long?> PartialLengthAsync(FtpPath path, CancellationToken cancellation);
}

/// <summary>A store whose directories may be closed to the account (CWD).</summary>
public interface IEnterDirectories
{
    /// <summary>Throws <see cref="StorageException"/> unless the path leads to a directory that the account may enter.</summary>
    ValueTask EnterAsync(FtpPath path, CancellationToken cancellation);
}

/// <summary>A store that can set permission bits (SITE CHMOD).</summary>
public interface ISetPermissions
{
    /// <summary>Sets the nine permission bits (0o777).</summary>
    ValueTask SetModeAsync(FtpPath path, int mode, CancellationToken cancellation);
}

/// <summary>A store that knows how much room is left (ALLO, AVBL).</summary>
public interface IReportSpace
{
    /// <summary>Bytes that can still be written below the path.</summary>
    ValueTask<long> AvailableAsync(FtpPath path, CancellationToken cancellation);
}

/// <summary>A store whose new files and directories lack permission bits that the client may choose (SITE UMASK).</summary>
public interface IChangeUmask
{
    /// <summary>The nine bits (0o777), of which those set are taken away from what is made from now on.</summary>
    int Umask { get; set; }
}

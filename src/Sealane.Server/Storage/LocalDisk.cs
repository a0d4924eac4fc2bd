using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// An account's files in a directory of the server. Paths are resolved by the kernel below that directory and nowhere else; symbolic links
/// work as far as they stay inside (an absolute one starts at the account's root), and are listed, removed and renamed themselves.
/// An upload through a link goes to what the link leads to.
/// </summary>
/// <remarks>
/// On Linux before 5.6, or where a sandbox forbids openat2(2), every symbolic link is refused instead.
/// System calls run on thread-pool threads: synchronously when the caller is on one already.
/// </remarks>
public sealed class LocalDisk : IFileStore, ISetTimes, ISetPermissions, IReportSpace, IFindPartial, IEnterDirectories, IChangeUmask
{
    private const int OpenForReading = LinuxCalls.O_RDONLY | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;

    private readonly Jail _jail;
    private readonly ulong? _memoryDevice;
    private readonly LocalDiskOptions _options;
    private readonly Partials _partials;
    private readonly LocalUploads _uploads;

    internal LocalDisk(Jail jail, LocalDiskOptions options)
    {
        _jail = jail;
        _memoryDevice = jail.IsInMemory && jail.TryOpen(FtpPath.Root, LinuxCalls.O_PATH, out _) is { } top ? DeviceOf(top) : null;
        _options = options;
        if (options.Names is { } names)
        {
            jail.Apply(names, options.Start);
        }

        _partials = new Partials(options);
        _uploads = new LocalUploads(jail, _partials, options);
    }

    /// <summary>Opens an account's directory; blocks for one look at the disk. The caller disposes the store when the session ends.</summary>
    /// <param name="root">Absolute path; symbolic links in it are followed, for it is the administrator's.</param>
    /// <param name="options">How files are kept.</param>
    /// <exception cref="StorageException"><see cref="StorageError.NotFound"/> and the like: the directory is missing, is none, or may not be entered.</exception>
    public static LocalDisk Open(string root, LocalDiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using (Identity.Enter(options.Identity))
        {
            return new LocalDisk(Jail.Over(OpenRoot(root), options.Identity), options);
        }
    }

    /// <summary>The handle of an account's directory.</summary>
    internal static SafeFileHandle OpenRoot(string root)
    {
        byte[] path = LinuxCalls.Terminated(System.Text.Encoding.UTF8.GetBytes(root));
        return LinuxCalls.Open(path, LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY, out int errno) is { } handle
            ? handle
            : throw (errno == Errno.ENOENT
                ? new StorageException(StorageError.NotFound, $"home directory {root} does not exist; make it (mkdir -p), owned by whoever is to use it")
                : Errno.Refusal(errno, "open home directory", path));
    }

    /// <inheritdoc/>
    public int Umask
    {
        get => _uploads.Umask;
        set => _uploads.Umask = value;
    }

    /// <inheritdoc/>
    public ValueTask<FileEntry?> FindAsync(FtpPath path, CancellationToken cancellation) =>
        OnDisk<FtpPath, FileEntry?>(static (disk, path, _) => disk.Find(path), path, cancellation);

    /// <inheritdoc/>
    public ValueTask<DirectoryReader> OpenDirectoryAsync(FtpPath path, ListingDetail detail, CancellationToken cancellation) =>
        OnDisk<(FtpPath Path, ListingDetail Detail), DirectoryReader>(
            static (disk, of, _) => new LocalDirectoryReader(
                disk._jail.Open(PartialName.Visible(of.Path), LinuxCalls.O_RDONLY | LinuxCalls.O_DIRECTORY), of.Detail, disk._partials, disk._options.Identity),
            (path, detail),
            cancellation);

    /// <inheritdoc/>
    public ValueTask<FileReader> OpenReadAsync(FtpPath path, long offset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return !DiskThread.IsCurrent && TryOpenReadCached(path, offset) is { } reader
            ? new ValueTask<FileReader>(reader)
            : OnDisk<(FtpPath Path, long Offset), FileReader>(static (disk, of, _) => disk.OpenRead(of.Path, of.Offset), (path, offset), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<FileWriter> OpenWriteAsync(FtpPath path, WriteMode mode, long offset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return OnDisk<(FtpPath Path, WriteMode Mode, long Offset), FileWriter>(
            static (disk, of, cancellation) => disk._uploads.Open(PartialName.Usable(of.Path), of.Mode, of.Mode == WriteMode.Resume ? of.Offset : 0, cancellation),
            (path, mode, offset),
            cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>A missing name whose interrupted upload this account could resume is removed with it: nothing else shows or frees those bytes.</remarks>
    public ValueTask DeleteFileAsync(FtpPath path, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, path, _) => EntryChanges.DeleteFile(disk._jail, disk._options.UploadMode == UploadMode.Atomic ? disk._partials : null, path), path, cancellation));

    /// <inheritdoc/>
    public ValueTask CreateDirectoryAsync(FtpPath path, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, path, _) => EntryChanges.CreateDirectory(disk._jail, 0x1FF & ~disk.Umask, path), path, cancellation));

    /// <inheritdoc/>
    /// <remarks>Interrupted uploads of this account, and expired ones, do not keep a directory from being empty.</remarks>
    public ValueTask DeleteDirectoryAsync(FtpPath path, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, path, _) => EntryChanges.DeleteDirectory(disk._jail, disk._partials, path), path, cancellation));

    /// <inheritdoc/>
    public ValueTask RenameAsync(FtpPath from, FtpPath to, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, names, _) => EntryChanges.Rename(disk._jail, disk._options.Names, names.from, names.to), (from, to), cancellation));

    /// <inheritdoc/>
    public ValueTask SetModifiedAsync(FtpPath path, DateTime modified, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, of, _) => disk.Change(of.path, "utimensat", (handle, _) => LinuxCalls.ChangeModified(handle, of.modified)), (path, modified), cancellation));

    /// <inheritdoc/>
    /// <remarks>The root's own mode is the administrator's, and refused. A directory keeps its set-group-id and sticky bits.</remarks>
    public ValueTask SetModeAsync(FtpPath path, int mode, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, of, _) => disk.ChangeMode(of.path, of.mode), (path, mode), cancellation));

    /// <inheritdoc/>
    public ValueTask EnterAsync(FtpPath path, CancellationToken cancellation) =>
        Untold(OnDisk(static (disk, path, _) => disk.Enter(path), path, cancellation));

    /// <inheritdoc/>
    public ValueTask<long> AvailableAsync(FtpPath path, CancellationToken cancellation) =>
        OnDisk(static (disk, path, _) => disk.Available(path), path, cancellation);

    /// <inheritdoc/>
    public ValueTask<long?> PartialLengthAsync(FtpPath path, CancellationToken cancellation) =>
        OnDisk(static (disk, path, _) => disk.PartialLength(path), path, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _jail.Dispose();

    /// <summary>Everything the disk is asked passes here, on a thread that may block, with the account's identity.</summary>
    private async ValueTask<T> OnDisk<TArgument, T>(Func<LocalDisk, TArgument, CancellationToken, T> work, TArgument argument, CancellationToken cancellation)
    {
        await DiskThread.Hop();
        cancellation.ThrowIfCancellationRequested();
        using (Identity.Enter(_options.Identity))
        {
            return work(this, argument, cancellation);
        }
    }

    private static async ValueTask Untold(ValueTask<bool> work) => await work.ConfigureAwait(false);

    private FileEntry? Find(FtpPath path)
    {
        if (PartialName.IsReserved(path))
        {
            return null;
        }

        using SafeFileHandle? handle = _jail.TryOpen(path, LinuxCalls.O_PATH, out int errno);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        Errno.Check(errno, "open", path);
        Errno.Check(LinuxCalls.Stat(handle!, out StatxRecord record), "statx", path);
        return record.ToEntry(path.Name.ToArray());
    }

    private static ulong? DeviceOf(SafeFileHandle handle)
    {
        using (handle)
        {
            return LinuxCalls.Stat(handle, out StatxRecord record) == 0 ? record.Device : null;
        }
    }

    // A hot file is opened where the caller stands: the kernel promises not to wait for the disk, and waking a disk thread costs more than the call.
    // Whatever is unusual goes the ordinary way, which also words the refusals.
    private LocalFileReader? TryOpenReadCached(FtpPath path, long offset)
    {
        using Identity.Scope scope = Identity.Enter(_options.Identity);
        SafeFileHandle? file = PartialName.IsReserved(path) ? null : _jail.TryOpenCached(path, OpenForReading);
        if (file is null)
        {
            return null;
        }

        if (LinuxCalls.Stat(file, out StatxRecord record) != 0 || record.Kind != EntryKind.File || !MayBeRead(record) || _jail.Rules?.AdmitsDownload(path, file) == false)
        {
            file.Dispose();
            return null;
        }

        return new LocalFileReader(path, file, (long)record.Size, offset, record.Device == _memoryDevice ? ReadAhead.FromMemory : ReadAhead.IfCached);
    }

    private LocalFileReader OpenRead(FtpPath path, long offset)
    {
        SafeFileHandle file = _jail.Open(PartialName.Visible(path), OpenForReading);
        int errno = LinuxCalls.Stat(file, out StatxRecord record);
        errno = errno != 0 ? errno : record.Kind switch { EntryKind.File => MayBeRead(record) ? 0 : Errno.EACCES, EntryKind.Directory => Errno.EISDIR, _ => Errno.ENXIO };
        errno = errno == 0 && _jail.Rules?.AdmitsDownload(path, file) == false ? Errno.EACCES : errno;
        if (errno != 0)
        {
            file.Dispose();
            throw Errno.Refusal(errno, "open", path.Bytes);
        }

        return new LocalFileReader(path, file, (long)record.Size, offset, ReadAhead.FromDisk);
    }

    // Asked of the file that is open: its name may mean another one by now.
    private bool MayBeRead(in StatxRecord record) => !_options.WorldReadableOnly || (record.Permissions & 0b100) != 0;

    private bool ChangeMode(FtpPath path, int mode) => Change(path, "fchmod", (handle, record) =>
        LinuxCalls.ChangeMode(handle, (mode & 0x1FF) | (record.Kind == EntryKind.Directory ? record.TypeAndMode & 0xE00 : 0)));

    /// <summary>Changes attributes of a file or directory through a handle that stands for exactly what was found and checked.</summary>
    private bool Change(FtpPath path, string call, Func<SafeFileHandle, StatxRecord, int> change)
    {
        Errno.Check(path.IsRoot ? Errno.EACCES : 0, call, path);
        using SafeFileHandle handle = _jail.Open(PartialName.Visible(path), LinuxCalls.O_PATH);
        Errno.Check(LinuxCalls.Stat(handle, out StatxRecord record), "statx", path);
        Errno.Check(record.Kind is EntryKind.File or EntryKind.Directory ? 0 : Errno.ENXIO, call, path);
        Errno.Check(change(handle, record), call, path);
        return true;
    }

    // The handle of a directory can be had without the right to search it; looking up "." in it cannot.
    private bool Enter(FtpPath path)
    {
        using SafeFileHandle directory = _jail.Open(PartialName.Visible(path), LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY);
        using SafeFileHandle? self = LinuxCalls.OpenAt(directory, ".\0"u8, LinuxCalls.O_PATH, 0, out int errno);
        Errno.Check(errno, "chdir", path);
        return true;
    }

    private long Available(FtpPath path)
    {
        using SafeFileHandle handle = _jail.Open(PartialName.Visible(path), LinuxCalls.O_PATH);
        long available = LinuxCalls.Available(handle);
        Errno.Check(available < 0 ? Errno.Last : 0, "fstatvfs", path);
        return available;
    }

    private long? PartialLength(FtpPath path)
    {
        if (path.IsRoot || _options.UploadMode == UploadMode.InPlace || PartialName.IsReserved(path))
        {
            return null;
        }

        try
        {
            using Place target = _jail.LocateTarget(path);
            return LinuxCalls.Stat(target.Parent, target.Name, out _) == Errno.ENOENT ? _partials.Find(target) : null;
        }
        catch (StorageException e) when (e.Error is StorageError.NotFound or StorageError.NotADirectory or StorageError.IsADirectory)
        {
            return null; // not even a directory for it
        }
    }
}

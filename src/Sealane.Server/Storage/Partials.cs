using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// The partial uploads of one account on disk: opened under a lock, found again, and cleared away. Whoever uploads into a partial holds
/// its flock(2); the kernel lets go of it when the process dies, so a partial without a lock is an interrupted one.
/// </summary>
internal sealed class Partials(LocalDiskOptions options)
{
    // Between opening a partial and locking it, its upload may finish and take the file away; another round then makes a new one.
    private const int MaxRounds = 16;

    private readonly PartialName _names = new(options.Account);
    private (uint Major, uint Minor, ulong Inode) _swept;

    /// <summary>What <see cref="TryOpen"/> came to.</summary>
    public enum Outcome
    {
        /// <summary>Opened and locked.</summary>
        Opened,

        /// <summary>Another upload is using it.</summary>
        Locked,

        /// <summary>Something of that name is there that is no partial of ours; or there is to be none.</summary>
        Unusable,
    }

    /// <summary>
    /// Opens and locks the account's own partial of a target; made when missing. An expired one is emptied. Where nothing is kept that could be gone on with there is none
    /// (<see cref="Outcome.Unusable"/>): a crash may leave bytes behind all the same, and the next to come under an account that everybody shares must not get them.
    /// </summary>
    public Outcome TryOpenOwn(Place target, int mode, out Partial partial)
    {
        partial = default;
        return options.KeepInterrupted ? TryOpen(target, _names.Of(target.Name.AsSpan()[..^1]), mode, out partial) : Outcome.Unusable;
    }

    /// <summary>Opens and locks the partial that reserves a new name for whoever asks first.</summary>
    public Outcome TryReserve(Place target, int mode, out Partial partial) => TryOpen(target, PartialName.Reservation(target.Name.AsSpan()[..^1]), mode, out partial);

    /// <summary>Makes a partial that cannot be resumed.</summary>
    public Partial MakeNameless(Place target, int mode)
    {
        byte[] name = _names.Random();
        SafeFileHandle handle = LinuxCalls.OpenAt(target.Parent, name, LinuxCalls.O_WRONLY | LinuxCalls.O_CREAT | LinuxCalls.O_EXCL, mode, out int errno)
            ?? throw Errno.Refusal(errno, "open", target.Name);
        _ = LinuxCalls.Lock(handle); // nobody else knows the name; without the lock it is only cleared away sooner
        return new Partial(handle, name, 0);
    }

    /// <summary>Bytes of the account's own partial of a target; null when there is none worth resuming.</summary>
    public long? Find(Place target)
    {
        if (!options.KeepInterrupted)
        {
            return null;
        }

        int errno = LinuxCalls.Stat(target.Parent, _names.Of(target.Name.AsSpan()[..^1]), out StatxRecord record);
        return errno == 0 && record.Kind == EntryKind.File && IsOwn(record) && !IsExpired(record) ? (long)record.Size : null;
    }

    /// <summary>Removes the account's own partial of a target.</summary>
    /// <returns>False when there is none, or it is in use.</returns>
    public bool TryDelete(Place target) => TryRemove(target.Parent, _names.Of(target.Name.AsSpan()[..^1]), evenFresh: true);

    /// <summary>Called with each reserved name that a listing comes across: removes it when it has expired.</summary>
    public void Sweep(SafeFileHandle directory, ReadOnlySpan<byte> name) => TryRemove(directory, name, evenFresh: false);

    /// <summary>Looks for expired partials before an upload: once for each directory, and only at its first entries, for a listing of everything would cost big directories dear.</summary>
    public void SweepBeforeUpload(SafeFileHandle parent)
    {
        if (LinuxCalls.Stat(parent, out StatxRecord record) != 0 || _swept == (record.DeviceMajor, record.DeviceMinor, record.Inode))
        {
            return;
        }

        _swept = (record.DeviceMajor, record.DeviceMinor, record.Inode);
        using SafeFileHandle? directory = LinuxCalls.OpenAt(parent, ".\0"u8, LinuxCalls.O_RDONLY | LinuxCalls.O_DIRECTORY, 0, out _);
        if (directory is null)
        {
            return; // a drop box that cannot be listed
        }

        using Dirents entries = new(directory);
        entries.Fill();
        while (entries.TryNext(out Dirent entry))
        {
            if (PartialName.IsReserved(entry.Name.Span))
            {
                Sweep(directory, entry.Terminated);
            }
        }
    }

    /// <summary>Clears a directory that is to be removed of the partials the account cannot see.</summary>
    /// <returns>False when something else is in it, or a partial is another account's or in use; then nothing visible was touched.</returns>
    public bool TryClear(SafeFileHandle directory)
    {
        List<byte[]> found = [];
        using Dirents entries = new(directory);
        while (entries.Fill())
        {
            while (entries.TryNext(out Dirent entry))
            {
                if (!PartialName.IsReserved(entry.Name.Span))
                {
                    return false;
                }

                found.Add(entry.Terminated.ToArray());
            }
        }

        return found.TrueForAll(name => TryRemove(directory, name, evenFresh: _names.IsOwn(name.AsSpan(0, name.Length - 1))));
    }

    private Outcome TryOpen(Place target, byte[] name, int mode, out Partial partial)
    {
        partial = default;
        for (int round = 0; round < MaxRounds; round++)
        {
            int flags = LinuxCalls.O_WRONLY | LinuxCalls.O_CREAT | LinuxCalls.O_NOFOLLOW | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;
            SafeFileHandle? handle = LinuxCalls.OpenAt(target.Parent, name, flags, mode, out int errno);
            if (handle is null)
            {
                return errno is Errno.ELOOP or Errno.ENXIO or Errno.EISDIR or Errno.EACCES ? Outcome.Unusable : throw Errno.Refusal(errno, "open", target.Name);
            }

            errno = LinuxCalls.Lock(handle);
            if (errno == 0 && LinuxCalls.Stat(handle, out StatxRecord record) == 0)
            {
                if (record.Kind != EntryKind.File || record.Links > 1 || !IsOwn(record))
                {
                    handle.Dispose();
                    return Outcome.Unusable;
                }

                if (LinuxCalls.Stat(target.Parent, name, out StatxRecord named) == 0 && named.IsSameFile(record))
                {
                    partial = new Partial(handle, name, (long)record.Size);
                    if (IsExpired(record) && record.Size > 0)
                    {
                        FileCalls.Truncate(handle, 0, FtpPath.Root);
                        partial = partial with { Length = 0 };
                    }

                    return Outcome.Opened;
                }
            }

            handle.Dispose();
            if (errno != 0)
            {
                return errno == Errno.EAGAIN ? Outcome.Locked : Outcome.Unusable; // a file system without locks cannot have resumable partials
            }
        }

        return Outcome.Locked;
    }

    private bool TryRemove(SafeFileHandle directory, ReadOnlySpan<byte> name, bool evenFresh)
    {
        int flags = LinuxCalls.O_WRONLY | LinuxCalls.O_NOFOLLOW | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;
        using SafeFileHandle? handle = LinuxCalls.OpenAt(directory, name, flags, 0, out _);
        return handle is not null
            && LinuxCalls.Stat(handle, out StatxRecord record) == 0
            && record.Kind == EntryKind.File
            && (evenFresh || IsExpired(record))
            && LinuxCalls.Lock(handle) == 0
            && LinuxCalls.Stat(directory, name, out StatxRecord named) == 0
            && named.IsSameFile(record)
            && LinuxCalls.Unlink(directory, name) == 0;
    }

    // In a directory that several users write to, one could lay a file of his own in another's way, to own what is uploaded into it.
    private bool IsOwn(in StatxRecord record) => options.Identity is not { } identity || record.Owner == identity.User;

    private bool IsExpired(in StatxRecord record) => record.Modified < options.Time.GetUtcNow().UtcDateTime - options.PartialExpiry;
}

/// <summary>A partial upload, open for writing and locked.</summary>
/// <param name="Handle">Owned by whoever uploads.</param>
/// <param name="Name">NUL-terminated.</param>
/// <param name="Length">Bytes that are there already.</param>
internal readonly record struct Partial(SafeFileHandle Handle, byte[] Name, long Length);

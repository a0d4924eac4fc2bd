using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Opens uploads: decides, from what is there and what was asked, whether bytes go to a fresh partial, an interrupted one, a copy, or
/// the file itself. Everything runs on a disk thread.
/// </summary>
internal sealed class LocalUploads(Jail jail, Partials partials, LocalDiskOptions options)
{
    public FileWriter Open(FtpPath path, WriteMode mode, long offset, CancellationToken cancellation)
    {
        Place target = mode == WriteMode.CreateNew ? jail.Locate(path) : jail.LocateTarget(path);
        FileWriter? writer = null;
        try
        {
            if (PartialName.IsReserved(target.Name))
            {
                throw Errno.Refusal(Errno.EINVAL, "open", path.Bytes); // by way of a link
            }

            if (options.Names is { } names && !(names.AdmitsUpload(path.Name) && names.AdmitsUpload(target.Name.AsSpan().TrimEnd((byte)0))))
            {
                throw new StorageException(StorageError.AccessDenied, $"{path}: upload_file admits other names only");
            }

            StatxRecord? existing = Existing(target, path, mode == WriteMode.CreateNew || options.KeepsExisting);
            if (mode == WriteMode.Resume && existing is { } file && offset > (long)file.Size)
            {
                throw InPlaceUploads.PastEnd(path, offset, (long)file.Size);
            }

            // REST 0 is no restart (RFC 3659 §5.3).
            mode = mode == WriteMode.Resume && offset == 0 ? WriteMode.Replace : mode;
            return writer = options.UploadMode == UploadMode.InPlace
                ? InPlaceUploads.Open(jail, options, FileMode, path, target, existing, mode, offset)
                : OpenAtomic(path, target, existing, mode, offset, cancellation);
        }
        finally
        {
            if (writer is not PartialWriter)
            {
                target.Dispose();
            }
        }
    }

    private static StatxRecord? Existing(Place target, FtpPath path, bool mustBeNew)
    {
        int errno = LinuxCalls.Stat(target.Parent, target.Name, out StatxRecord record);
        return errno switch
        {
            Errno.ENOENT => null,
            not 0 => throw Errno.Refusal(errno, "statx", path.Bytes),
            _ when mustBeNew => throw Errno.Refusal(Errno.EEXIST, "open", path.Bytes),
            _ => record.Kind switch
            {
                EntryKind.File => record,
                EntryKind.Directory => throw Errno.Refusal(Errno.EISDIR, "open", path.Bytes),
                EntryKind.SymbolicLink => throw Errno.Refusal(Errno.ELOOP, "open", path.Bytes), // put there a moment ago
                _ => throw Errno.Refusal(Errno.ENXIO, "open", path.Bytes),
            },
        };
    }

    private static void Cut(Partial partial, long length, FtpPath path)
    {
        if (partial.Length > length)
        {
            FileCalls.Truncate(partial.Handle, length, path);
        }
    }

    private FileWriter OpenAtomic(FtpPath path, Place target, StatxRecord? existing, WriteMode mode, long offset, CancellationToken cancellation)
    {
        partials.SweepBeforeUpload(target.Parent);
        if (existing is not { } old)
        {
            return mode switch
            {
                WriteMode.CreateNew => Reserve(path, target),
                WriteMode.Replace => Fresh(path, target, null),
                _ => Continue(path, target, mode == WriteMode.Append ? null : offset),
            };
        }

        // Who may not write to the file must not replace it either, even though the directory would allow it.
        SafeFileHandle current = InPlaceUploads.OpenExisting(path, target);
        bool handedOn = false;
        try
        {
            if (mode == WriteMode.Append || (mode == WriteMode.Resume && offset == (long)old.Size))
            {
                handedOn = true;
                return InPlaceUploads.AtEnd(options, path, current, rollBack: true);
            }

            if (IsAnothers(old))
            {
                handedOn = true;
                return InPlaceUploads.InTheFile(options, path, current, mode, offset);
            }

            try
            {
                return mode == WriteMode.Resume ? Overwrite(path, target, old, offset, cancellation) : Fresh(path, target, old);
            }
            catch (StorageException e) when (options.Identity is not null && e.Error == StorageError.AccessDenied)
            {
                // May write the file, but may put nothing beside it.
                handedOn = true;
                return InPlaceUploads.InTheFile(options, path, current, mode, offset);
            }
        }
        finally
        {
            if (!handedOn)
            {
                current.Dispose();
            }
        }
    }

    /// <summary>A new file in its place would belong to somebody else than the old one, or to nobody's other names of it: a user who may write it may not change that.</summary>
    private bool IsAnothers(in StatxRecord old) =>
        options.Identity is { } me && (old.Owner != me.User || !me.IsIn(old.Group) || old.Links > 1);

    /// <summary>STOR: an empty partial, the account's own one if it is free.</summary>
    private PartialWriter Fresh(FtpPath path, Place target, StatxRecord? old)
    {
        bool own = partials.TryOpenOwn(target, FileMode, out Partial partial) == Partials.Outcome.Opened;
        partial = own ? partial : partials.MakeNameless(target, FileMode);
        return Prepared(partial, old, path, () =>
        {
            Cut(partial, 0, path);
            return new PartialWriter(path, target, partial, 0, options) { Resumable = own && old is null && options.KeepInterrupted, MustBeNew = options.KeepsExisting };
        });
    }

    /// <summary>APPE, or REST and STOR, on a missing name: the account's interrupted upload goes on.</summary>
    private PartialWriter Continue(FtpPath path, Place target, long? offset)
    {
        Partials.Outcome outcome = partials.TryOpenOwn(target, FileMode, out Partial partial);
        if (outcome == Partials.Outcome.Locked)
        {
            throw Errno.Refusal(Errno.EBUSY, "flock", path.Bytes); // most likely by the connection that just broke, and has not noticed
        }

        bool own = outcome == Partials.Outcome.Opened;
        partial = own ? partial : partials.MakeNameless(target, FileMode);
        return Prepared(partial, null, path, () =>
        {
            if (offset > partial.Length)
            {
                if (partial.Length == 0)
                {
                    _ = LinuxCalls.Unlink(target.Parent, partial.Name); // made just now
                }

                throw InPlaceUploads.PastEnd(path, offset.Value, partial.Length);
            }

            long start = offset ?? partial.Length;
            Cut(partial, start, path);
            return new PartialWriter(path, target, partial, start, options) { Resumable = own && options.KeepInterrupted, MustBeNew = options.KeepsExisting };
        });
    }

    /// <summary>REST and STOR into the middle of a file: a copy is written to, so that an interruption harms nothing. What lies beyond the new bytes stays.</summary>
    private PartialWriter Overwrite(FtpPath path, Place target, StatxRecord old, long offset, CancellationToken cancellation)
    {
        Partial partial = partials.MakeNameless(target, FileMode);
        return Prepared(partial, old, path, () =>
        {
            try
            {
                int flags = LinuxCalls.O_RDONLY | LinuxCalls.O_NOFOLLOW | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;
                using SafeFileHandle source = LinuxCalls.OpenAt(target.Parent, target.Name, flags, 0, out int errno) ?? throw Errno.Refusal(errno, "open", path.Bytes);
                FileCalls.Copy(source, partial.Handle, (long)old.Size, path, cancellation);
            }
            catch
            {
                _ = LinuxCalls.Unlink(target.Parent, partial.Name); // the cause is on its way; what cannot be removed expires
                throw;
            }

            return new PartialWriter(path, target, partial, offset, options);
        });
    }

    /// <summary>STOU: the partial is the same for every account, so its lock reserves the name.</summary>
    private PartialWriter Reserve(FtpPath path, Place target)
    {
        Partials.Outcome outcome = partials.TryReserve(target, FileMode, out Partial partial);
        if (outcome == Partials.Outcome.Locked)
        {
            throw Errno.Refusal(Errno.EEXIST, "flock", path.Bytes);
        }

        partial = outcome == Partials.Outcome.Opened ? partial : partials.MakeNameless(target, FileMode);
        return Prepared(partial, null, path, () =>
        {
            // Its last holder may have taken the name between our look and our lock.
            if (LinuxCalls.Stat(target.Parent, target.Name, out _) != Errno.ENOENT)
            {
                _ = LinuxCalls.Unlink(target.Parent, partial.Name); // empty or abandoned either way; it would expire
                throw Errno.Refusal(Errno.EEXIST, "statx", path.Bytes);
            }

            Cut(partial, 0, path);
            return new PartialWriter(path, target, partial, 0, options) { MustBeNew = true };
        });
    }

    /// <summary>Gives a partial the mode its file will have and makes the writer; closes the partial when that fails.</summary>
    private PartialWriter Prepared(Partial partial, StatxRecord? old, FtpPath path, Func<PartialWriter> make)
    {
        try
        {
            if (old is { } file)
            {
                int errno = KeepGroup(partial.Handle, file.Group);
                errno = errno == 0 ? LinuxCalls.ChangeMode(partial.Handle, file.Permissions) : errno;
                return errno == 0 ? make() : throw Errno.Refusal(errno, "fchmod", path.Bytes);
            }

            ProcessUmask.Restore(partial.Handle, FileMode);
            return make();
        }
        catch
        {
            partial.Handle.Dispose();
            throw;
        }
    }

    // A user's file stays in the group that he has put it in. Files of accounts without an identity all belong to the server's user.
    private int KeepGroup(SafeFileHandle made, uint group) =>
        options.Identity is not null && LinuxCalls.Stat(made, out StatxRecord record) == 0 && record.Group != group ? LinuxCalls.ChangeGroup(made, group) : 0;

    private int FileMode => options.FileMode & ~Umask & 0x1FF;

    /// <summary>Permission bits that new files do not get from now on.</summary>
    internal int Umask { get; set; } = options.Umask;
}

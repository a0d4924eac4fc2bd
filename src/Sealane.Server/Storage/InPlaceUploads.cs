using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>Uploads into the file itself: all of them under <see cref="UploadMode.InPlace"/>, and otherwise those that must leave it the same file. Everything runs on a disk thread.</summary>
internal static class InPlaceUploads
{
    /// <summary>In-place mode: as every older server does it.</summary>
    internal static InPlaceWriter Open(Jail jail, LocalDiskOptions options, int fileMode, FtpPath path, Place target, StatxRecord? existing, WriteMode mode, long offset)
    {
        SafeFileHandle? file = null;
        bool made = false;
        if (existing is null)
        {
            if (mode == WriteMode.Resume)
            {
                throw PastEnd(path, offset, 0);
            }

            int flags = LinuxCalls.O_WRONLY | LinuxCalls.O_CREAT | LinuxCalls.O_EXCL | LinuxCalls.O_NOFOLLOW;
            file = LinuxCalls.OpenAt(target.Parent, target.Name, flags, fileMode, out int errno);
            made = file is not null;
            if (file is not null)
            {
                ProcessUmask.Restore(file, fileMode);
            }
            else if (errno != Errno.EEXIST || mode == WriteMode.CreateNew || options.KeepsExisting)
            {
                throw Errno.Refusal(errno, "open", path.Bytes);
            }
        }

        file ??= OpenExisting(path, target);
        Place? madeAt = made && !options.KeepInterrupted ? jail.LocateTarget(path) : null;
        if (mode == WriteMode.Append)
        {
            return AtEnd(options, path, file, rollBack: false, madeAt);
        }

        int busy = options.LockInPlace ? LinuxCalls.Lock(file) : 0;
        if (busy != 0)
        {
            madeAt?.Dispose();
            file.Dispose();
            throw Errno.Refusal(busy, "flock", path.Bytes);
        }

        if (mode == WriteMode.Replace)
        {
            FileCalls.Truncate(file, 0, path);
        }

        return new InPlaceWriter(path, file, offset, options, rollBack: false) { MadeAt = madeAt };
    }

    /// <summary>A file that is there, for writing.</summary>
    internal static SafeFileHandle OpenExisting(FtpPath path, Place target)
    {
        int flags = LinuxCalls.O_WRONLY | LinuxCalls.O_NOFOLLOW | LinuxCalls.O_NONBLOCK | LinuxCalls.O_NOCTTY;
        SafeFileHandle file = LinuxCalls.OpenAt(target.Parent, target.Name, flags, 0, out int errno) ?? throw Errno.Refusal(errno, "open", path.Bytes);
        if (LinuxCalls.Stat(file, out StatxRecord record) == 0 && record.Kind == EntryKind.File)
        {
            return file;
        }

        file.Dispose();
        throw Errno.Refusal(Errno.ENXIO, "open", path.Bytes);
    }

    /// <summary>APPE, or REST at the very end: behind what is there, alone. The file is closed when that cannot be.</summary>
    internal static InPlaceWriter AtEnd(LocalDiskOptions options, FtpPath path, SafeFileHandle file, bool rollBack, Place? madeAt = null)
    {
        // Two uploads at the end of one file would write over each other.
        int errno = LinuxCalls.Lock(file);
        StatxRecord record = default;
        errno = errno == 0 ? LinuxCalls.Stat(file, out record) : errno;
        if (errno != 0)
        {
            madeAt?.Dispose();
            file.Dispose();
            throw Errno.Refusal(errno, "flock", path.Bytes);
        }

        return new InPlaceWriter(path, file, (long)record.Size, options, rollBack) { MadeAt = madeAt };
    }

    /// <summary>STOR, with or without REST, into a file that must stay the same file.</summary>
    internal static InPlaceWriter InTheFile(LocalDiskOptions options, FtpPath path, SafeFileHandle file, WriteMode mode, long offset)
    {
        try
        {
            if (mode == WriteMode.Replace)
            {
                FileCalls.Truncate(file, 0, path);
            }

            return new InPlaceWriter(path, file, offset, options, rollBack: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>REST beyond what is there: the hole would be taken for content.</summary>
    internal static StorageException PastEnd(FtpPath path, long offset, long length) =>
        new(StorageError.OffsetPastEnd, $"{path}: restart at {offset}, but only {length} bytes are there");
}

using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>An upload into a hidden partial, renamed over the target when it is complete.</summary>
internal sealed class PartialWriter(FtpPath path, Place target, Partial partial, long position, LocalDiskOptions options) : LocalFileWriter(path, partial.Handle, position, options)
{
    /// <summary>True when the target must still be missing at the end.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>True when the account finds this partial again, and nothing else has the name.</summary>
    public bool Resumable { get; init; }

    public override long ResumableLength => Resumable && !Committed && !OutOfSpace ? Position : 0;

    protected override void Publish()
    {
        int errno = MustBeNew ? RenameNew() : LinuxCalls.Rename(target.Parent, partial.Name, target.Parent, target.Name);
        if (errno != 0)
        {
            throw Errno.Refusal(errno, "rename", Path.Bytes);
        }
    }

    protected override void GiveUp()
    {
        // A full disk is everybody's trouble, and what fills it (or a quota) would be invisible: on ENOSPC and EDQUOT the partial goes too.
        bool keep = ResumableLength > 0 && LinuxCalls.Stat(target.Parent, target.Name, out _) == Errno.ENOENT;
        if (!keep)
        {
            _ = LinuxCalls.Unlink(target.Parent, partial.Name); // what cannot be removed now expires
        }
    }

    protected override void Release() => target.Dispose();

    private int RenameNew()
    {
        int errno = LinuxCalls.RenameNew(target.Parent, partial.Name, target.Parent, target.Name);
        if (errno is Errno.EINVAL or Errno.ENOSYS)
        {
            // Not every file system knows the flag; a hard link never replaces either.
            errno = LinuxCalls.Link(target.Parent, partial.Name, target.Parent, target.Name);
            if (errno == 0)
            {
                _ = LinuxCalls.Unlink(target.Parent, partial.Name); // the file has its name; a second, hidden one would expire
            }
        }

        return errno;
    }
}

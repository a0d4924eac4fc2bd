using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>What changes the entries of directories on the local disk. Every call blocks, is made as the account, and goes by the handle of the directory that holds the entry; each returns true or throws.</summary>
internal static class EntryChanges
{
    /// <summary>DELE.</summary>
    /// <param name="jail">Where.</param>
    /// <param name="partials">Those whose bytes go with a name that is missing; null for none.</param>
    /// <param name="path">What.</param>
    internal static bool DeleteFile(Jail jail, Partials? partials, FtpPath path)
    {
        using Place entry = jail.Locate(PartialName.Visible(path));
        int errno = LinuxCalls.Unlink(entry.Parent, entry.Name);
        if (errno == Errno.ENOENT && partials?.TryDelete(entry) == true)
        {
            return true;
        }

        // POSIX lets a file system say EPERM for a directory.
        bool directory = errno == Errno.EPERM && LinuxCalls.Stat(entry.Parent, entry.Name, out StatxRecord record) == 0 && record.Kind == EntryKind.Directory;
        Errno.Check(directory ? Errno.EISDIR : errno, "unlink", path);
        return true;
    }

    /// <summary>MKD. The mode is the directory's, whatever the process's umask.</summary>
    internal static bool CreateDirectory(Jail jail, int mode, FtpPath path)
    {
        Errno.Check(path.IsRoot ? Errno.EEXIST : 0, "mkdir", path);
        using Place entry = jail.Locate(PartialName.Usable(path));
        Errno.Check(LinuxCalls.MakeDirectory(entry.Parent, entry.Name, mode), "mkdir", path);
        int flags = LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY | LinuxCalls.O_NOFOLLOW;
        using SafeFileHandle? made = LinuxCalls.OpenAt(entry.Parent, entry.Name, flags, 0, out _);
        if (made is not null) // else somebody has removed it again
        {
            ProcessUmask.Restore(made, mode);
        }

        return true;
    }

    /// <summary>RMD.</summary>
    internal static bool DeleteDirectory(Jail jail, Partials partials, FtpPath path)
    {
        Errno.Check(path.IsRoot ? Errno.EACCES : 0, "rmdir", path);
        using Place entry = jail.Locate(PartialName.Visible(path));
        int errno = LinuxCalls.Unlink(entry.Parent, entry.Name, LinuxCalls.AT_REMOVEDIR);
        if (errno is Errno.ENOTEMPTY or Errno.EEXIST)
        {
            int flags = LinuxCalls.O_RDONLY | LinuxCalls.O_DIRECTORY | LinuxCalls.O_NOFOLLOW;
            using SafeFileHandle? directory = LinuxCalls.OpenAt(entry.Parent, entry.Name, flags, 0, out _);
            errno = directory is not null && partials.TryClear(directory)
                ? LinuxCalls.Unlink(entry.Parent, entry.Name, LinuxCalls.AT_REMOVEDIR)
                : Errno.ENOTEMPTY;
        }

        Errno.Check(errno, "rmdir", path);
        return true;
    }

    /// <summary>RNFR and RNTO.</summary>
    internal static bool Rename(Jail jail, NameRules? names, FtpPath from, FtpPath to)
    {
        Errno.Check(from.IsRoot || to.IsRoot ? Errno.EACCES : 0, "rename", from);
        using Place source = jail.Locate(PartialName.Visible(from));
        using Place target = jail.Locate(PartialName.Usable(to));
        bool unfit = names?.AdmitsUpload(to.Name) == false
            && LinuxCalls.Stat(source.Parent, source.Name, out StatxRecord record) == 0 && record.Kind != EntryKind.Directory;
        Errno.Check(unfit ? Errno.EACCES : 0, "rename", to); // a name that cannot be uploaded to cannot be had by a detour either
        int errno = LinuxCalls.Rename(source.Parent, source.Name, target.Parent, target.Name);
        Errno.Check(errno == Errno.EEXIST ? Errno.ENOTEMPTY : errno, "rename", from); // rename(2): either says that a directory is there, and not empty
        return true;
    }
}

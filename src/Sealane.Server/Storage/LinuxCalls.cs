using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Storage;

/// <summary>
/// Every system call the local disk makes. Paths are bytes that end in NUL, relative to a directory handle. Calls that older C libraries
/// do not wrap go through syscall(2) by number.
/// </summary>
internal static partial class LinuxCalls
{
    // From the kernel's fcntl.h. Four flags trade places between x86-64 and the architectures that took their numbers from Arm.
    private static readonly bool s_x64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80, O_NOCTTY = 0x100, O_TRUNC = 0x200,
        O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, O_PATH = 0x200000;

    public static readonly int O_DIRECTORY = s_arm ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = s_arm ? 0x8000 : 0x20000;

    public const int AT_SYMLINK_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200, AT_EMPTY_PATH = 0x1000, AT_STATX_DONT_SYNC = 0x4000;
    public const int LOCK_EX = 2, LOCK_NB = 4;

    private const nint RENAME_NOREPLACE = 1;
    private const ulong RESOLVE_NO_MAGICLINKS = 0x02, RESOLVE_IN_ROOT = 0x10, RESOLVE_CACHED = 0x20;
    private const int POSIX_FADV_SEQUENTIAL = 2;
    private const long UTIME_OMIT = (1L << 30) - 2;

    // Type, mode, links, owner, group, modification time, inode, size: no access, change or birth time.
    private const nint StatxMask = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200;

    private static readonly nint s_getdents64 = s_x64 ? 217 : 61;
    private static readonly nint s_statx = s_x64 ? 332 : 291;
    private static readonly nint s_renameat2 = s_x64 ? 316 : 276;
    private const nint Openat2Number = 437, Fchmodat2Number = 452;

    private static readonly SafeFileHandle s_workingDirectory = new(-100, ownsHandle: false); // AT_FDCWD

    /// <summary>NUL-terminated copy.</summary>
    public static byte[] Terminated(ReadOnlySpan<byte> name)
    {
        byte[] bytes = new byte[name.Length + 1];
        name.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Opens an absolute path of the administrator's, links followed.</summary>
    public static SafeFileHandle? Open(ReadOnlySpan<byte> path, int flags, out int errno) => OpenAt(s_workingDirectory, path, flags, 0, out errno);

    public static SafeFileHandle? OpenAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, int mode, out int errno)
    {
        int descriptor;
        do
        {
            descriptor = openat(directory, name, flags | O_CLOEXEC, mode);
            errno = descriptor < 0 ? Errno.Last : 0;
        }
        while (errno == Errno.EINTR);
        return errno == 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>openat2(2) that treats the directory as the root of everything: absolute links and <c>..</c> stay below it.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="path">NUL-terminated.</param>
    /// <param name="flags">O_….</param>
    /// <param name="errno">0 on success.</param>
    /// <param name="cached">Succeed only if nothing has to be read for it (Linux 5.12; EAGAIN or EINVAL otherwise), so that the call cannot wait for a disk.</param>
    public static SafeFileHandle? OpenInRoot(SafeFileHandle root, ReadOnlySpan<byte> path, int flags, out int errno, bool cached = false)
    {
        OpenHow how = new() { Flags = (uint)(flags | O_CLOEXEC), Resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (cached ? RESOLVE_CACHED : 0) };
        nint descriptor;
        do
        {
            descriptor = openat2(Openat2Number, root, path, in how, 24);
            errno = descriptor < 0 ? Errno.Last : 0;
        }
        while (errno == Errno.EINTR);
        return errno == 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>statx(2) of an entry itself, links not followed. Returns errno.</summary>
    public static int Stat(SafeFileHandle directory, ReadOnlySpan<byte> name, out StatxRecord record) =>
        statx(s_statx, directory, name, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, StatxMask, out record) < 0 ? Errno.Last : 0;

    /// <summary>True when the handle is on a file system that lives in memory (tmpfs, ramfs): nothing there waits for a disk, swapping aside.</summary>
    public static bool IsInMemory(SafeFileHandle file)
    {
        const long Tmpfs = 0x01021994, Ramfs = 0x858458F6;
        Span<long> buffer = stackalloc long[32]; // struct statfs: 15 words on 64-bit systems, the type first
        return fstatfs(file, buffer) == 0 && buffer[0] is Tmpfs or Ramfs;
    }

    /// <summary>statx(2) of an open handle. Returns errno.</summary>
    public static int Stat(SafeFileHandle file, out StatxRecord record) =>
        statx(s_statx, file, "\0"u8, AT_EMPTY_PATH, StatxMask, out record) < 0 ? Errno.Last : 0;

    /// <summary>getdents64(2): bytes put into the buffer, 0 at the end, -1 on failure.</summary>
    public static int ReadDirectory(SafeFileHandle directory, Span<byte> buffer) => (int)getdents64(s_getdents64, directory, buffer, buffer.Length);

    /// <summary>renameat2(2) that never replaces. Returns errno.</summary>
    public static int RenameNew(SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName) =>
        renameat2(s_renameat2, from, name, to, newName, RENAME_NOREPLACE) < 0 ? Errno.Last : 0;

    public static int Rename(SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName) =>
        renameat(from, name, to, newName) < 0 ? Errno.Last : 0;

    public static int Link(SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName) =>
        linkat(from, name, to, newName, 0) < 0 ? Errno.Last : 0;

    public static int Unlink(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags = 0) => unlinkat(directory, name, flags) < 0 ? Errno.Last : 0;

    public static int MakeDirectory(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode) => mkdirat(directory, name, mode) < 0 ? Errno.Last : 0;

    /// <summary>Bytes of the link's target, or -1 with errno set (EINVAL when it is no link).</summary>
    public static int ReadLink(SafeFileHandle directory, ReadOnlySpan<byte> name, Span<byte> target) => (int)readlinkat(directory, name, target, target.Length);

    /// <summary>Where the kernel has what is open: an absolute path, <c> (deleted)</c> behind it when it is gone. Bytes of it; -1 when it cannot tell (no /proc).</summary>
    public static int PathOf(SafeFileHandle file, Span<byte> path)
    {
        int length = ReadLink(file, MagicLink(file), path);
        return length < path.Length ? length : -1; // cut off
    }

    public static int Lock(SafeFileHandle file) => flock(file, LOCK_EX | LOCK_NB) < 0 ? Errno.Last : 0;

    /// <summary>Changes the mode of what a handle, O_PATH included, stands for. Returns errno.</summary>
    public static int ChangeMode(SafeFileHandle file, int mode)
    {
        int errno = fchmodat2(Fchmodat2Number, file, "\0"u8, mode, AT_EMPTY_PATH) < 0 ? Errno.Last : 0;
        // Kernels before 6.6 lack the call; their way to an O_PATH handle is its magic link, which names exactly this inode.
        return errno is Errno.ENOSYS or Errno.EPERM && fchmodat(s_workingDirectory, MagicLink(file), mode, 0) >= 0 ? 0 : errno;
    }

    /// <summary>Gives an open file to a group. Returns errno.</summary>
    public static int ChangeGroup(SafeFileHandle file, uint group) => fchown(file, uint.MaxValue, group) < 0 ? Errno.Last : 0;

    /// <summary>Gives an open file to a user; its group stays. Returns errno.</summary>
    public static int ChangeOwner(SafeFileHandle file, uint owner) => fchown(file, owner, uint.MaxValue) < 0 ? Errno.Last : 0;

    /// <summary>Sets the modification time of what a handle, O_PATH included, stands for. Returns errno.</summary>
    public static int ChangeModified(SafeFileHandle file, DateTime modified)
    {
        long ticks = (modified - DateTime.UnixEpoch).Ticks;
        long seconds = (ticks / TimeSpan.TicksPerSecond) - (ticks % TimeSpan.TicksPerSecond < 0 ? 1 : 0); // rounded down, before 1970 too
        Span<long> times = [0, UTIME_OMIT, seconds, (ticks - (seconds * TimeSpan.TicksPerSecond)) * 100];
        int errno = utimensat(file, "\0"u8, times, AT_EMPTY_PATH) < 0 ? Errno.Last : 0;
        // Kernels before 5.8 refuse O_PATH handles here.
        return errno is Errno.EBADF or Errno.EINVAL && utimensat(s_workingDirectory, MagicLink(file), times, 0) >= 0 ? 0 : errno;
    }

    /// <summary>Bytes an ordinary user may still write to the file system, or -1 with errno set.</summary>
    public static long Available(SafeFileHandle file)
    {
        Span<ulong> buffer = stackalloc ulong[32]; // struct statvfs: 14 words on 64-bit systems
        return fstatvfs(file, buffer) < 0 ? -1 : (long)UInt128.Min(buffer[4] * (UInt128)buffer[1], long.MaxValue);
    }

    public static void ReadAhead(SafeFileHandle file) => _ = posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL); // advice: whether it is taken does not matter

    private static byte[] MagicLink(SafeFileHandle file) =>
        System.Text.Encoding.ASCII.GetBytes($"/proc/self/fd/{file.DangerousGetHandle()}\0"); // every caller holds the handle

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(SafeFileHandle directory, ReadOnlySpan<byte> path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint openat2(nint number, SafeFileHandle directory, ReadOnlySpan<byte> path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint statx(nint number, SafeFileHandle directory, ReadOnlySpan<byte> path, nint flags, nint mask, out StatxRecord record);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getdents64(nint number, SafeFileHandle directory, Span<byte> buffer, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint renameat2(nint number, SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint fchmodat2(nint number, SafeFileHandle directory, ReadOnlySpan<byte> path, nint mode, nint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmodat(SafeFileHandle directory, ReadOnlySpan<byte> path, int mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int utimensat(SafeFileHandle directory, ReadOnlySpan<byte> path, ReadOnlySpan<long> times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat(SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(SafeFileHandle from, ReadOnlySpan<byte> name, SafeFileHandle to, ReadOnlySpan<byte> newName, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(SafeFileHandle directory, ReadOnlySpan<byte> name, Span<byte> target, nint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(SafeFileHandle file, Span<long> buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatvfs(SafeFileHandle file, Span<ulong> buffer);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
}

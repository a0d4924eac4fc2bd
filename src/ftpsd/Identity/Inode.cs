using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sealane.Daemon.Identity;

/// <summary>Owner, group and mode of a file or directory, and the calls that change the owner without following links.</summary>
/// <param name="Uid">Its owner.</param>
/// <param name="Gid">Its group.</param>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Links">Its names.</param>
internal readonly partial record struct Inode(uint Uid, uint Gid, int Mode, uint Links)
{
    private const int AtFdCwd = -100;
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int PathOnly = 0x200000; // O_PATH
    private const uint OwnerModeLinks = 0x1 | 0x2 | 0x4 | 0x8 | 0x10; // STATX_TYPE, MODE, NLINK, UID, GID
    private const int TypeBits = 0xF000;

    public bool IsDirectory => (Mode & TypeBits) == 0x4000;

    public bool IsFile => (Mode & TypeBits) == 0x8000;

    /// <summary>What is at a path, links followed; null when it cannot be looked at.</summary>
    public static Inode? Of(string path) => Read(AtFdCwd, path, 0);

    /// <summary>What an entry of a directory is, links not followed; null when it cannot be looked at.</summary>
    public static Inode? Of(SafeFileHandle directory, string name) => Read((int)directory.DangerousGetHandle(), name, NoFollow);

    /// <summary>A handle that stands for a directory; null when there is none, or it is a link.</summary>
    public static SafeFileHandle? Directory(SafeFileHandle? parent, string name)
    {
        bool arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        int flags = PathOnly | 0x80000 | (arm ? 0x4000 | 0x8000 : 0x10000 | 0x20000); // O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW
        int descriptor = openat(parent is null ? AtFdCwd : (int)parent.DangerousGetHandle(), name, flags);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Gives an entry of a directory, itself and not what it links to, to a user.</summary>
    public static bool Give(SafeFileHandle directory, string name, SystemUser user) =>
        fchownat((int)directory.DangerousGetHandle(), name, user.Uid, user.Gid, NoFollow) == 0;

    private static Inode? Read(int directory, string name, int flags)
    {
        // struct statx: links at 16, owner at 20, group at 24, type and mode at 28.
        Span<byte> record = stackalloc byte[256];
        return statx(directory, Encoding.UTF8.GetBytes(name + "\0"), flags, OwnerModeLinks, record) != 0
            ? null
            : new Inode(
                MemoryMarshal.Read<uint>(record[20..]), MemoryMarshal.Read<uint>(record[24..]), MemoryMarshal.Read<ushort>(record[28..]), MemoryMarshal.Read<uint>(record[16..]));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int openat(int directory, string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int directory, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> record);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int fchownat(int directory, string path, uint uid, uint gid, int flags);
}

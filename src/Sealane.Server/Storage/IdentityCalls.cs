using System.Runtime.InteropServices;

namespace Sealane.Server.Storage;

/// <summary>
/// System calls on the credentials of the calling thread. All go through syscall(2) by number: the C library's own setgroups changes every thread of the process.
/// </summary>
internal static partial class IdentityCalls
{
    private const uint CapabilityVersion = 0x20080522; // _LINUX_CAPABILITY_VERSION_3: 64 bits, as two records
    private const uint Nobody = uint.MaxValue; // no valid id: the call changes nothing and tells the present one

    private static readonly bool s_x64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly nint s_getgroups = s_x64 ? 115 : 158;
    private static readonly nint s_setgroups = s_x64 ? 116 : 159;
    private static readonly nint s_setfsuid = s_x64 ? 122 : 151;
    private static readonly nint s_setfsgid = s_x64 ? 123 : 152;
    private static readonly nint s_capget = s_x64 ? 125 : 90;
    private static readonly nint s_capset = s_x64 ? 126 : 91;

    public static uint[] Groups()
    {
        uint[] groups = new uint[65536]; // NGROUPS_MAX
        nint count = getgroups(s_getgroups, groups.Length, groups);
        return count >= 0 ? groups[..(int)count] : throw new IdentityException("getgroups", Errno.Last);
    }

    public static void SetGroups(ReadOnlySpan<uint> groups)
    {
        if (setgroups(s_setgroups, groups.Length, groups) < 0)
        {
            throw new IdentityException("setgroups", Errno.Last);
        }
    }

    /// <summary>Returns the one before. Tells no failure: ask again.</summary>
    public static uint SetFileSystemUser(uint user) => (uint)setid(s_setfsuid, user);

    /// <summary>Returns the one before. Tells no failure: ask again.</summary>
    public static uint SetFileSystemGroup(uint group) => (uint)setid(s_setfsgid, group);

    public static uint FileSystemUser() => SetFileSystemUser(Nobody);

    public static uint FileSystemGroup() => SetFileSystemGroup(Nobody);

    public static (ulong Effective, ulong Permitted, ulong Inheritable) Capabilities()
    {
        Header header = new() { Version = CapabilityVersion };
        Span<uint> sets = stackalloc uint[6];
        return capget(s_capget, ref header, sets) < 0
            ? throw new IdentityException("capget", Errno.Last)
            : (Joined(sets, 0), Joined(sets, 1), Joined(sets, 2));
    }

    /// <summary>Sets this thread's effective capabilities; permitted and inheritable ones stay what they are.</summary>
    public static void SetCapabilities(ulong effective, ThreadCredentials own)
    {
        Header header = new() { Version = CapabilityVersion };
        ReadOnlySpan<uint> sets =
        [
            (uint)effective, (uint)own.Permitted, (uint)own.Inheritable,
            (uint)(effective >> 32), (uint)(own.Permitted >> 32), (uint)(own.Inheritable >> 32),
        ];
        if (capset(s_capset, ref header, sets) < 0)
        {
            throw new IdentityException("capset", Errno.Last);
        }
    }

    private static ulong Joined(ReadOnlySpan<uint> sets, int which) => sets[which] | ((ulong)sets[3 + which] << 32);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Version;
        public int Thread; // 0: the calling one
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getgroups(nint number, nint count, [Out] uint[] groups);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint setgroups(nint number, nint count, ReadOnlySpan<uint> groups);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint setid(nint number, nuint id);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint capget(nint number, ref Header header, Span<uint> sets);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint capset(nint number, ref Header header, ReadOnlySpan<uint> sets);
}

using System.Runtime.InteropServices;

namespace Sealane.Daemon.Identity;

/// <summary>A user of this system, as its name service knows it.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Id of its own group.</param>
internal sealed partial record SystemUser(string Name, uint Uid, uint Gid)
{
    public const uint Root = 0;

    /// <summary>The user that this process is.</summary>
    public static SystemUser Current => Find(geteuid()) ?? new SystemUser($"uid {geteuid()}", geteuid(), getegid());

    /// <summary>The user of that name; null when there is none.</summary>
    public static SystemUser? Find(string name) => Read(getpwnam(name));

    /// <summary>The user of that id; null when it has no name.</summary>
    public static SystemUser? Find(uint uid) => Read(getpwuid(uid));

    // struct passwd begins with name and password, two pointers, and goes on with both ids. It is the C library's own and is read at once.
    private static SystemUser? Read(nint entry) => entry == 0
        ? null
        : new SystemUser(
            Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry)) ?? "",
            (uint)Marshal.ReadInt32(entry, 2 * nint.Size),
            (uint)Marshal.ReadInt32(entry, (2 * nint.Size) + sizeof(uint)));

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getpwnam(string name);

    [LibraryImport("libc")]
    private static partial nint getpwuid(uint uid);
}

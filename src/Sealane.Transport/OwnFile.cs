using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sealane.Transport;

/// <summary>Whose a file is. What others could have written must not decide whom a program trusts.</summary>
internal static partial class OwnFile
{
    private const int EmptyPath = 0x1000;
    private const uint TypeModeOwner = 0x1 | 0x2 | 0x8;

    /// <summary>Why a file that was opened is not to be believed, with the command that mends it; null when it belongs to this user or root and nobody else may write it.</summary>
    /// <param name="file">Open file: what is checked is what will be read, whatever its name means a moment later.</param>
    /// <param name="path">Its name, for the message.</param>
    public static string? Objection(SafeFileHandle file, string path)
    {
        // Windows: files of a profile are protected by inherited access lists.
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        UnixFileMode mode = File.GetUnixFileMode(file);
        if ((mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
        {
            return $"{path} can be changed by other users; look through it, then close it: chmod go-w {ShellWord.Quote(path)}";
        }

        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        uint own = geteuid();
        return Owner(file) is uint owner && (owner == 0 || owner == own)
            ? null
            : $"{path} belongs to another user than uid {own} or root; if its content is yours: chown {own} {ShellWord.Quote(path)}";
    }

    [SupportedOSPlatform("linux")]
    private static uint? Owner(SafeFileHandle file)
    {
        Span<byte> record = stackalloc byte[256];
        return statx(file, [0], EmptyPath, TypeModeOwner, record) == 0 ? MemoryMarshal.Read<uint>(record[20..]) : null;
    }

    // struct statx is the same on every architecture: mask 0, blksize 4, attributes 8, nlink 16, uid 20.
    [LibraryImport("libc")]
    private static partial int statx(SafeFileHandle directory, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> record);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}

using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>Resolution component by component with O_NOFOLLOW, for systems without openat2(2). Every symbolic link is refused.</summary>
internal sealed class JailWalk(SafeFileHandle root) : Jail(root)
{
    protected override bool FollowsLinks => false;

    protected override SafeFileHandle? TryResolve(ReadOnlySpan<byte> path, int flags, out int errno)
    {
        SafeFileHandle? at = null;
        ReadOnlySpan<byte> rest = path[1..^1];
        while (true)
        {
            int slash = rest.IndexOf((byte)'/');
            bool last = slash < 0;
            ReadOnlySpan<byte> component = last ? rest : rest[..slash];
            byte[] name = LinuxCalls.Terminated(component.IsEmpty ? "."u8 : component);
            SafeFileHandle? next = Step(at ?? Root, name, last ? flags : LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY, out errno);
            at?.Dispose();
            if (next is null || last)
            {
                return next;
            }

            at = next;
            rest = rest[(slash + 1)..];
        }
    }

    private static SafeFileHandle? Step(SafeFileHandle directory, byte[] name, int flags, out int errno)
    {
        SafeFileHandle? next = LinuxCalls.OpenAt(directory, name, flags | LinuxCalls.O_NOFOLLOW, 0, out errno);
        if (next is null)
        {
            // With O_DIRECTORY a link fails as "not a directory": say what it is.
            bool link = errno == Errno.ENOTDIR && LinuxCalls.Stat(directory, name, out StatxRecord entry) == 0 && entry.Kind == EntryKind.SymbolicLink;
            errno = link ? Errno.ELOOP : errno;
            return null;
        }

        // O_PATH with O_NOFOLLOW opens a link itself.
        if ((flags & LinuxCalls.O_PATH) != 0 && (errno = LinuxCalls.Stat(next, out StatxRecord found)) == 0 && found.Kind == EntryKind.SymbolicLink)
        {
            errno = Errno.ELOOP;
        }

        if (errno != 0)
        {
            next.Dispose();
            return null;
        }

        return next;
    }
}

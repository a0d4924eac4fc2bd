using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Storage;

/// <summary>Resolution by openat2(2) with RESOLVE_IN_ROOT: links work, and all of them end below the root.</summary>
internal sealed class JailKernel(SafeFileHandle root) : Jail(root)
{
    // The kernel gives up with EAGAIN when a rename ran between the steps of a "..": try again, as its manual page asks.
    // An attacker who renames without pause earns a refusal, after well under a millisecond.
    private const int MaxAttempts = 128;

    protected override bool FollowsLinks => true;

    protected override SafeFileHandle? TryResolveCached(ReadOnlySpan<byte> path, int flags) =>
        LinuxCalls.OpenInRoot(Root, path, flags, out _, cached: true);

    protected override SafeFileHandle? TryResolve(ReadOnlySpan<byte> path, int flags, out int errno)
    {
        for (int attempt = 1; ; attempt++)
        {
            SafeFileHandle? handle = LinuxCalls.OpenInRoot(Root, path, flags, out errno);
            if (errno == Errno.EAGAIN && attempt < MaxAttempts)
            {
                continue;
            }

            if (errno == Errno.EXDEV)
            {
                errno = Errno.ELOOP; // an escape was detected; a move between file systems is something else
            }

            return handle;
        }
    }
}

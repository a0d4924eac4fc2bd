using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Turns paths of a session into handles below the account's root, and is the only code that does. Nothing here compares strings to
/// decide what may be touched: the kernel resolves, and whoever swaps a directory for a link meanwhile changes what is found, never where the search may lead.
/// </summary>
internal abstract class Jail(SafeFileHandle root) : IDisposable
{
    private const int MaxLinks = 40; // as the kernel's own MAXSYMLINKS

    protected SafeFileHandle Root { get; } = root;

    /// <summary>Whose calls these are: anybody else's are refused before they are made.</summary>
    public Identity? Identity { get; init; }

    /// <summary>True when the root is on a file system that lives in memory.</summary>
    public bool IsInMemory { get; } = LinuxCalls.IsInMemory(root);

    /// <summary>False when every link is refused.</summary>
    protected abstract bool FollowsLinks { get; }

    /// <summary>The kernel's jail; the walk where openat2 is missing (Linux before 5.6) or a sandbox forbids it.</summary>
    public static Jail Over(SafeFileHandle root, Identity? identity = null)
    {
        using SafeFileHandle? probe = LinuxCalls.OpenInRoot(root, "/\0"u8, LinuxCalls.O_PATH, out int errno);
        return errno is Errno.ENOSYS or Errno.EPERM ? new JailWalk(root) { Identity = identity } : new JailKernel(root) { Identity = identity };
    }

    /// <summary>Opens what the path leads to, links followed where they may be.</summary>
    /// <returns>Null, and errno, when that fails; ELOOP for a refused link.</returns>
    public SafeFileHandle? TryOpen(FtpPath path, int flags, out int errno) => ResolveAs(LinuxCalls.Terminated(path.Bytes), flags, out errno);

    /// <summary>Opens what the path leads to if that needs no disk, so that any thread may ask; null when it would, or for any other reason not to.</summary>
    public SafeFileHandle? TryOpenCached(FtpPath path, int flags)
    {
        Identity.Require(Identity);
        return TryResolveCached(LinuxCalls.Terminated(path.Bytes), flags);
    }

    /// <summary>Opens what the path leads to.</summary>
    public SafeFileHandle Open(FtpPath path, int flags) => TryOpen(path, flags, out int errno) ?? throw Errno.Refusal(errno, "open", path.Bytes);

    /// <summary>The entry itself: a link as last component is not followed. Not for the root, which is nobody's entry.</summary>
    public Place Locate(FtpPath path) => Split(path.Bytes);

    /// <summary>Where a write through the path ends up: links as last component are followed, to a name that need not exist.</summary>
    public Place LocateTarget(FtpPath path)
    {
        ReadOnlySpan<byte> text = path.Bytes;
        byte[] link = new byte[FtpPath.MaxLength + 1];
        for (int hops = 0; hops <= MaxLinks; hops++)
        {
            Place place = Split(text);
            int length = LinuxCalls.ReadLink(place.Parent, place.Name, link);
            if (length < 0)
            {
                return place; // no link, or nothing: whatever is done there next says so
            }

            place.Dispose();
            if (!FollowsLinks)
            {
                break;
            }

            // "dir/link" -> "dir/" + target, left to the kernel as it is: ".." after a linked directory means the directory it leads to.
            ReadOnlySpan<byte> target = link.AsSpan(0, length);
            text = target[0] == (byte)'/' ? target.ToArray() : (byte[])[.. text[..(text.LastIndexOf((byte)'/') + 1)], .. target];
            if (text.Length > FtpPath.MaxLength)
            {
                throw Errno.Refusal(Errno.ENAMETOOLONG, "readlink", path.Bytes);
            }
        }

        throw Errno.Refusal(Errno.ELOOP, "readlink", path.Bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    /// <param name="path">Absolute, NUL-terminated.</param>
    /// <param name="flags">As for open(2); nothing is ever created here.</param>
    /// <param name="errno">0 on success.</param>
    protected abstract SafeFileHandle? TryResolve(ReadOnlySpan<byte> path, int flags, out int errno);

    /// <summary>As <see cref="TryResolve"/>, if nothing has to be read for it; null otherwise.</summary>
    protected virtual SafeFileHandle? TryResolveCached(ReadOnlySpan<byte> path, int flags) => null;

    private SafeFileHandle? ResolveAs(ReadOnlySpan<byte> path, int flags, out int errno)
    {
        Identity.Require(Identity);
        return TryResolve(path, flags, out errno);
    }

    private Place Split(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> name = path[(slash + 1)..];
        if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            throw Errno.Refusal(Errno.EISDIR, "open", path); // the root, or a link whose target can only be a directory
        }

        ReadOnlySpan<byte> directory = slash == 0 ? "/"u8 : path[..slash];
        SafeFileHandle parent = ResolveAs(LinuxCalls.Terminated(directory), LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY, out int errno)
            ?? throw Errno.Refusal(errno, "open", directory);
        return new Place(parent, LinuxCalls.Terminated(name));
    }
}

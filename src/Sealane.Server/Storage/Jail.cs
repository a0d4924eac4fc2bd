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

    /// <summary>Names that are closed; null when none are.</summary>
    public JailRules? Rules { get; private set; }

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

    /// <summary>From here on, closed names are refused. Before the jail is used.</summary>
    /// <param name="names">The rules.</param>
    /// <param name="start">Where the account's sessions begin.</param>
    public void Apply(NameRules names, FtpPath start)
    {
        JailRules rules = new(names, Root, start);
        using SafeFileHandle? at = TryOpen(start, LinuxCalls.O_PATH, out _);
        rules.Begin(at);
        Rules = rules;
    }

    /// <summary>Opens what the path leads to, links followed where they may be.</summary>
    /// <returns>Null, and errno, when that fails; ELOOP for a refused link, EACCES for a closed name.</returns>
    public SafeFileHandle? TryOpen(FtpPath path, int flags, out int errno)
    {
        if (Rules?.Denies(path) == true)
        {
            errno = Errno.EACCES;
            return null;
        }

        return Judged(ResolveAs(LinuxCalls.Terminated(path.Bytes), flags, out errno), ref errno);
    }

    /// <summary>Opens what the path leads to if that needs no disk, so that any thread may ask; null when it would, or for any other reason not to.</summary>
    public SafeFileHandle? TryOpenCached(FtpPath path, int flags)
    {
        Identity.Require(Identity);
        int errno = 0;
        return Rules?.Denies(path) == true ? null : Judged(TryResolveCached(LinuxCalls.Terminated(path.Bytes), flags), ref errno);
    }

    /// <summary>Opens what the path leads to.</summary>
    public SafeFileHandle Open(FtpPath path, int flags) => TryOpen(path, flags, out int errno) ?? throw Errno.Refusal(errno, "open", path.Bytes);

    /// <summary>The entry itself: a link as last component is not followed. Not for the root, which is nobody's entry.</summary>
    public Place Locate(FtpPath path) => Split(Permitted(path).Bytes);

    /// <summary>Where a write through the path ends up: links as last component are followed, to a name that need not exist.</summary>
    public Place LocateTarget(FtpPath path)
    {
        ReadOnlySpan<byte> text = Permitted(path).Bytes;
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
        if (Rules?.Denies(parent, name) == true)
        {
            parent.Dispose();
            throw Closed(path);
        }

        return new Place(parent, LinuxCalls.Terminated(name));
    }

    private FtpPath Permitted(FtpPath path) => Rules?.Denies(path) == true ? throw Closed(path.Bytes) : path;

    private SafeFileHandle? Judged(SafeFileHandle? handle, ref int errno)
    {
        if (handle is null || Rules?.Denies(handle) != true)
        {
            return handle;
        }

        handle.Dispose();
        errno = Errno.EACCES;
        return null;
    }

    private static StorageException Closed(ReadOnlySpan<byte> path) =>
        new(StorageError.AccessDenied, $"{System.Text.Encoding.UTF8.GetString(path)}: closed by deny_file");
}

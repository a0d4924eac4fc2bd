using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Applies <see cref="NameRules"/> where paths become handles: to the path as it was given, and to the one that the kernel says the handle has, so that neither a
/// link nor a detour nor a renamed directory leads around them. What is judged is what was opened; there is no moment between the two.
/// </summary>
/// <param name="names">The rules.</param>
/// <param name="root">The account's root. Not owned.</param>
/// <param name="start">Where its sessions begin: the way there is the administrator's choice, and not judged.</param>
internal sealed class JailRules(NameRules names, SafeFileHandle root, FtpPath start)
{
    private byte[]? _start;

    public NameRules Names { get; } = names;

    /// <summary>True when the path, as it was given, names something closed.</summary>
    public bool Denies(FtpPath path) => Names.Closes && Names.Denies(Below(path.IsRoot ? default : path.Bytes, start.IsRoot ? default : start.Bytes));

    /// <summary>True when what was opened, or an entry in it, is closed or cannot be judged.</summary>
    /// <param name="handle">Any kind of handle.</param>
    /// <param name="entry">A name in it, with or without its NUL; empty for itself.</param>
    public bool Denies(SafeFileHandle handle, ReadOnlySpan<byte> entry = default)
    {
        if (!Names.Closes)
        {
            return false;
        }

        if (PathOf(handle) is not { } path)
        {
            return true;
        }

        if (!entry.IsEmpty)
        {
            path = [.. path, (byte)'/', .. entry.TrimEnd((byte)0)];
        }

        return Names.Denies(Below(path, _start ?? []));
    }

    /// <summary>Remembers where the start of the sessions really is.</summary>
    public void Begin(SafeFileHandle? at) => _start = at is null ? null : PathOf(at);

    /// <summary>True when a file may be read under the name it was asked for by and the one that it has.</summary>
    public bool AdmitsDownload(FtpPath asked, SafeFileHandle file) =>
        !Names.LimitsDownloads
        || (Names.AdmitsDownload(asked.Name) && PathOf(file) is { } path && Names.AdmitsDownload(path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1)));

    /// <summary>The path of what was opened, seen from the root: empty for the root itself. Null when it is not below the root any more, or the system does not tell.</summary>
    private byte[]? PathOf(SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[FtpPath.MaxLength + 1];
        int length = LinuxCalls.PathOf(root, buffer);
        if (length <= 0)
        {
            return null;
        }

        byte[] top = length == 1 ? [] : buffer[..length].ToArray();
        length = LinuxCalls.PathOf(handle, buffer);
        if (length <= 0)
        {
            return null;
        }

        ReadOnlySpan<byte> path = length == 1 ? default : buffer[..length];
        return path.SequenceEqual(top) ? [] : path.StartsWith([.. top, (byte)'/']) ? path[top.Length..].ToArray() : null;
    }

    private static ReadOnlySpan<byte> Below(ReadOnlySpan<byte> path, ReadOnlySpan<byte> start) =>
        path.SequenceEqual(start) ? default : path.StartsWith(start) && path[start.Length] == '/' ? path[start.Length..] : path;
}

using System.Collections.Concurrent;
using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>
/// The tree on this machine. Paths are relative to its top, with <c>/</c>. Every name on the way is checked to be one, and every directory on the way to be a
/// directory itself, not a link to one: whatever a server calls its files, nothing outside of the top is touched. (A mirror makes links last, so what was
/// checked stays so.) The top itself may be a link: the user named it; and a source whose links the user wants to be followed is not checked.
/// </summary>
internal sealed class LocalTree(string top, bool follows = false)
{
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    internal string Top { get; } = Path.GetFullPath(top);

    /// <summary>True when the file system takes <c>a</c> and <c>A</c> for one name; asked of the top or what is above it.</summary>
    internal bool IgnoresCase()
    {
        // Without a letter in it a name tells nothing.
        for (string? path = Top; path is not null; path = Path.GetDirectoryName(path))
        {
            string name = Path.GetFileName(path);
            string swapped = string.Concat(name.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));
            if (Path.GetDirectoryName(path) is { } above && swapped != name && Directory.Exists(path))
            {
                return Directory.Exists(Path.Combine(above, swapped));
            }
        }

        return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
    }

    /// <exception cref="FtpsException">The path leads out of the tree, or through a link.</exception>
    internal string PathOf(string relative)
    {
        if (relative.Length == 0)
        {
            return Top;
        }

        int slash = relative.LastIndexOf('/');
        string name = relative[(slash + 1)..];
        if (!LocalName.IsPlain(name))
        {
            throw Refused($"{relative}: a server must not name files like this; it would lead out of the directory chosen");
        }

        return Path.Combine(DirectoryOf(slash < 0 ? "" : relative[..slash]), name);
    }

    private string DirectoryOf(string relative)
    {
        string path = PathOf(relative);
        if (!follows && relative.Length > 0 && !_checked.ContainsKey(relative))
        {
            var entry = new DirectoryInfo(path);
            if (entry.Exists && entry.LinkTarget is not null)
            {
                throw Refused($"{path} is a symbolic link; a mirror writes through none, for it could lead anywhere");
            }

            if (entry.Exists)
            {
                _ = _checked.TryAdd(relative, true);
            }
        }

        return path;
    }

    /// <exception cref="FtpsException">It cannot be read.</exception>
    internal TreeListing List(string relative)
    {
        string path = DirectoryOf(relative);
        try
        {
            List<MirrorEntry> entries = [];
            foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", s_all))
            {
                if (Describe(entry) is { } one)
                {
                    entries.Add(one);
                }
            }

            return new TreeListing(entries, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    internal bool Exists(string relative) => Directory.Exists(PathOf(relative));

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private MirrorEntry? Describe(FileSystemInfo entry)
    {
        string? link = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? entry.LinkTarget : null;
        FileSystemInfo facts = entry;
        if (link is not null && follows)
        {
            try
            {
                facts = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
            }
            catch (IOException)
            {
                // A circle of links leads nowhere; it stays a link, and is left out as one.
            }

            if (!facts.Exists || facts.LinkTarget is not null)
            {
                return new MirrorEntry(entry.Name, EntryKind.SymbolicLink) { LinkTarget = link };
            }

            link = null;
        }

        if (link is not null)
        {
            return new MirrorEntry(entry.Name, EntryKind.SymbolicLink) { LinkTarget = link, Modified = entry.LastWriteTimeUtc };
        }

        if (!facts.Exists)
        {
            // Gone since the directory was read.
            return null;
        }

        bool directory = facts.Attributes.HasFlag(FileAttributes.Directory);
        return new MirrorEntry(entry.Name, directory ? EntryKind.Directory : EntryKind.File)
        {
            Length = facts is FileInfo file ? file.Length : null,
            Modified = facts.LastWriteTimeUtc,
            Mode = OperatingSystem.IsWindows() ? null : (int)facts.UnixFileMode,
        };
    }

    /// <summary>Makes a directory and those above it; true when it was not there.</summary>
    internal bool MakeDirectory(string relative)
    {
        if (_checked.ContainsKey(relative))
        {
            return false;
        }

        if (relative.Length > 0)
        {
            int slash = relative.LastIndexOf('/');
            _ = MakeDirectory(slash < 0 ? "" : relative[..slash]);
        }

        string path = DirectoryOf(relative);
        bool made = !Directory.Exists(path);
        try
        {
            _ = Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }

        _ = DirectoryOf(relative);
        _ = _checked.TryAdd(relative, true);
        return made;
    }

    /// <summary>Removes a file, or a link itself.</summary>
    internal void RemoveFile(string relative) => Change(relative, File.Delete);

    internal void RemoveEmptyDirectory(string relative)
    {
        Change(relative, static path => Directory.Delete(path, recursive: false));
        _ = _checked.TryRemove(relative, out _);
    }

    internal void MakeLink(string relative, string target, bool replaces) => Change(relative, path =>
    {
        if (replaces)
        {
            File.Delete(path);
        }

        _ = File.CreateSymbolicLink(path, target);
    });

    internal void SetMode(string relative, int mode) => Change(relative, path =>
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    });

    internal void SetDirectoryTime(string relative, DateTime utc) => Change(relative, path => Directory.SetLastWriteTimeUtc(path, utc));

    private void Change(string relative, Action<string> change)
    {
        string path = PathOf(relative);
        try
        {
            change(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    internal static FtpsException Failed(string path, Exception e) =>
        new(FtpsFailure.LocalFile, e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}", connectionUsable: true, inner: e);

    private static FtpsException Refused(string message) => new(FtpsFailure.LocalFile, message, connectionUsable: true);
}

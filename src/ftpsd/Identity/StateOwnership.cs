using Microsoft.Win32.SafeHandles;
using Sealane.Server.Options;

namespace Sealane.Daemon.Identity;

/// <summary>
/// Keeps the state directory in the hands of the user that the server runs as, when root starts the server or edits accounts: otherwise the server could not
/// open what root made. Only what root owns is given away, only by its own name, never through a link.
/// </summary>
internal static class StateOwnership
{
    private static readonly string[] s_files = ["accounts.db", "accounts.db-wal", "accounts.db-shm", "accounts.db-journal", "control.lock", "control.sock"];

    /// <summary>The user that the server of a state directory is or will be, as far as that is not root: its owner, or else who the configuration says.</summary>
    /// <param name="directory">The state directory; it may be missing.</param>
    /// <param name="options">The configuration; null when it is not usable.</param>
    public static SystemUser? Heir(string directory, ServerOptions? options) =>
        SystemUser.Current.Uid != SystemUser.Root ? null
        : Inode.Of(directory) is { Uid: not SystemUser.Root } owned ? SystemUser.Find(owned.Uid) ?? new SystemUser($"uid {owned.Uid}", owned.Uid, owned.Gid)
        : options?.UnprivilegedUser is { } name && SystemUser.Find(name) is { Uid: not SystemUser.Root } user ? user
        : null;

    /// <summary>Gives the state directory, what is in it and the homes that root made there to a user.</summary>
    public static void Give(string directory, SystemUser user)
    {
        using SafeFileHandle? above = Inode.Directory(null, Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory)) ?? "/");
        using SafeFileHandle? state = Inode.Directory(null, directory);
        if (above is null || state is null)
        {
            return;
        }

        GiveIfRoots(above, Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), user);
        foreach (string file in s_files)
        {
            GiveIfRoots(state, file, user);
        }

        foreach (string below in (string[])["tls", "homes"])
        {
            GiveIfRoots(state, below, user);
            using SafeFileHandle? inside = Inode.Directory(state, below);
            foreach (string entry in inside is null ? [] : Directory.EnumerateFileSystemEntries(Path.Combine(directory, below)))
            {
                GiveIfRoots(inside!, Path.GetFileName(entry), user);
            }
        }
    }

    /// <summary>Gives one file or directory to a user, if root owns it.</summary>
    public static void GiveOne(string path, SystemUser user)
    {
        using SafeFileHandle? directory = Inode.Directory(null, Path.GetDirectoryName(path) ?? "/");
        if (directory is not null)
        {
            GiveIfRoots(directory, Path.GetFileName(path), user);
        }
    }

    // A file with a second name might be one that only looks as if it belonged here.
    private static void GiveIfRoots(SafeFileHandle directory, string name, SystemUser user)
    {
        if (Inode.Of(directory, name) is { Uid: SystemUser.Root } inode && (inode.IsDirectory || inode is { IsFile: true, Links: 1 } || name == "control.sock"))
        {
            // One that cannot be given is met again when the server opens it, in words that say which.
            _ = Inode.Give(directory, name, user);
        }
    }
}

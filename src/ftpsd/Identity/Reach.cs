namespace Sealane.Daemon.Identity;

/// <summary>Whether a user can come to a directory, by owner, group and mode of all directories on the way. Access lists and further groups are not asked.</summary>
internal static class Reach
{
    private const int Enter = 1;
    private const int ReadAndEnter = 5;
    private const int All = 7;

    /// <summary>What keeps the user from using a directory; null when nothing does.</summary>
    /// <param name="directory">Absolute path.</param>
    /// <param name="user">Who.</param>
    /// <param name="write">Whether it has to be able to change what is in it.</param>
    public static string? Fault(string directory, SystemUser user, bool write)
    {
        if (!Directory.Exists(directory))
        {
            return "there is no such directory";
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        for (string? above = Path.GetDirectoryName(full); above is not null; above = Path.GetDirectoryName(above))
        {
            if (!Has(above, user, Enter))
            {
                return $"user {user.Name} may not enter {above}";
            }
        }

        return Has(full, user, write ? All : ReadAndEnter) ? null : $"user {user.Name} may not {(write ? "write there" : "read it")}";
    }

    private static bool Has(string directory, SystemUser user, int wanted) =>
        user.Uid == SystemUser.Root
        || (Inode.Of(directory) is { } inode && ((inode.Mode >> (inode.Uid == user.Uid ? 6 : inode.Gid == user.Gid ? 3 : 0)) & wanted) == wanted);
}

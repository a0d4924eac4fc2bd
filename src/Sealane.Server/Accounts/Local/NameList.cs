namespace Sealane.Server.Accounts.Local;

/// <summary>A file of names, one a line (<c>userlist_file</c>, <c>chroot_list_file</c>), read anew each time so that a change is in effect at the next login.</summary>
internal static class NameList
{
    /// <summary>True when the name stands in the file. Blanks around it and lines that begin with # do not count.</summary>
    /// <exception cref="AccountStoreException">The file cannot be read: nobody can be judged by it.</exception>
    public static bool Contains(string path, string name)
    {
        try
        {
            return File.ReadLines(path).Any(line => line.AsSpan().Trim().SequenceEqual(name) && !line.AsSpan().TrimStart().StartsWith('#'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AccountStoreException($"the list {path} cannot be read ({e.Message.TrimEnd('.')}), so nobody is let in; make it readable for the server's user", e);
        }
    }
}

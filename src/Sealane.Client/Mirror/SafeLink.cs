namespace Sealane.Client.Mirroring;

/// <summary>Whether a symbolic link that a server describes may be made here.</summary>
internal static class SafeLink
{
    /// <summary>
    /// True when it stays inside of the tree, whatever other links are in it: relative, with <c>..</c> only at its beginning, where it means real directories
    /// (behind a name, which may itself be a link, it could mean anything), and no further up than the top.
    /// </summary>
    /// <param name="directory">Where the link lies, relative to the top; empty for the top.</param>
    /// <param name="target">What it says.</param>
    internal static bool Stays(string directory, string target)
    {
        if (target.Length == 0 || target.AsSpan().ContainsAny('\0', '\\') || target[0] == '/' || (target.Length > 1 && target[1] == ':'))
        {
            return false;
        }

        int depth = directory.Length == 0 ? 0 : directory.Count(c => c == '/') + 1;
        bool named = false;
        foreach (string part in target.Split('/'))
        {
            if (part == "..")
            {
                if (named || --depth < 0)
                {
                    return false;
                }
            }
            else if (part is not ("." or ""))
            {
                named = true;
            }
        }

        return true;
    }
}

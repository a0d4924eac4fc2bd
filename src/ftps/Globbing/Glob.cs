namespace Sealane.Shell.Globbing;

/// <summary>What patterns stand for in a place.</summary>
internal static class Glob
{
    /// <summary>The names that match, sorted. A word without wildcards stands for itself, whether it exists or not.</summary>
    /// <param name="pattern">The word.</param>
    /// <param name="source">Where names come from.</param>
    /// <param name="wanted">Which kinds count; null for all. It concerns the last part alone.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static async Task<IReadOnlyList<string>> ExpandAsync(string pattern, NameSource source, EntryKind? wanted, CancellationToken cancellation)
    {
        List<string> all = [];
        foreach (string alternative in GlobPattern.Alternatives(pattern))
        {
            if (!GlobPattern.HasWildcard(alternative))
            {
                all.Add(GlobPattern.Unquote(alternative));
                continue;
            }

            List<string> found = [];
            await WalkAsync("", alternative, source, wanted, found, cancellation).ConfigureAwait(false);
            found.Sort(StringComparer.Ordinal);
            all.AddRange(found);
        }

        return all;
    }

    private static async Task WalkAsync(string before, string rest, NameSource source, EntryKind? wanted, List<string> found, CancellationToken cancellation)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string part = slash < 0 ? rest : rest[..slash];
        string behind = slash < 0 ? "" : rest[slash..].TrimStart('/');
        bool isLast = behind.Length == 0;
        if (!GlobPattern.HasWildcard(part))
        {
            string next = before + GlobPattern.Unquote(part) + (slash < 0 ? "" : "/");
            if (isLast)
            {
                found.Add(next);
            }
            else
            {
                await WalkAsync(next, behind, source, wanted, found, cancellation).ConfigureAwait(false);
            }

            return;
        }

        bool mustBeDirectory = slash >= 0;
        foreach (NamedEntry entry in await source.ListAsync(before, cancellation).ConfigureAwait(false))
        {
            if (entry.Name is "." or ".." || !GlobPattern.MatchesName(part, entry.Name) || (mustBeDirectory && entry.Kind is not (EntryKind.Directory or EntryKind.Link)))
            {
                continue;
            }

            if (!isLast)
            {
                await WalkAsync(before + entry.Name + "/", behind, source, wanted, found, cancellation).ConfigureAwait(false);
            }
            else if (wanted is null || entry.Kind == wanted || entry.Kind == EntryKind.Link || (mustBeDirectory && wanted == EntryKind.Directory))
            {
                found.Add(before + entry.Name + (mustBeDirectory ? "/" : ""));
            }
        }
    }
}

namespace Sealane.Server.Options;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate that the fewest edits (one letter added, left out, replaced, or swapped with its neighbour) turn into the name;
    /// null when none is near enough to be a slip of the hand. Letter case and <c>-</c> for <c>_</c> cost nothing.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        const int longest = 64; // longer than any name of ours: bounds the work for hostile input
        if (name.Length is 0 or > longest)
        {
            return null;
        }

        string folded = Fold(name);
        int allowed = Math.Max(1, name.Length / 4);
        return candidates
            .Select(candidate => (candidate, distance: Distance(folded, Fold(candidate))))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static string Fold(string name) => name.ToLowerInvariant().Replace('-', '_');

    // Optimal string alignment distance, three rows at a time.
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }
}

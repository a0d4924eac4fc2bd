namespace Sealane.Client.Mirroring;

/// <summary>Sorts the files of a directory: the first pattern that a name matches gives its place; files of one place go by what the user chose, then by name.</summary>
internal sealed class TransferOrder(IReadOnlyList<string> patterns, MirrorSort by = MirrorSort.Name, bool descending = false)
{
    private readonly GlobPattern[] _globs = [.. patterns.Select(pattern => new GlobPattern(pattern))];
    private readonly int _rest = patterns.ToList().IndexOf("*") is >= 0 and int star ? star : patterns.Count;

    internal IEnumerable<T> Sort<T>(IEnumerable<T> files, Func<T, MirrorEntry> entry)
    {
        IOrderedEnumerable<T> placed = files.OrderBy(file => PlaceOf(entry(file).Name));
        IOrderedEnumerable<T> sorted = by switch
        {
            MirrorSort.Size => Then(placed, file => entry(file).Length ?? -1),
            MirrorSort.Time => Then(placed, file => entry(file).Modified ?? DateTime.MinValue),
            _ => placed,
        };
        return descending && by == MirrorSort.Name ? sorted.ThenByDescending(file => entry(file).Name, StringComparer.Ordinal) : sorted.ThenBy(file => entry(file).Name, StringComparer.Ordinal);
    }

    private IOrderedEnumerable<T> Then<T, TKey>(IOrderedEnumerable<T> files, Func<T, TKey> key) => descending ? files.ThenByDescending(key) : files.ThenBy(key);

    // A later pattern than * counts too if it is closer: "* *.md5" sends the sums last.
    private int PlaceOf(string name)
    {
        for (int i = 0; i < _globs.Length; i++)
        {
            if (i != _rest && _globs[i].Matches(name))
            {
                return i;
            }
        }

        return _rest;
    }
}

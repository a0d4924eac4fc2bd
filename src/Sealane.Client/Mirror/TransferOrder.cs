namespace Sealane.Client.Mirroring;

/// <summary>Sorts the files of a directory: the first pattern that a name matches gives its place; names of one place go by name.</summary>
internal sealed class TransferOrder(IReadOnlyList<string> patterns)
{
    private readonly GlobPattern[] _globs = [.. patterns.Select(pattern => new GlobPattern(pattern))];
    private readonly int _rest = patterns.ToList().IndexOf("*") is >= 0 and int star ? star : patterns.Count;

    internal IEnumerable<T> Sort<T>(IEnumerable<T> files, Func<T, string> name) => files.OrderBy(file => PlaceOf(name(file))).ThenBy(name, StringComparer.Ordinal);

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

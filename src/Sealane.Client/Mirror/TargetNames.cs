namespace Sealane.Client.Mirroring;

/// <summary>What the target holds, found by name: the very same name first, else one that differs only in how its accents are written, and where the target ignores it, in case.</summary>
internal sealed class TargetNames
{
    private readonly Dictionary<string, MirrorEntry> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MirrorEntry>> _alike;

    internal TargetNames(IReadOnlyList<MirrorEntry> entries, bool ignoresCase)
    {
        _alike = new(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (MirrorEntry entry in entries)
        {
            if (_exact.TryAdd(entry.Name, entry) && (ignoresCase || !System.Text.Ascii.IsValid(entry.Name)))
            {
                string key = NameKey.Of(entry.Name);
                (_alike.TryGetValue(key, out List<MirrorEntry>? some) ? some : _alike[key] = []).Add(entry);
            }
        }
    }

    /// <summary>What nobody has taken.</summary>
    internal IEnumerable<MirrorEntry> Left => _exact.Values;

    /// <summary>The entry of this very name, which nobody else gets then.</summary>
    internal MirrorEntry? Take(string name) => _exact.Remove(name, out MirrorEntry? found) ? found : null;

    /// <summary>An entry whose name is the same to people, which nobody else gets then. Ask for it when everybody has asked for the very same.</summary>
    internal MirrorEntry? TakeAlike(string name)
    {
        if (_alike.Count > 0 && _alike.TryGetValue(NameKey.Of(name), out List<MirrorEntry>? some))
        {
            foreach (MirrorEntry entry in some)
            {
                if (_exact.Remove(entry.Name))
                {
                    return entry;
                }
            }
        }

        return null;
    }
}

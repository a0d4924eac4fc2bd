namespace Sealane.Shell;

/// <summary>Names for commands. Those that lftp's own configuration has are there from the start.</summary>
internal sealed class AliasTable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal)
    {
        ["bzless"] = "bzmore",
        ["dir"] = "ls",
        ["less"] = "more",
        ["reconnect"] = "close; cache flush; cd .",
        ["zless"] = "zmore",
    };

    public string? Find(string name)
    {
        lock (_lock)
        {
            return _aliases.GetValueOrDefault(name);
        }
    }

    /// <summary>Defines an alias, or removes it if the value is null.</summary>
    public void Set(string name, string? value)
    {
        lock (_lock)
        {
            if (value is null)
            {
                _aliases.Remove(name);
            }
            else
            {
                _aliases[name] = value;
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> All()
    {
        lock (_lock)
        {
            return [.. _aliases];
        }
    }
}

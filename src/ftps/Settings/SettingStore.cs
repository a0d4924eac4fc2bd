using Sealane.Shell.Globbing;

namespace Sealane.Shell.Settings;

/// <summary>The values in force. One for a process: background jobs read while the prompt writes.</summary>
internal sealed class SettingStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _closures = [];

    /// <summary>Told of each setting that was accepted and does nothing here, once for each name.</summary>
    public SettingNotices Notices { get; } = new();

    /// <summary>Sets a variable for everything, or for a closure; a null value unsets it.</summary>
    /// <param name="name">Its name as typed: abbreviated, without prefix, with <c>/closure</c>.</param>
    /// <param name="value">The value as typed.</param>
    /// <exception cref="SettingException">No such variable, more than one, or a value that cannot be.</exception>
    public void Set(string name, string? value)
    {
        (string bare, string? closure) = Split(name);
        if (SettingCatalog.IsOutOfScope(bare))
        {
            Notices.OutOfScope(bare);
            return;
        }

        SettingDefinition definition = SettingCatalog.Resolve(bare);
        if (value is not null && SettingValue.Check(definition, value) is { } fault)
        {
            throw new SettingException($"{value}: {fault}.");
        }

        if (closure is not null && !definition.TakesClosure)
        {
            throw new SettingException($"{definition.Name}: this variable takes no closure (the part behind the slash).");
        }

        if (value is not null && !definition.InEffect)
        {
            Notices.WithoutEffect(definition);
        }

        string key = closure is null ? definition.Name : $"{definition.Name}/{closure}";
        lock (_lock)
        {
            bool had = value is null ? _values.Remove(key) : !_values.TryAdd(key, value);
            if (value is not null)
            {
                _values[key] = value;
            }

            if (closure is not null && had == (value is null))
            {
                _closures[definition.Name] = _closures.GetValueOrDefault(definition.Name) + (value is null ? -1 : 1);
            }
        }
    }

    /// <summary>A value as it was typed.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="closures">What it is asked for, the most specific first: <c>user@host</c>, then the host.</param>
    public string Text(string name, params ReadOnlySpan<string> closures) => Chosen(name, closures) ?? SettingCatalog.Find(name)?.Initial
        ?? throw new InvalidOperationException($"{name} is not in the catalogue of settings.");

    /// <summary>The same, but null while nobody has set it: where what we do by ourselves is not lftp's default.</summary>
    public string? Chosen(string name, params ReadOnlySpan<string> closures)
    {
        lock (_lock)
        {
            if (closures.Length > 0 && _closures.GetValueOrDefault(name) > 0)
            {
                foreach (string closure in closures)
                {
                    if (ForClosure(name, closure) is { } found)
                    {
                        return found;
                    }
                }
            }

            return _values.GetValueOrDefault(name);
        }
    }

    public bool Flag(string name, params ReadOnlySpan<string> closures) =>
        SettingValue.TryFlag(Text(name, closures), out bool flag) && flag;

    /// <summary>Yes, no, or null for <c>auto</c>.</summary>
    public bool? TriState(string name, params ReadOnlySpan<string> closures)
    {
        string value = Text(name, closures);
        return SettingValue.IsAuto(value) ? null : SettingValue.TryFlag(value, out bool flag) && flag;
    }

    public long Number(string name, params ReadOnlySpan<string> closures) =>
        SettingValue.TryNumber(Text(name, closures), out long number) ? number : 0;

    public double Decimal(string name, params ReadOnlySpan<string> closures) =>
        double.Parse(Text(name, closures), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A duration; null means never.</summary>
    public TimeSpan? Interval(string name, params ReadOnlySpan<string> closures) =>
        SettingValue.TryInterval(Text(name, closures), out TimeSpan? interval, out _) ? interval : null;

    /// <summary>Bytes a second down and up; 0 is no limit.</summary>
    public (long Down, long Up) Rate(string name, params ReadOnlySpan<string> closures) =>
        SettingValue.TryRate(Text(name, closures), out long down, out long up) ? (down, up) : (0, 0);

    /// <summary>What was changed: name with closure, and value, in the order of names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Changed()
    {
        lock (_lock)
        {
            return [.. _values];
        }
    }

    /// <summary>Everything, defaults included, in the order of names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All()
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (SettingDefinition definition in SettingCatalog.All)
        {
            all[definition.Name] = definition.Initial;
        }

        foreach ((string name, string value) in Changed())
        {
            all[name] = value;
        }

        return [.. all];
    }

    private string? ForClosure(string name, string wanted)
    {
        string prefix = name + "/";
        if (_values.TryGetValue(prefix + wanted, out string? exact))
        {
            return exact;
        }

        foreach ((string key, string value) in _values)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal) && GlobPattern.Matches(key[prefix.Length..], wanted, ignoreCase: true))
            {
                return value;
            }
        }

        return null;
    }

    private static (string Name, string? Closure) Split(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (name, null) : (name[..slash], name[(slash + 1)..]);
    }
}

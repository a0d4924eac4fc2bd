namespace Sealane.Shell.Settings;

/// <summary>Settings that were accepted and change nothing, each named once. While rc files are read they are collected, and told in one line.</summary>
internal sealed class SettingNotices
{
    private readonly HashSet<string> _told = [];
    private readonly List<string> _collected = [];
    private bool _toldScope;

    /// <summary>Where lines go; null keeps them to itself.</summary>
    public Action<string>? Tell { get; set; }

    /// <summary>Whether names are collected for <see cref="TakeCollected"/> instead of told.</summary>
    public bool Collecting { get; set; }

    /// <summary>A setting that is known and does nothing here.</summary>
    public void WithoutEffect(SettingDefinition setting)
    {
        string name = setting.Name;
        if (!_told.Add(name))
        {
            return;
        }

        if (Collecting)
        {
            _collected.Add(name);
        }
        else
        {
            Tell?.Invoke($"Warning: {name} has no effect here. {setting.Reason}");
        }
    }

    /// <summary>A setting of a protocol that this program does not speak. Said once for all of them.</summary>
    public void OutOfScope(string name)
    {
        if (Collecting)
        {
            if (_told.Add(name))
            {
                _collected.Add(name);
            }
        }
        else if (!_toldScope)
        {
            _toldScope = true;
            Tell?.Invoke($"Warning: {name} belongs to a protocol that is not spoken here; such settings are accepted and have no effect.");
        }
    }

    /// <summary>The names collected so far, which are then forgotten.</summary>
    public IReadOnlyList<string> TakeCollected()
    {
        string[] names = [.. _collected];
        _collected.Clear();
        return names;
    }
}

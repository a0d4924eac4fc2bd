namespace Sealane.Shell.Screen;

/// <summary>Ctrl-R: the newest line of the history with what is typed in it, then older ones.</summary>
/// <param name="history">Lines, the oldest first.</param>
internal sealed class HistorySearch(IReadOnlyList<string> history)
{
    private int _at = history.Count;
    private bool _fails;

    /// <summary>What is looked for.</summary>
    public string Wanted { get; private set; } = "";

    /// <summary>The line found; null while there is none.</summary>
    public string? Found => _at < history.Count ? history[_at] : null;

    /// <summary>What stands before the line meanwhile.</summary>
    public string Prompt => $"({(_fails ? "failed " : "")}reverse-i-search)`{Wanted}': ";

    /// <summary>Where in the line found the text stands.</summary>
    public int Position => Found is { } line ? Math.Max(0, line.LastIndexOf(Wanted, StringComparison.OrdinalIgnoreCase)) : 0;

    /// <summary>More to look for: the line found stays if it has that too.</summary>
    public void Add(string text)
    {
        Wanted += text;
        Seek(Math.Min(_at, history.Count - 1));
    }

    /// <summary>The last character less.</summary>
    public void Shorten()
    {
        Wanted = Wanted.Length > 0 ? Wanted[..^1] : "";
        _fails = false;
        Seek(history.Count - 1);
    }

    /// <summary>The next older line.</summary>
    public void Older()
    {
        if (Wanted.Length > 0)
        {
            Seek(_at - 1);
        }
    }

    private void Seek(int from)
    {
        for (int i = from; Wanted.Length > 0 && i >= 0; i--)
        {
            if (history[i].Contains(Wanted, StringComparison.OrdinalIgnoreCase))
            {
                (_at, _fails) = (i, false);
                return;
            }
        }

        _fails = Wanted.Length > 0;
    }
}

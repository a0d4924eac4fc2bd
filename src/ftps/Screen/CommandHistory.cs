using System.Globalization;
using System.Text;
using Sealane.Shell.Language;

namespace Sealane.Shell.Screen;

/// <summary>The lines of the prompt, kept between runs in a file of the user's alone. Passwords are masked before a line is kept, in memory too.</summary>
/// <param name="path">The file.</param>
internal sealed class CommandHistory(string path)
{
    private readonly List<HistoryLine> _lines = [];
    private bool _loaded;

    /// <summary>All lines, the oldest first.</summary>
    public IReadOnlyList<HistoryLine> Lines
    {
        get
        {
            Load();
            return _lines;
        }
    }

    /// <summary>Keeps a line, unless it is empty or the same as the one before.</summary>
    public void Add(string line, DateTime time)
    {
        Load();
        string masked = SecretMask.Line(line.Trim());
        if (masked.Length > 0 && (_lines.Count == 0 || _lines[^1].Text != masked))
        {
            _lines.Add(new HistoryLine(time, masked));
        }
    }

    public void Clear()
    {
        _loaded = true;
        _lines.Clear();
    }

    /// <summary>Adds a file's lines to those there are.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void ReadFrom(string from) => _lines.AddRange(File.ReadLines(from).Select(Parse).OfType<HistoryLine>());

    /// <summary>Writes the newest lines to a file.</summary>
    /// <param name="to">The file; null for the history's own.</param>
    /// <param name="most">How many.</param>
    public void WriteTo(string? to, int most)
    {
        StringBuilder text = new();
        foreach (HistoryLine line in Lines.TakeLast(most))
        {
            text.Append(CultureInfo.InvariantCulture, $"{new DateTimeOffset(line.Time).ToUnixTimeSeconds()}:{line.Text}\n");
        }

        UserFiles.WritePrivate(to ?? path, text.ToString());
    }

    private void Load()
    {
        if (_loaded)
        {
            return;
        }

        _loaded = true;
        if (File.Exists(path))
        {
            ReadFrom(path);
        }
    }

    private static HistoryLine? Parse(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(line.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? new HistoryLine(DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime, line[(colon + 1)..])
            : null;
    }
}

/// <summary>A line of the history.</summary>
/// <param name="Time">When it was typed, local time.</param>
/// <param name="Text">The line, without passwords.</param>
internal sealed record HistoryLine(DateTime Time, string Text);

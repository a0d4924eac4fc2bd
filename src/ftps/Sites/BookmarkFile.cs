using System.Text;

namespace Sealane.Shell.Sites;

/// <summary>Bookmarks, in lftp's file format: a name, a tab, a URL.</summary>
/// <param name="files">Where the file is.</param>
internal sealed class BookmarkFile(UserFiles files)
{
    private readonly Lock _lock = new();
    private SortedDictionary<string, string>? _marks;

    /// <summary>Whether the file is read again before each use, as <c>bmk:auto-sync</c> says.</summary>
    public Func<bool> AutoSync { get; set; } = () => true;

    /// <summary>A bookmark's URL, or null.</summary>
    public string? Find(string name)
    {
        lock (_lock)
        {
            return Load().GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> All()
    {
        lock (_lock)
        {
            return [.. Load()];
        }
    }

    /// <summary>Keeps a bookmark; one of the same name is replaced.</summary>
    public void Set(string name, string url) => Change(marks => marks[name] = url);

    /// <returns>False if there is none of that name.</returns>
    public bool Remove(string name)
    {
        bool removed = false;
        Change(marks => removed = marks.Remove(name));
        return removed;
    }

    /// <summary>Reads the file again at the next use.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _marks = null;
        }
    }

    /// <summary>A URL as it may be shown.</summary>
    public static string Masked(string url) => string.Concat(Language.SecretMask.Words(["", url]));

    /// <summary>A file's lines, read.</summary>
    public static SortedDictionary<string, string> Parse(IEnumerable<string> lines)
    {
        SortedDictionary<string, string> marks = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int end = line.AsSpan().IndexOfAny(' ', '\t');
            if (end > 0)
            {
                marks[line[..end]] = line[(end + 1)..].Trim();
            }
        }

        return marks;
    }

    private void Change(Action<SortedDictionary<string, string>> change)
    {
        lock (_lock)
        {
            SortedDictionary<string, string> marks = Load();
            change(marks);
            StringBuilder text = new();
            foreach ((string name, string url) in marks)
            {
                text.Append(name).Append('\t').Append(url).Append('\n');
            }

            UserFiles.WritePrivate(files.Bookmarks, text.ToString());
        }
    }

    private SortedDictionary<string, string> Load()
    {
        if (_marks is null || AutoSync())
        {
            string? path = File.Exists(files.Bookmarks) ? files.Bookmarks : files.ForeignBookmarks;
            _marks = Parse(path is null ? [] : File.ReadLines(path));
        }

        return _marks;
    }
}

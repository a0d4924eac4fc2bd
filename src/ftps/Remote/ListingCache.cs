using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Listings of all sites, kept as the cache: settings say. What a command changes on a server, it tells: <see cref="Changed"/>.</summary>
/// <param name="settings">The settings.</param>
internal sealed class ListingCache(SettingStore settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ListingKey, Kept> _kept = [];
    private readonly LinkedList<ListingKey> _byAge = [];
    private long _bytes;
    private long _generation;

    /// <summary>Bytes that are kept, about.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Counts changes. A listing that was begun before one is not kept: see <see cref="Keep"/>.</summary>
    public long Generation
    {
        get
        {
            lock (_lock)
            {
                return _generation;
            }
        }
    }

    /// <summary>What is kept; null if nothing is, or it is too old. May be an exception: a refusal that was kept.</summary>
    public object? Find(ListingKey key)
    {
        if (!settings.Flag("cache:enable", key.Closures))
        {
            return null;
        }

        lock (_lock)
        {
            if (!_kept.TryGetValue(key, out Kept? kept))
            {
                return null;
            }

            TimeSpan? most = settings.Interval(kept.Value is Exception ? "cache:expire-negative" : "cache:expire", key.Closures);
            if (most is { } time && Environment.TickCount64 - kept.Since > time.TotalMilliseconds)
            {
                Remove(key);
                return null;
            }

            return kept.Value;
        }
    }

    /// <summary>Keeps a listing, or the exception of a refusal.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="value">What.</param>
    /// <param name="size">Bytes, about.</param>
    /// <param name="isEmpty">Whether nothing is in it.</param>
    /// <param name="generation">The generation before the server was asked.</param>
    public void Keep(ListingKey key, object value, long size, bool isEmpty, long generation)
    {
        if (!settings.Flag("cache:enable", key.Closures) || (isEmpty && !settings.Flag("cache:cache-empty-listings", key.Closures)))
        {
            return;
        }

        long most = settings.Number("cache:size");
        lock (_lock)
        {
            Remove(key);
            if (generation != _generation || size > most)
            {
                return;
            }

            _kept[key] = new Kept(value, size, Environment.TickCount64, _byAge.AddLast(key));
            _bytes += size;
            while (_bytes > most && _byAge.First is { } oldest)
            {
                Remove(oldest.Value);
            }
        }
    }

    /// <summary>Something at a path was made, changed or removed: what is known of it, of what is below, and of the directory it is in is forgotten.</summary>
    /// <param name="site">Where.</param>
    /// <param name="path">Absolute.</param>
    public void Changed(Site site, string path)
    {
        string login = site.LoginUrl(null);
        string whole = path.TrimEnd('/');
        int slash = whole.LastIndexOf('/');
        string parent = slash <= 0 ? "/" : whole[..slash];
        lock (_lock)
        {
            _generation++;

            // What LIST's arguments mean only the server knows.
            foreach (ListingKey key in _kept.Keys.Where(key => key.Login == login
                && (key.Arguments.Length > 0 || key.Directory == parent || key.Directory == whole || key.Directory.StartsWith(whole + "/", StringComparison.Ordinal))).ToArray())
            {
                Remove(key);
            }
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            _generation++;
            _kept.Clear();
            _byAge.Clear();
            _bytes = 0;
        }
    }

    private void Remove(ListingKey key)
    {
        if (_kept.Remove(key, out Kept? kept))
        {
            _byAge.Remove(kept.Place);
            _bytes -= kept.Size;
        }
    }

    private sealed record Kept(object Value, long Size, long Since, LinkedListNode<ListingKey> Place);
}

/// <summary>What a listing is of.</summary>
/// <param name="Login">The login, as a URL without path.</param>
/// <param name="Command">LIST, NLST, MLSD; empty for entries that were understood.</param>
/// <param name="Directory">The directory it was made in, absolute.</param>
/// <param name="Arguments">Of the command.</param>
internal readonly record struct ListingKey(string Login, string Command, string Directory, string Arguments)
{
    public static ListingKey Of(Site site, string command, string directory, string arguments) =>
        new(site.LoginUrl(null), command, directory.Length > 1 ? directory.TrimEnd('/') : directory, arguments) { Closures = site.Closures };

    /// <summary>What settings are looked up for.</summary>
    public string[] Closures { get; private init; } = [];

    public bool Equals(ListingKey other) => Login == other.Login && Command == other.Command && Directory == other.Directory && Arguments == other.Arguments;

    public override int GetHashCode() => HashCode.Combine(Login, Command, Directory, Arguments);
}

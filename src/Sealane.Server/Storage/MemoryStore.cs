using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Files in memory, for tests, demonstrations and embedding; gone with the process. Behaves as <see cref="LocalDisk"/> does, apart from links, owners and limits of size.
/// Reserved names are reserved here too, so that a client meets the same rules.
/// </summary>
public sealed class MemoryStore : IFileStore, ISetTimes, ISetPermissions, IFindPartial
{
    private const int FileMode = 0x1A4; // rw-r--r--
    private const int DirectoryMode = 0x1ED; // rwxr-xr-x

    private readonly MemoryTree _tree;
    private readonly string _account;

    /// <summary>An empty tree, seen by its first account.</summary>
    /// <param name="account">Whose interrupted uploads this view resumes.</param>
    /// <param name="time">Where modification times come from; the system's clock when null.</param>
    public MemoryStore(string account, TimeProvider? time = null)
        : this(account, new MemoryTree(time ?? TimeProvider.System))
    {
    }

    private MemoryStore(string account, MemoryTree tree) => (_account, _tree) = (account, tree);

    /// <summary>Another view of the same files, for a session of its own.</summary>
    public MemoryStore View(string account) => new(account, _tree);

    /// <inheritdoc/>
    public ValueTask<FileEntry?> FindAsync(FtpPath path, CancellationToken cancellation) =>
        Guarded(() => PartialName.IsReserved(path) ? null : _tree.TryFind(path)?.ToEntry(path.Name.ToArray()));

    /// <inheritdoc/>
    public ValueTask<DirectoryReader> OpenDirectoryAsync(FtpPath path, ListingDetail detail, CancellationToken cancellation) => Guarded<DirectoryReader>(() =>
        new MemoryDirectoryReader(_tree.Get(Visible(path)).Entries ?? throw MemoryTree.Refusal(StorageError.NotADirectory, path)));

    /// <inheritdoc/>
    public ValueTask<FileReader> OpenReadAsync(FtpPath path, long offset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Guarded<FileReader>(() => new MemoryFileReader(FileAt(Visible(path)).Content, offset));
    }

    /// <inheritdoc/>
    public ValueTask<FileWriter> OpenWriteAsync(FtpPath path, WriteMode mode, long offset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Guarded<FileWriter>(() => OpenWrite(Usable(path), mode, mode == WriteMode.Resume ? offset : 0));
    }

    /// <inheritdoc/>
    public ValueTask DeleteFileAsync(FtpPath path, CancellationToken cancellation) => Guarded(() =>
    {
        bool partial = _tree.Find(Visible(path)) is null && !_tree.Uploading.Contains((_account, path)) && _tree.Partials.Remove((_account, path));
        if (!partial)
        {
            _ = FileAt(path);
            _tree.Around(path).Remove(MemoryTree.Key(path.Name));
        }
    });

    /// <inheritdoc/>
    public ValueTask CreateDirectoryAsync(FtpPath path, CancellationToken cancellation) => Guarded(() =>
    {
        if (path.IsRoot || !_tree.Around(Usable(path)).TryAdd(MemoryTree.Key(path.Name), _tree.NewDirectory(DirectoryMode)))
        {
            throw MemoryTree.Refusal(StorageError.Exists, path);
        }
    });

    /// <inheritdoc/>
    public ValueTask DeleteDirectoryAsync(FtpPath path, CancellationToken cancellation) => Guarded(() =>
    {
        SortedDictionary<string, MemoryNode> entries = path.IsRoot
            ? throw MemoryTree.Refusal(StorageError.AccessDenied, path)
            : _tree.Get(Visible(path)).Entries ?? throw MemoryTree.Refusal(StorageError.NotADirectory, path);
        bool foreign = _tree.Partials.Keys.Concat(_tree.Uploading).Any(key =>
            key.Target.IsWithin(path) && (key.Account != _account || _tree.Uploading.Contains(key)));
        if (entries.Count > 0 || foreign)
        {
            throw MemoryTree.Refusal(StorageError.DirectoryNotEmpty, path);
        }

        _tree.ForgetPartials(path);
        _tree.Around(path).Remove(MemoryTree.Key(path.Name));
    });

    /// <inheritdoc/>
    public ValueTask RenameAsync(FtpPath from, FtpPath to, CancellationToken cancellation) => Guarded(() => Rename(from, to));

    /// <inheritdoc/>
    public ValueTask SetModifiedAsync(FtpPath path, DateTime modified, CancellationToken cancellation) => Guarded(() =>
    {
        Changeable(path).Modified = modified;
    });

    /// <inheritdoc/>
    public ValueTask SetModeAsync(FtpPath path, int mode, CancellationToken cancellation) => Guarded(() =>
    {
        Changeable(path).Mode = mode & 0x1FF;
    });

    /// <inheritdoc/>
    public ValueTask<long?> PartialLengthAsync(FtpPath path, CancellationToken cancellation) => Guarded<long?>(() =>
    {
        bool interrupted = _tree.Partials.TryGetValue((_account, path), out ReadOnlyMemory<byte> content);
        return interrupted && _tree.TryFind(path) is null ? content.Length : null;
    });

    /// <summary>Ends this view; the files stay for the others.</summary>
    public void Dispose()
    {
    }

    private static FtpPath Visible(FtpPath path) => PartialName.IsReserved(path) ? throw MemoryTree.Refusal(StorageError.NotFound, path) : path;

    private static FtpPath Usable(FtpPath path) =>
        PartialName.IsReserved(path) ? throw MemoryTree.Refusal(StorageError.InvalidName, path)
        : path.Name.Length > 255 ? throw MemoryTree.Refusal(StorageError.NameTooLong, path)
        : path;

    private ValueTask Guarded(Action work)
    {
        try
        {
            lock (_tree.Gate)
            {
                work();
                return default;
            }
        }
        catch (StorageException e)
        {
            return ValueTask.FromException(e);
        }
    }

    private ValueTask<T> Guarded<T>(Func<T> work)
    {
        try
        {
            lock (_tree.Gate)
            {
                return new ValueTask<T>(work());
            }
        }
        catch (StorageException e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private MemoryNode FileAt(FtpPath path)
    {
        MemoryNode node = _tree.Get(path);
        return node.IsDirectory ? throw MemoryTree.Refusal(StorageError.IsADirectory, path) : node;
    }

    private MemoryNode Changeable(FtpPath path) => path.IsRoot ? throw MemoryTree.Refusal(StorageError.AccessDenied, path) : _tree.Get(Visible(path));

    private MemoryFileWriter OpenWrite(FtpPath path, WriteMode mode, long offset)
    {
        if (path.IsRoot)
        {
            throw MemoryTree.Refusal(StorageError.IsADirectory, path);
        }

        _ = _tree.Around(path);
        MemoryNode? existing = _tree.Find(path);
        if (mode == WriteMode.CreateNew && (existing is not null || !_tree.Reserved.Add(path)))
        {
            throw MemoryTree.Refusal(StorageError.Exists, path);
        }

        mode = mode == WriteMode.Resume && offset == 0 ? WriteMode.Replace : mode;
        (string, FtpPath) key = (_account, path);
        bool resumes = mode is WriteMode.Append or WriteMode.Resume;
        bool own = existing is null && mode != WriteMode.CreateNew && _tree.Uploading.Add(key);
        if (existing is null && resumes && !own)
        {
            throw MemoryTree.Refusal(StorageError.Busy, path);
        }

        ReadOnlyMemory<byte> start = !resumes ? default
            : existing is not null ? FileAt(path).Content
            : _tree.Partials.GetValueOrDefault(key);
        if (existing is { IsDirectory: true } || (mode == WriteMode.Resume && offset > start.Length))
        {
            if (own)
            {
                _tree.Uploading.Remove(key);
            }

            throw MemoryTree.Refusal(existing is { IsDirectory: true } ? StorageError.IsADirectory : StorageError.OffsetPastEnd, path);
        }

        long position = mode == WriteMode.Append ? start.Length : offset;
        bool appends = resumes && existing is not null && position == start.Length;
        if (appends && existing!.Appending)
        {
            throw MemoryTree.Refusal(StorageError.Busy, path);
        }

        if (appends)
        {
            existing!.Appending = true;
        }

        // An interrupted upload ends where it is resumed; a file keeps what lies beyond.
        start = existing is null ? start[..(int)position] : start;
        return new MemoryFileWriter(_tree, path, start, position)
        {
            Account = own ? _account : null,
            MustBeNew = mode == WriteMode.CreateNew,
            Appends = appends ? existing : null,
            Mode = existing?.Mode ?? FileMode,
        };
    }

    private void Rename(FtpPath from, FtpPath to)
    {
        if (from.IsRoot || to.IsRoot)
        {
            throw MemoryTree.Refusal(StorageError.AccessDenied, from);
        }

        MemoryNode node = _tree.Get(Visible(from));
        SortedDictionary<string, MemoryNode> entries = _tree.Around(Usable(to));
        if (from == to)
        {
            return;
        }

        if (node.IsDirectory && to.IsWithin(from))
        {
            throw MemoryTree.Refusal(StorageError.InvalidName, to);
        }

        StorageError? refused = _tree.Find(to) switch
        {
            { IsDirectory: true } when !node.IsDirectory => StorageError.IsADirectory,
            { IsDirectory: false } when node.IsDirectory => StorageError.NotADirectory,
            { Entries.Count: > 0 } => StorageError.DirectoryNotEmpty,
            _ => null,
        };
        if (refused is { } error)
        {
            throw MemoryTree.Refusal(error, to);
        }

        _tree.Around(from).Remove(MemoryTree.Key(from.Name));
        entries[MemoryTree.Key(to.Name)] = node;
        _tree.MovePartials(from, to);
    }
}

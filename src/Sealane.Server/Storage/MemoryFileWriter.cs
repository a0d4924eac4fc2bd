using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>An upload into memory; published under the tree's lock.</summary>
internal sealed class MemoryFileWriter : FileWriter
{
    private readonly MemoryTree _tree;
    private byte[] _bytes;
    private int _length;
    private int _position;
    private bool _committed;
    private bool _disposed;

    /// <param name="tree">Where it will be.</param>
    /// <param name="path">The target.</param>
    /// <param name="start">Bytes that are there already; copied.</param>
    /// <param name="position">Where the first new one goes.</param>
    public MemoryFileWriter(MemoryTree tree, FtpPath path, ReadOnlyMemory<byte> start, long position)
    {
        (_tree, Path, _length, _position) = (tree, path, start.Length, (int)position);
        _bytes = start.ToArray();
    }

    /// <summary>Who may resume it; null when nobody.</summary>
    public string? Account { get; init; }

    /// <summary>True when the target must still be missing at the end.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>The file whose end is being written to; null for everything else.</summary>
    public MemoryNode? Appends { get; init; }

    /// <summary>Permission bits of the file.</summary>
    public required int Mode { get; init; }

    public override FtpPath Path { get; }

    public override long Position => _position;

    public override long ResumableLength => _committed || Account is null ? 0 : _position;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if ((long)_position + bytes.Length > Array.MaxLength)
        {
            return ValueTask.FromException(MemoryTree.Refusal(StorageError.FileTooLarge, Path));
        }

        int end = _position + bytes.Length;
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Clamp(2L * _bytes.Length, end, Array.MaxLength));
        }

        bytes.Span.CopyTo(_bytes.AsSpan(_position));
        _position = end;
        _length = Math.Max(_length, end);
        return default;
    }

    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        try
        {
            lock (_tree.Gate)
            {
                Publish();
                return default;
            }
        }
        catch (StorageException e)
        {
            return ValueTask.FromException(e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        lock (_tree.Gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                Release();
            }
        }

        return default;
    }

    private void Publish()
    {
        MemoryNode? file = Appends;
        if (file is null)
        {
            SortedDictionary<string, MemoryNode> entries = _tree.Around(Path);
            MemoryNode? old = _tree.Find(Path);
            if (old is { IsDirectory: true } || (MustBeNew && old is not null))
            {
                throw MemoryTree.Refusal(MustBeNew ? StorageError.Exists : StorageError.IsADirectory, Path);
            }

            entries[MemoryTree.Key(Path.Name)] = file = _tree.NewFile(Mode);
        }

        file.Content = _bytes.AsMemory(0, _length);
        file.Modified = _tree.Now;
        _committed = true;
    }

    private void Release()
    {
        if (MustBeNew)
        {
            _tree.Reserved.Remove(Path);
        }

        if (Appends is not null)
        {
            Appends.Appending = false;
        }

        if (Account is null)
        {
            return;
        }

        _tree.Uploading.Remove((Account, Path));
        _tree.Partials.Remove((Account, Path));
        if (ResumableLength > 0 && _tree.TryFind(Path) is null)
        {
            _tree.Partials[(Account, Path)] = _bytes.AsMemory(0, _length);
        }
    }
}

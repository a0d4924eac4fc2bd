using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>A file being read from its start offset to its end, in order. One caller at a time. Disposing closes it.</summary>
public abstract class FileReader : IAsyncDisposable
{
    /// <summary>Bytes in the whole file when it was opened.</summary>
    public abstract long Length { get; }

    /// <summary>Reads the next bytes; 0 at the end of the file.</summary>
    /// <exception cref="StorageException">The medium failed.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>
/// A file being written in order. What was written becomes the file at <see cref="CommitAsync"/> and not before (a store in in-place mode excepted).
/// Disposing without a commit keeps an interrupted upload resumable where the store can, and never leaves a half-written target.
/// One caller at a time.
/// </summary>
public abstract class FileWriter : IAsyncDisposable
{
    /// <summary>The target.</summary>
    public abstract FtpPath Path { get; }

    /// <summary>Where the next byte goes, counted from the start of the file.</summary>
    public abstract long Position { get; }

    /// <summary>Writes the next bytes.</summary>
    /// <exception cref="StorageException">No space, quota, or the medium failed; dispose the writer.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Publishes the file under its name, whole. Call once, last.</summary>
    /// <exception cref="StorageException">It could not be published; the old target, if any, is untouched.</exception>
    public abstract ValueTask CommitAsync(CancellationToken cancellation);

    /// <summary>Bytes that stay on disk, resumable, when this writer is disposed without a commit; 0 when nothing would.</summary>
    public abstract long ResumableLength { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>An open directory, read in batches. One caller at a time.</summary>
public abstract class DirectoryReader : IAsyncDisposable
{
    /// <summary>The next entries in the order of the file system; empty at the end. <c>.</c> and <c>..</c> and partial uploads are left out. The memory is valid until the next call.</summary>
    public abstract ValueTask<ReadOnlyMemory<FileEntry>> ReadBatchAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

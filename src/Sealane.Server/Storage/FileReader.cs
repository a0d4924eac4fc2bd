using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Server.Storage;

/// <summary>A file being read from its start offset to its end, in order. Its reads throw <see cref="StorageException"/> when the medium fails.</summary>
public abstract class FileReader : ByteSource
{
    /// <summary>Bytes in the whole file when it was opened.</summary>
    public abstract long Length { get; }
}

/// <summary>
/// A file being written in order. What was written becomes the file at <see cref="CommitAsync"/> and not before (a store in in-place mode excepted).
/// Disposing without a commit keeps an interrupted upload resumable where the store can, and never leaves a half-written target.
/// Writes throw <see cref="StorageException"/> (no space, quota, medium); dispose the writer then.
/// </summary>
public abstract class FileWriter : ByteSink
{
    /// <summary>The target.</summary>
    public abstract FtpPath Path { get; }

    /// <summary>Where the next byte goes, counted from the start of the file.</summary>
    public abstract long Position { get; }

    /// <summary>Publishes the file under its name, whole. Call once, last.</summary>
    /// <exception cref="StorageException">It could not be published; the old target, if any, is untouched.</exception>
    public abstract ValueTask CommitAsync(CancellationToken cancellation);

    /// <summary>Bytes that stay on disk, resumable, when this writer is disposed without a commit; 0 when nothing would.</summary>
    public abstract long ResumableLength { get; }
}

/// <summary>An open directory, read in batches. One caller at a time.</summary>
public abstract class DirectoryReader : IAsyncDisposable
{
    /// <summary>The next entries in the order of the file system; empty at the end. <c>.</c> and <c>..</c> and partial uploads are left out. The memory is valid until the next call.</summary>
    public abstract ValueTask<ReadOnlyMemory<FileEntry>> ReadBatchAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

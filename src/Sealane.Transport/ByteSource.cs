namespace Sealane.Transport;

/// <summary>Where a transfer's bytes come from, in order. One caller at a time; disposing closes it.</summary>
public abstract class ByteSource : IAsyncDisposable
{
    /// <summary>True when it is known already that the next read would find the end: the last bytes can then go out together with the goodbye.</summary>
    public virtual bool AtEnd => false;

    /// <summary>Reads the next bytes; 0 at the end. May do its work on the calling thread when that is a thread of the pool.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Where a transfer's bytes go, in order. One caller at a time; disposing closes it.</summary>
public abstract class ByteSink : IAsyncDisposable
{
    /// <summary>Writes all of <paramref name="bytes"/>; they are no longer needed when the task completes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

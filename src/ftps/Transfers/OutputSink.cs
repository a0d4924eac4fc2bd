namespace Sealane.Shell.Transfers;

/// <summary>Where cat writes: the screen, a file or a program. Knows what was written, so that another attempt does not write it again.</summary>
/// <param name="inner">The place; stays open.</param>
internal sealed class OutputSink(Stream inner) : Stream
{
    private long _skip;

    /// <summary>Bytes that have gone out.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the reader has gone.</summary>
    public bool IsClosed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    /// <summary>An attempt begins: from the beginning, or behind what was written.</summary>
    public void Begin(bool skips) => _skip = skips ? Written : 0;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int skip = (int)Math.Min(_skip, buffer.Length);
        _skip -= skip;
        try
        {
            await inner.WriteAsync(buffer[skip..], cancellationToken).ConfigureAwait(false);
            Written += buffer.Length - skip;
        }
        catch (IOException)
        {
            IsClosed = true;
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writes are asynchronous.");

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

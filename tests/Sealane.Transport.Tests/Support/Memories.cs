namespace Sealane.Transport.Tests.Support;

/// <summary>A source of given bytes in pieces; may fail at the end instead of ending.</summary>
internal sealed class MemorySource(byte[] bytes, int piece = int.MaxValue, Exception? failure = null) : ByteSource
{
    private int _at;

    /// <summary>What was lent for the previous read is filled with this before the next: whoever still reads from it sends rubbish.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        buffer.Span.Fill(0xEE);
        if (_at == bytes.Length && failure is not null)
        {
            throw failure;
        }

        int count = Math.Min(Math.Min(piece, buffer.Length), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask DisposeAsync() => default;
}

/// <summary>Keeps what it is given; takes its time over it.</summary>
internal sealed class MemorySink(Action? onWrite = null, Exception? failure = null) : ByteSink
{
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await Task.Yield();
        onWrite?.Invoke();
        if (failure is not null)
        {
            throw failure;
        }

        _bytes.Write(bytes.Span);
    }

    public override ValueTask DisposeAsync() => _bytes.DisposeAsync();
}

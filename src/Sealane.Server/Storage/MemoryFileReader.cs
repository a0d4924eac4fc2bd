namespace Sealane.Server.Storage;

/// <summary>Reads content as it was at opening.</summary>
internal sealed class MemoryFileReader(ReadOnlyMemory<byte> content, long offset) : FileReader
{
    private ReadOnlyMemory<byte> _rest = content[(int)Math.Min(offset, content.Length)..];

    public override long Length => content.Length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return new ValueTask<int>(count);
    }

    public override ValueTask DisposeAsync() => default;
}

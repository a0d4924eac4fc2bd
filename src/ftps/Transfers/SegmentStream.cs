using Microsoft.Win32.SafeHandles;

namespace Sealane.Shell.Transfers;

/// <summary>Writes a segment at its place in the file.</summary>
/// <param name="file">The file.</param>
/// <param name="segment">Moves on as bytes are written.</param>
/// <param name="moved">Told how many.</param>
internal sealed class SegmentStream(SafeFileHandle file, Segment segment, Action<int> moved) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => segment.Position;
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The asynchronous call would be the same one on another thread of the pool; this is one.
        RandomAccess.Write(file, buffer.Span, segment.Position);
        segment.Position += buffer.Length;
        moved(buffer.Length);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writes are asynchronous.");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

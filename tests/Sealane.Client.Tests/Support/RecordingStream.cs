namespace Sealane.Client.Tests.Support;

/// <summary>Passes everything on and keeps what was read: a TLS alert can be told from a bare end only by who looks below TLS.</summary>
internal sealed class RecordingStream(Stream inner) : Stream
{
    private readonly List<byte> _read = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The type of the last complete TLS record that was read (RFC 5246 §6.2.1): 21 is an alert, 23 data.</summary>
    public byte LastRecord
    {
        get
        {
            byte type = 0;
            for (int at = 0; at + 5 <= _read.Count; at += 5 + (_read[at + 3] << 8) + _read[at + 4])
            {
                type = _read[at];
            }

            return type;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        _read.AddRange(buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}

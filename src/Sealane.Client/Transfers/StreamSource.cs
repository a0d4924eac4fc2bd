using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>The user's stream as the source of an upload; it stays the user's.</summary>
internal sealed class StreamSource : ByteSource
{
    private readonly Stream _stream;
    private readonly ProgressMeter _meter;
    private readonly CancellationToken _stop;
    private readonly bool _atOnce;
    private readonly long? _end;

    /// <param name="stream">Read from where it stands.</param>
    /// <param name="meter">Counts.</param>
    /// <param name="stop">Ends a read that waits for the user's bytes.</param>
    internal StreamSource(Stream stream, ProgressMeter meter, CancellationToken stop)
    {
        _stream = stream;
        _meter = meter;
        _stop = stop;
        _atOnce = StreamKind.IsImmediate(stream);
        _end = stream.CanSeek ? stream.Length : null;
    }

    // Saves the read that would find the end, and lets the last bytes travel with the goodbye. A file that is being appended to is sent as long as it was.
    public override bool AtEnd => _end is { } end && _stream.Position >= end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count;
        try
        {
            count = _atOnce ? _stream.Read(buffer.Span) : await _stream.ReadAsync(buffer, _stop).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            throw new LocalFileException(e);
        }

        _meter.Add(count);
        return count;
    }

    public override ValueTask DisposeAsync() => default;
}

/// <summary>The user's stream as the sink of a download; it stays the user's.</summary>
/// <param name="stream">Written from where it stands.</param>
/// <param name="meter">Counts.</param>
/// <param name="length">How many bytes are wanted; null for all.</param>
/// <param name="stop">Ends a write that waits for the user's stream.</param>
internal sealed class StreamSink(Stream stream, ProgressMeter meter, long? length, CancellationToken stop) : ByteSink
{
    private readonly bool _atOnce = StreamKind.IsImmediate(stream);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        bool last = length is { } most && meter.Moved + bytes.Length >= most;
        if (last)
        {
            bytes = bytes[..(int)(length!.Value - meter.Moved)];
        }

        try
        {
            if (_atOnce)
            {
                stream.Write(bytes.Span);
            }
            else
            {
                await stream.WriteAsync(bytes, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            throw new LocalFileException(e);
        }

        meter.Add(bytes.Length);
        if (last)
        {
            throw new RangeCompleteException();
        }
    }

    public override ValueTask DisposeAsync() => default;
}

/// <summary>What is known about a user's stream.</summary>
internal static class StreamKind
{
    /// <summary>
    /// True for memory and for files on Unix, whose asynchronous calls are the plain ones on another thread of the pool: we are on one already, and each hop costs as much as
    /// the copy into the page cache.
    /// </summary>
    internal static bool IsImmediate(Stream stream) =>
        stream.GetType() == typeof(MemoryStream) || (!OperatingSystem.IsWindows() && stream is FileStream { CanSeek: true });
}

/// <summary>The user's side of a transfer failed, not the network's.</summary>
internal sealed class LocalFileException(Exception cause) : Exception(cause.Message, cause);

/// <summary>All bytes that were asked for are here; the server would send more.</summary>
internal sealed class RangeCompleteException : Exception;

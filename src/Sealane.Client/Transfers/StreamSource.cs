using Sealane.Transport;

namespace Sealane.Client.Transfers;

/// <summary>The user's stream as the source of an upload; it stays the user's.</summary>
internal sealed class StreamSource : ByteSource
{
    private readonly Stream _stream;
    private readonly ProgressMeter _meter;
    private readonly long? _end;

    internal StreamSource(Stream stream, ProgressMeter meter)
    {
        _stream = stream;
        _meter = meter;
        _end = stream.CanSeek ? stream.Length : null;
    }

    // Saves the read that would find the end, and lets the last bytes travel with the goodbye. A file that is being appended to is sent as long as it was.
    public override bool AtEnd => _end is { } end && _stream.Position >= end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count;
        try
        {
            count = await _stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalFileException(e);
        }

        _meter.Add(count);
        return count;
    }

    public override ValueTask DisposeAsync() => default;
}

/// <summary>The user's stream as the sink of a download; it stays the user's.</summary>
internal sealed class StreamSink(Stream stream, ProgressMeter meter, long? length) : ByteSink
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        bool last = length is { } most && meter.Moved + bytes.Length >= most;
        if (last)
        {
            bytes = bytes[..(int)(length!.Value - meter.Moved)];
        }

        try
        {
            await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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

/// <summary>The user's side of a transfer failed, not the network's.</summary>
internal sealed class LocalFileException(Exception cause) : Exception(cause.Message, cause);

/// <summary>All bytes that were asked for are here; the server would send more.</summary>
internal sealed class RangeCompleteException : Exception;

using System.Buffers;

namespace Sealane.Protocol;

/// <summary>What <see cref="LineBuffer.TryRead"/> found.</summary>
public enum LineStatus
{
    /// <summary>No complete line yet: receive more.</summary>
    NeedMore,

    /// <summary>A line.</summary>
    Line,

    /// <summary>The line is longer than allowed: answer 500 and close. Nothing after it is ever parsed, because its tail could be taken for a command.</summary>
    TooLong,
}

/// <summary>
/// Input of a control connection: bytes in, lines out. Accepts LF, CR LF and CR CR LF, and takes Telnet commands out.
/// Read with <see cref="TryRead"/> until it needs more before receiving again. One user at a time.
/// </summary>
/// <remarks>
/// Holds no memory while idle: an array is rented by <see cref="GetMemory"/> and given back, wiped (it held passwords), by
/// <see cref="ReleaseIfEmpty"/> and <see cref="Dispose"/>.
/// The two bytes a TLS handshake record begins with are a line of their own where a line should begin: no line feed may ever follow them,
/// and <see cref="CommandParser"/> knows what they mean.
/// </remarks>
public sealed class LineBuffer : IDisposable
{
    // CR CR before the LF, and the LF.
    private const int TerminatorLength = 3;

    // One byte more than a line needs, for what the Telnet filter may hold back; the rest lets several pipelined commands arrive at once.
    private const int Slack = 256;

    private readonly int _maxLength;
    private byte[]? _array;
    private int _start;
    private int _scanned;
    private int _end;
    private int _used;
    private bool _tooLong;
    private bool _disposed;
    private TelnetFilter _telnet;

    /// <summary>Makes an empty buffer that holds no memory.</summary>
    /// <param name="maxLength">Longest line in bytes, its terminator not counted. The default is what vsftpd takes, and leaves room for a path of PATH_MAX.</param>
    public LineBuffer(int maxLength = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        _maxLength = maxLength;
    }

    /// <summary>True when no byte waits to be read.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Bytes that wait to be read.</summary>
    public int BufferedBytes => _end - _start;

    /// <summary>Room to receive into, at least one byte; valid until the next call of any member.</summary>
    /// <exception cref="InvalidOperationException">The buffer is full of lines nobody read.</exception>
    public Memory<byte> GetMemory()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _array ??= ArrayPool<byte>.Shared.Rent(_maxLength + TerminatorLength + Slack);
        if (_start > 0)
        {
            _array.AsSpan(_start, _end - _start).CopyTo(_array);
            (_scanned, _end, _start) = (_scanned - _start, _end - _start, 0);
        }

        // The free byte in front lets the Telnet filter work in place.
        return _end + 1 < _array.Length ? _array.AsMemory(_end + 1) : throw new InvalidOperationException("Read the buffered lines first.");
    }

    /// <summary>Takes over what was received into the memory of the last <see cref="GetMemory"/>.</summary>
    public void Advance(int count)
    {
        if (count == 0)
        {
            return;
        }

        if (_array is null || count < 0 || count > _array.Length - _end - 1)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        _used = Math.Max(_used, _end + 1 + count);
        int kept = _telnet.Strip(_array.AsSpan(_end + 1, count), _array.AsSpan(_end));
        _end = _tooLong ? _end : _end + kept;
    }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">Without its terminator; valid until the next call of any member.</param>
    public LineStatus TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_tooLong)
        {
            return LineStatus.TooLong;
        }

        ReadOnlySpan<byte> waiting = _array.AsSpan(_start, _end - _start);
        if (ForeignOpening.IsTlsRecord(waiting))
        {
            line = waiting[..2];
            Consume(_start + 2);
            return LineStatus.Line;
        }

        int lineFeed = _array.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        int length = (lineFeed < 0 ? _end : _scanned + lineFeed) - _start;
        _scanned = _end;
        if (length > _maxLength + TerminatorLength - 1)
        {
            return RefuseForGood();
        }

        if (lineFeed < 0)
        {
            return LineStatus.NeedMore;
        }

        line = waiting[..length].TrimEnd((byte)'\r');
        if (line.Length > _maxLength)
        {
            line = default;
            return RefuseForGood();
        }

        Consume(_start + length + 1);
        return LineStatus.Line;
    }

    /// <summary>Gives the memory back when nothing waits in it; call before waiting for an idle peer.</summary>
    public void ReleaseIfEmpty()
    {
        if (IsEmpty && _array is { } array)
        {
            array.AsSpan(0, _used).Clear();
            ArrayPool<byte>.Shared.Return(array);
            _array = null;
            _start = _scanned = _end = _used = 0;
        }
    }

    /// <summary>Drops everything that waits, and a Telnet command that is half there. What came in clear before a TLS handshake must not be obeyed after it (CVE-2011-1575).</summary>
    public void Discard()
    {
        _start = _scanned = _end = 0;
        _tooLong = false;
        _telnet = default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Discard();
        ReleaseIfEmpty();
        _disposed = true;
    }

    // The bytes stay in place, so the line handed out remains readable.
    private void Consume(int position)
    {
        _start = _scanned = position;
    }

    private LineStatus RefuseForGood()
    {
        _start = _scanned = _end = 0;
        _tooLong = true;
        return LineStatus.TooLong;
    }
}

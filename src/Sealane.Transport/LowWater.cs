using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>
/// Lets the kernel collect some records before it wakes the reader of a fast download (SO_RCVLOWAT). Each waking costs two changes of thread, and a reader that is faster
/// than its peer is otherwise woken for every record. Only while the stream is fast and its end is far: a reader never waits long for bytes that have arrived.
/// </summary>
internal sealed class LowWater : IDisposable
{
    /// <summary>Shorter streams are over before anything is measured.</summary>
    internal const long Worth = 16 * 1024 * 1024;

    // Nearly three records, and less than the 64 KiB that vsftpd writes at once: the reader is at work before the server has finished its piece and turns to the next.
    // From 64 KiB on, with two processors, the same download takes a quarter longer (docs/performance.md).
    private const int Mark = 48 * 1024;

    // The last bytes may come without a FIN behind them: a server may keep its side open until it has seen our goodbye.
    private const long Tail = 2 * 1024 * 1024;

    // At this pace (100 MB/s) the mark is reached within half a millisecond.
    private const int Window = 2 * 1024 * 1024;
    private const int SolSocket = 1;
    private const int SoReceiveLowWater = 18;
    private static readonly TimeSpan s_fastWindow = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _total;
    private long _windowStart;
    private long _windowTotal;
    private long _watched;
    private ITimer? _watch;
    private bool _raised;
    private bool _over;

    private LowWater(Socket socket, TimeProvider time)
    {
        (_socket, _time) = (socket, time);
        _windowStart = time.GetTimestamp();
    }

    /// <summary>For a stream of which so much is still to come; null where it would not help.</summary>
    internal static LowWater? For(Socket socket, long expected, TimeProvider? time = null) =>
        expected >= Worth && OperatingSystem.IsLinux() ? new LowWater(socket, time ?? TimeProvider.System) : null;

    /// <summary>Whether the kernel collects at the moment.</summary>
    internal bool IsRaised => Volatile.Read(ref _raised);

    /// <summary>The reader has so much more, and so much is still to come.</summary>
    internal void Received(int count, long remaining)
    {
        Volatile.Write(ref _total, _total + count);
        if (remaining < Tail)
        {
            if (!_over)
            {
                Set(raised: false, over: true);
            }

            return;
        }

        if (_total - _windowTotal < Window)
        {
            return;
        }

        long now = _time.GetTimestamp();
        bool fast = _time.GetElapsedTime(_windowStart, now) <= s_fastWindow;
        (_windowStart, _windowTotal) = (now, _total);
        if (fast != IsRaised)
        {
            Set(fast);
        }
    }

    // The stream has come to a halt: what lies in the kernel is the reader's at once, and from now on every byte is.
    private void Look()
    {
        long total = Volatile.Read(ref _total);
        if (IsRaised && total == _watched)
        {
            Set(raised: false);
        }

        _watched = total;
    }

    private void Set(bool raised, bool over = false)
    {
        lock (_gate)
        {
            _over |= over;
            raised &= !_over;
            if (raised == _raised)
            {
                return;
            }

            try
            {
                _socket.SetRawSocketOption(SolSocket, SoReceiveLowWater, BitConverter.GetBytes(raised ? Mark : 1));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed meanwhile, or a kernel that does not know it: nobody waits longer than before.
                _over = true;
                return;
            }

            Volatile.Write(ref _raised, raised);
            if (raised)
            {
                _watch ??= _time.CreateTimer(static state => ((LowWater)state!).Look(), this, s_patience, s_patience);
            }
        }
    }

    /// <summary>Back to waking for every byte.</summary>
    public void Dispose()
    {
        Set(raised: false, over: true);
        _watch?.Dispose();
    }
}

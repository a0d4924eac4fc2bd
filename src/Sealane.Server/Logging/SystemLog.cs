using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sealane.Server.Logging;

/// <summary>
/// vsftpd's log in the system's log (<c>syslog_enable</c>): datagrams to a Unix socket, facility FTP. Whoever reads them may come, go and come again: lines wait for
/// a while in a bounded queue; those there is no room for are dropped, and their number is written in their place.
/// </summary>
internal sealed class SystemLog : ILineLog
{
    private const int MostQueued = 10_000;

    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMilliseconds(500);

    // A reader that stands still must not hold the end of the server up.
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<string> _lines;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private readonly Task _writer;
    private long _dropped;
    private bool _failing;

    /// <param name="path">The socket, as a rule <c>/dev/log</c>. It need not be there yet.</param>
    /// <param name="logger">Hears of a reader that is gone.</param>
    /// <param name="room">Lines that may wait.</param>
    internal SystemLog(string path, ILogger logger, int room = MostQueued)
    {
        Path = path;
        _logger = logger;
        _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(room) { SingleReader = true });
        _writer = Task.Run(DrainAsync);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Nothing to do: each failure makes a new connection.</summary>
    public Task ReopenAsync() => Task.CompletedTask;

    private async Task DrainAsync()
    {
        Socket? socket = null;
        try
        {
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_lines.Reader.TryPeek(out string? line))
                {
                    socket = await SendAsync(socket, SystemLogLine.Of(line, DateTimeOffset.Now)).ConfigureAwait(false);
                    if (socket is null && !await AgainAsync().ConfigureAwait(false))
                    {
                        // The server ends, and nobody takes its lines.
                        return;
                    }

                    if (socket is not null)
                    {
                        _lines.Reader.TryRead(out _);
                        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long lost)
                        {
                            string text = string.Create(CultureInfo.InvariantCulture, $"({lost} lines were lost here: the system's log did not keep up)");
                            socket = await SendAsync(socket, SystemLogLine.Of(text, DateTimeOffset.Now)).ConfigureAwait(false);
                        }
                    }
                }
            }
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Sends one datagram, on a new connection where there is none; null when there is nobody to take it.</summary>
    private async ValueTask<Socket?> SendAsync(Socket? socket, string line)
    {
        try
        {
            using var limit = new CancellationTokenSource(s_sendLimit);
            socket ??= await ConnectAsync(limit.Token).ConfigureAwait(false);
            await socket.SendAsync(Encoding.UTF8.GetBytes(line), SocketFlags.None, limit.Token).ConfigureAwait(false);
            _failing = false;
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            if (!_failing)
            {
                _failing = true;
                _logger.SystemLogAway(Path, e is SocketException s ? s.SocketErrorCode.ToString() : "its reader stands still");
            }

            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The caller's.")]
    private async ValueTask<Socket> ConnectAsync(CancellationToken limit)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), limit).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits a moment; false when the server ends.</summary>
    private async ValueTask<bool> AgainAsync()
    {
        try
        {
            await Task.Delay(s_betweenTries, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writer.ConfigureAwait(false);
        _stopping.Dispose();
    }
}

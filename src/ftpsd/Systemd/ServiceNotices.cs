using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sealane.Server;

namespace Sealane.Daemon.Systemd;

/// <summary>
/// Tells the service manager how the server is (sd_notify(3)): datagrams to the socket that <c>NOTIFY_SOCKET</c> names. Without a service manager nothing is sent.
/// </summary>
internal sealed class ServiceNotices : IDisposable
{
    // The heart beats four times a second; one that has stood still for so long will not go on.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly TimeSpan? _watchdog;

    /// <summary>Reads what the service manager left in the environment, and takes it away from programs that this one may start.</summary>
    public ServiceNotices()
    {
        string? path = Take("NOTIFY_SOCKET");
        string? microseconds = Take("WATCHDOG_USEC");
        string? watched = Take("WATCHDOG_PID");
        if (path is null || path[0] is not ('/' or '@'))
        {
            return;
        }

        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _address = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        bool ours = watched is null || watched == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        _watchdog = ours && long.TryParse(microseconds, CultureInfo.InvariantCulture, out long interval) && interval > 0 ? TimeSpan.FromMicroseconds(interval) : null;
    }

    /// <summary>Everything listens, or a reload is over.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}\nMAINPID={Environment.ProcessId}");

    /// <summary>A reload begins; <see cref="Ready"/> ends it.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}\nSTATUS=Reading the configuration"));

    /// <summary>No new connections; transfers are finishing.</summary>
    /// <param name="patience">How long they may take, so that the service manager waits as long.</param>
    public void Stopping(TimeSpan patience) => Send(string.Create(
        CultureInfo.InvariantCulture, $"STOPPING=1\nSTATUS=Letting transfers finish\nEXTEND_TIMEOUT_USEC={(long)(patience + TimeSpan.FromSeconds(30)).TotalMicroseconds}"));

    /// <summary>Reassures the watchdog for as long as the server's heart beats: a server that hangs is restarted by the service manager.</summary>
    public async Task WatchAsync(FtpsServer server, CancellationToken stopping)
    {
        if (_watchdog is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval / 3);
        try
        {
            do
            {
                if (server.SinceLastBeat < s_longestPause)
                {
                    Send("WATCHDOG=1");
                }
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(state), _address!);
        }
        catch (SocketException)
        {
            // The service manager is gone or does not listen; the server serves all the same.
        }
    }

    private static string? Take(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, null);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}

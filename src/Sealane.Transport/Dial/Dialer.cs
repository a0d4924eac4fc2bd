using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>
/// Connects to hosts by name or address: all addresses of the name take part in one race (RFC 8305), so that one dead address or family costs a quarter
/// of a second. With a proxy, the race is for the proxy, which then connects. Thread-safe; holds nothing.
/// </summary>
public sealed class Dialer
{
    private readonly DialerSettings _settings;
    private readonly Heartbeat _heartbeat;
    private readonly TimeProvider _time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <summary>Prepares to dial.</summary>
    /// <param name="settings">How.</param>
    /// <param name="heartbeat">Watches the connections' deadlines.</param>
    /// <param name="time">The clock of the delay and the timeout.</param>
    /// <param name="resolve">Finds a name's addresses and reports failures as <see cref="SocketException"/>; null for the system's resolver. A <see cref="DialException"/> of its own is passed on as it is.</param>
    public Dialer(DialerSettings settings, Heartbeat heartbeat, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _settings = settings;
        _heartbeat = heartbeat;
        _time = time;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>How connections are made.</summary>
    public DialerSettings Settings => _settings;

    /// <summary>Connects. With a proxy, <see cref="Connection.RemoteEndPoint"/> is the proxy's.</summary>
    /// <param name="host">A name, or an address with or without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="data">True for a data connection, which a passed deadline ends at once; false for a control connection, which it wakes first.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The caller's from here on.</returns>
    /// <exception cref="DialException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<Connection> ConnectAsync(string host, int port, bool data, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(_settings.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        if (_settings.Proxy is not { } proxy)
        {
            return await ReachAsync(host, port, data, stop.Token, cancel).ConfigureAwait(false);
        }

        Connection connection;
        try
        {
            connection = await ReachAsync(proxy.Host, proxy.Port, data, stop.Token, cancel).ConfigureAwait(false);
        }
        catch (DialException e)
        {
            throw new DialException(e.Failure, $"the proxy cannot be reached: {e.Message}", e);
        }

        try
        {
            // Whatever waits on the proxy's words ends with the connection.
            await using (stop.Token.UnsafeRegister(static state => ((Connection)state!).Abort(), connection).ConfigureAwait(false))
            {
                await Tunnel.OpenAsync(connection, proxy, Bare(host), port).ConfigureAwait(false);
            }

            cancel.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested)
            {
                throw new DialException(DialFailure.TimedOut, TunnelTimedOut(proxy, host, port));
            }

            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            cancel.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested && e is not DialException { Failure: DialFailure.TimedOut })
            {
                throw new DialException(DialFailure.TimedOut, TunnelTimedOut(proxy, host, port), e);
            }

            throw;
        }
    }

    private string TunnelTimedOut(ProxySettings proxy, string host, int port) =>
        $"the proxy {proxy.Host} port {proxy.Port} did not connect to {host} port {port} within {_settings.Timeout.TotalSeconds:0.#} s";

    private async Task<Connection> ReachAsync(string host, int port, bool data, CancellationToken stop, CancellationToken cancel)
    {
        IPAddress[] addresses = await AddressesAsync(Bare(host), stop, cancel).ConfigureAwait(false);
        var race = new DialRace(_settings, _time, data);
        Socket? socket = await race.RunAsync(Array.ConvertAll(addresses, a => new IPEndPoint(a, port)), stop).ConfigureAwait(false);
        if (cancel.IsCancellationRequested)
        {
            socket?.Dispose();
            throw new OperationCanceledException(cancel);
        }

        if (socket is null)
        {
            throw race.Failure(host, port);
        }

        try
        {
            if (!data)
            {
                // It is silent while a transfer runs: routers must not forget it meanwhile, and a peer that is gone must be noticed.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            }

            return new Connection(socket, _heartbeat, wakeGently: !data);
        }
        catch (SocketException e)
        {
            // Reset between the handshake of TCP and here.
            socket.Dispose();
            throw new DialException(DialFailure.Refused, $"{host} port {port} closed the connection at once", e);
        }
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken stop, CancellationToken cancel)
    {
        IPAddress[] found;
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            found = [literal];
        }
        else
        {
            try
            {
                // The system's resolver may not let itself be cancelled.
                found = await _resolve(host, stop).WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                throw new DialException(DialFailure.TimedOut, $"the address of '{host}' was not found within {_settings.Timeout.TotalSeconds:0.#} s");
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
            {
                throw new DialException(DialFailure.NameNotFound, $"there is no host '{host}': check the spelling of the name", e);
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                DialFailure failure = e is SocketException ? DialFailure.NameServiceFailed : DialFailure.NameNotFound;
                throw new DialException(failure, $"the address of '{host}' cannot be looked up: {e.Message}", e);
            }
        }

        IPAddress[] usable = AddressSorting.Sort(found, _settings);
        return usable.Length > 0 ? usable : throw new DialException(
            DialFailure.NameNotFound,
            found.Length == 0 ? $"the host '{host}' has no address" : $"'{host}' has only addresses that the settings leave out: {string.Join<IPAddress>(", ", found)}");
    }

    private static string Bare(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
}

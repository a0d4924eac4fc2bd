using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>The passive side: the client connects to a leased port of ours (PASV, EPSV).</summary>
public sealed class PassiveDataPort : DataPort
{
    private readonly PassiveLease _lease;
    private readonly Heartbeat _heartbeat;
    private readonly DataTls? _early;
    private readonly TimeSpan _handshakeTimeout;
    private readonly Task<Connection?> _arrival;

    /// <summary>Takes over a lease and answers the client's connection at once, before any transfer command.</summary>
    /// <param name="lease">Owned from here on.</param>
    /// <param name="heartbeat">For the connection's deadline.</param>
    /// <param name="early">TLS to start as soon as the client connects (some clients begin the handshake before they send the command); null to wait.</param>
    /// <param name="handshakeTimeout">Limit of that handshake.</param>
    public PassiveDataPort(PassiveLease lease, Heartbeat heartbeat, DataTls? early, TimeSpan handshakeTimeout)
    {
        _lease = lease;
        _heartbeat = heartbeat;
        _early = early;
        _handshakeTimeout = handshakeTimeout;
        _arrival = ArriveAsync();
    }

    /// <inheritdoc/>
    public override string Description => $"passive port {_lease.Port}";

    private async Task<Connection?> ArriveAsync()
    {
        Socket? socket = await _lease.Accepted.ConfigureAwait(false);
        return socket is null || Hold(socket, _heartbeat) is not { } connection ? null
            : _early is null ? connection
            : await SecureAsync(connection, _early, _handshakeTimeout).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<Connection> OpenAsync(DataTls? tls, TimeSpan connectTimeout, TimeSpan handshakeTimeout)
    {
        if (!_arrival.IsCompleted)
        {
            _lease.Deadline.Arm(connectTimeout);
        }

        if (await _arrival.ConfigureAwait(false) is not { } connection)
        {
            throw Abandoned ? GivenUp() : new DataConnectionException(DataFailure.NobodyConnected, $"nobody connected to {Description} in time");
        }

        if (tls is null && _early is not null)
        {
            connection.Dispose();
            throw new DataConnectionException(DataFailure.Handshake, "protection was switched off after the data connection had started TLS");
        }

        if (tls is not null && _early is null)
        {
            await SecureAsync(connection, tls, handshakeTimeout).ConfigureAwait(false);
        }

        return HandOver(connection);
    }

    private protected override void StopWaiting()
    {
        _lease.Dispose();

        // A handshake that failed before anybody wanted the connection: it closed itself, and its exception has been seen.
        _ = _arrival.ContinueWith(static arrival => arrival.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}

using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Data;

/// <summary>TLS on data connections: the control connection's session resumed, or at least its certificate shown again.</summary>
internal static class DataSecurity
{
    /// <summary>Does the handshake once the connection is made, if the protection level wants one.</summary>
    /// <exception cref="FtpsException">It failed, or the connection ends at another server; it is closed then.</exception>
    internal static async Task<Connection> SecureAsync(ControlLink link, Task<Connection> dialling, CancellationToken cancellation)
    {
        Connection connection = await dialling.ConfigureAwait(false);
        if (link.Tls is null || link.Server.Tls is null || link.Protection != 'P')
        {
            return connection;
        }

        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), connection);
        try
        {
            connection.Deadline.Arm(link.Options.ReplyTimeout);
            string name = link.Options.ServerName ?? link.Options.Host;
            await connection.StartTlsAsync(link.Tls, link.Sessions!, link.Options.SendServerName ? name : null, data: true).ConfigureAwait(false);

            // Whoever opened a stream may take its time before the first byte.
            connection.Deadline.Disarm();
        }
        catch (Exception e) when (e is TlsException or ObjectDisposedException)
        {
            // A peer that is gone without a word has not refused our TLS; its next connection may well stand.
            bool isGone = connection.PeerClose is PeerClose.Truncated or PeerClose.Reset || e.InnerException is SocketException;
            connection.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new FtpsException(isGone ? FtpsFailure.DataConnection : FtpsFailure.Tls, $"the TLS handshake of the data connection failed: {e.Message}", link.IsUsable, inner: e);
        }

        // A resumed session can only be the server's whose certificate was checked. Whoever had to show a certificate must show the same one.
        if (!connection.Tls!.Resumed && !(connection.PeerCertificates is [{ } shown, ..] && shown.AsSpan().SequenceEqual(link.ServerCertificate)))
        {
            connection.Dispose();
            throw new FtpsException(FtpsFailure.Untrusted,
                "the data connection shows another certificate than the control connection: it may end at another machine. Nothing was sent over it.", connectionUsable: true);
        }

        return connection;
    }
}

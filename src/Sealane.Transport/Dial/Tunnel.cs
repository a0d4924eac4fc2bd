using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sealane.Transport;

/// <summary>Asks a proxy to connect on, and reads its answer to the last byte and not one more: what follows is the server's.</summary>
internal static class Tunnel
{
    /// <summary>Makes the connection to the proxy one to the server.</summary>
    /// <exception cref="DialException">The proxy refused or spoke nonsense.</exception>
    internal static async Task OpenAsync(Connection connection, ProxySettings proxy, string host, int port)
    {
        try
        {
            Task opening = proxy.Kind == ProxyKind.Http
                ? HttpTunnel.OpenAsync(connection, proxy, WireName(host), port)
                : SocksTunnel.OpenAsync(connection, proxy, WireName(host), port);
            await opening.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new DialException(DialFailure.Proxy, $"the proxy {proxy.Host} port {proxy.Port} closed the connection", e);
        }
    }

    /// <summary>Receives exactly as much as <paramref name="buffer"/> holds.</summary>
    internal static async Task ReadAsync(Connection connection, ProxySettings proxy, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = await connection.ReceiveAsync(buffer).ConfigureAwait(false);
            if (count == 0)
            {
                throw new DialException(DialFailure.Proxy, $"the proxy {proxy.Host} port {proxy.Port} closed the connection without an answer");
            }

            buffer = buffer[count..];
        }
    }

    // The name becomes a part of the proxy's language: nothing in it may end a line or a word there.
    private static string WireName(string host)
    {
        try
        {
            string name = IPAddress.TryParse(host, out _) || Ascii.IsValid(host) ? host : new IdnMapping().GetAscii(host);
            if (name.Length is > 0 and <= 255 && !name.AsSpan().ContainsAnyInRange('\0', ' ') && !name.AsSpan().ContainsAny('\u007f', '/', '@'))
            {
                return name;
            }
        }
        catch (ArgumentException)
        {
            // Said below, as of every other name that is none.
        }

        throw new DialException(DialFailure.NameNotFound, "the host has no name that could be told to a proxy: check its spelling");
    }
}

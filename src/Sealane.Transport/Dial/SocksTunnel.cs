using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sealane.Transport;

/// <summary>SOCKS 5's CONNECT (RFC 1928 §4) with user name and password (RFC 1929).</summary>
internal static class SocksTunnel
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte AddressIPv4 = 1;
    private const byte AddressName = 3;
    private const byte AddressIPv6 = 4;

    internal static async Task OpenAsync(Connection connection, ProxySettings proxy, string host, int port)
    {
        await connection.SendAsync(proxy.User.Length > 0
            ? new byte[] { Version, 2, NoAuthentication, UserAndPassword }
            : new byte[] { Version, 1, NoAuthentication }).ConfigureAwait(false);
        byte[] answer = new byte[2];
        await Tunnel.ReadAsync(connection, proxy, answer).ConfigureAwait(false);
        if (answer[0] != Version)
        {
            throw Nonsense(proxy);
        }

        switch (answer[1])
        {
            case NoAuthentication:
                break;
            case UserAndPassword when proxy.User.Length > 0:
                await LogInAsync(connection, proxy).ConfigureAwait(false);
                break;
            default:
                throw new DialException(DialFailure.Proxy, proxy.User.Length > 0
                    ? $"the SOCKS proxy {proxy.Host} port {proxy.Port} takes none of the ways to log in that are offered (none, user name and password)"
                    : $"the SOCKS proxy {proxy.Host} port {proxy.Port} wants a user name and a password");
        }

        await connection.SendAsync(Request(host, port)).ConfigureAwait(false);
        byte[] head = new byte[4];
        await Tunnel.ReadAsync(connection, proxy, head).ConfigureAwait(false);
        if (head[0] != Version)
        {
            throw Nonsense(proxy);
        }

        if (head[1] != 0)
        {
            (DialFailure failure, string why) = Reason(head[1]);
            throw new DialException(failure, $"the SOCKS proxy {proxy.Host} port {proxy.Port} does not connect to {host} port {port}; it says '{why}'");
        }

        await SkipAddressAsync(connection, proxy, head[3]).ConfigureAwait(false);
    }

    private static async Task LogInAsync(Connection connection, ProxySettings proxy)
    {
        byte[] user = Encoding.UTF8.GetBytes(proxy.User);
        byte[] password = Encoding.UTF8.GetBytes(proxy.Password?.Reveal() ?? "");
        if (user.Length > 255 || password.Length > 255)
        {
            throw new DialException(DialFailure.Proxy, "the proxy's user name or password is longer than the 255 bytes that SOCKS can say");
        }

        await connection.SendAsync((byte[])[1, (byte)user.Length, .. user, (byte)password.Length, .. password]).ConfigureAwait(false);
        byte[] answer = new byte[2];
        await Tunnel.ReadAsync(connection, proxy, answer).ConfigureAwait(false);
        if (answer[1] != 0)
        {
            throw new DialException(DialFailure.Proxy, $"the SOCKS proxy {proxy.Host} port {proxy.Port} does not take this user name and password");
        }
    }

    private static byte[] Request(string host, int port)
    {
        byte[] target;
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            target = [address.AddressFamily == AddressFamily.InterNetwork ? AddressIPv4 : AddressIPv6, .. address.GetAddressBytes()];
        }
        else
        {
            byte[] name = Encoding.ASCII.GetBytes(host);
            target = [AddressName, (byte)name.Length, .. name];
        }

        byte[] request = [Version, 1, 0, .. target, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(^2..), (ushort)port);
        return request;
    }

    // Where the proxy connects from: of no use to us.
    private static async Task SkipAddressAsync(Connection connection, ProxySettings proxy, byte kind)
    {
        int length;
        switch (kind)
        {
            case AddressIPv4:
                length = 4;
                break;
            case AddressIPv6:
                length = 16;
                break;
            case AddressName:
                byte[] one = new byte[1];
                await Tunnel.ReadAsync(connection, proxy, one).ConfigureAwait(false);
                length = one[0];
                break;
            default:
                throw Nonsense(proxy);
        }

        await Tunnel.ReadAsync(connection, proxy, new byte[length + 2]).ConfigureAwait(false);
    }

    private static DialException Nonsense(ProxySettings proxy) =>
        new(DialFailure.Proxy, $"{proxy.Host} port {proxy.Port} does not answer as a SOCKS 5 proxy does");

    // RFC 1928 §6.
    private static (DialFailure Failure, string Why) Reason(byte code) => code switch
    {
        1 => (DialFailure.Proxy, "general failure"),
        2 => (DialFailure.Proxy, "not allowed by the rules"),
        3 => (DialFailure.Unreachable, "network unreachable"),
        4 => (DialFailure.Unreachable, "host unreachable"),
        5 => (DialFailure.Refused, "connection refused"),
        6 => (DialFailure.TimedOut, "TTL expired"),
        7 => (DialFailure.Proxy, "command not supported"),
        8 => (DialFailure.Proxy, "address type not supported"),
        _ => (DialFailure.Proxy, $"failure {code}"),
    };
}

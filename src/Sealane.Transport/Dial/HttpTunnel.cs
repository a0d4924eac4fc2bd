using System.Globalization;
using System.Text;

namespace Sealane.Transport;

/// <summary>HTTP CONNECT (RFC 9110 §9.3.6) with Basic authentication (RFC 7617).</summary>
internal static class HttpTunnel
{
    // What a proxy may say in the heads of its answers, interim ones included.
    private const int MostHead = 16 * 1024;

    internal static async Task OpenAsync(Connection connection, ProxySettings proxy, string host, int port)
    {
        await connection.SendAsync(Request(proxy, host, port)).ConfigureAwait(false);
        int left = MostHead;
        while (true)
        {
            string head = await ReadHeadAsync(connection, proxy, left).ConfigureAwait(false);
            left -= head.Length;
            string status = head[..head.AsSpan().IndexOfAny('\r', '\n')];
            int code = Code(status);
            if (code is >= 200 and <= 299)
            {
                return;
            }

            if (code is < 100 or > 199)
            {
                throw new DialException(DialFailure.Proxy, Refusal(proxy, host, port, status, code));
            }
        }
    }

    private static byte[] Request(ProxySettings proxy, string host, int port)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        var request = new StringBuilder($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
        if (proxy.User.Length > 0)
        {
            if (proxy.User.Contains(':', StringComparison.Ordinal))
            {
                throw new DialException(DialFailure.Proxy, "the proxy's user name has a colon in it, which HTTP's Basic authentication cannot say");
            }

            byte[] credentials = Encoding.UTF8.GetBytes($"{proxy.User}:{proxy.Password?.Reveal()}");
            request.Append("Proxy-Authorization: Basic ").Append(Convert.ToBase64String(credentials)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(request.Append("\r\n").ToString());
    }

    // Byte by byte: nothing tells beforehand where the head ends, and the server's greeting may follow it in the same segment.
    private static async Task<string> ReadHeadAsync(Connection connection, ProxySettings proxy, int most)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        bool lineIsEmpty = false;
        while (head.Length < most)
        {
            await Tunnel.ReadAsync(connection, proxy, one).ConfigureAwait(false);
            char c = (char)one[0];
            head.Append(c);
            if (head.Length == 5 && head.ToString() != "HTTP/")
            {
                break;
            }

            if (c == '\n')
            {
                if (lineIsEmpty)
                {
                    return head.ToString();
                }

                lineIsEmpty = true;
            }
            else if (c != '\r')
            {
                lineIsEmpty = false;
            }
        }

        throw new DialException(DialFailure.Proxy, $"{proxy.Host} port {proxy.Port} does not answer as an HTTP proxy does: '{Printable(head.ToString())}'");
    }

    private static int Code(string status)
    {
        string[] words = status.Split(' ', 3);
        return words.Length >= 2 && words[1].Length == 3 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;
    }

    private static string Refusal(ProxySettings proxy, string host, int port, string status, int code)
    {
        string advice = code switch
        {
            407 when proxy.User.Length == 0 => ": it wants a user name and a password",
            407 => ": it does not take this user name and password",
            403 or 405 => ": it does not allow connections to this port, or none at all",
            _ => "",
        };
        return $"the proxy {proxy.Host} port {proxy.Port} does not connect to {host} port {port}; it says '{Printable(status)}'{advice}";
    }

    // It ends on somebody's terminal.
    private static string Printable(string text) => string.Concat(text.Take(200).Select(c => c is >= ' ' and < '\u007f' ? c : '?'));
}

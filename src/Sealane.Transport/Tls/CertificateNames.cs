using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sealane.Transport.Tls;

/// <summary>The names a server certificate can carry.</summary>
public static class CertificateNames
{
    /// <summary>What this machine answers to as far as it knows itself: its host name, localhost, loopback, and its addresses on networks that are up (no link-local ones).</summary>
    public static IReadOnlyList<string> OfThisMachine()
    {
        List<string> names = [];
        if (TryNormalize(Dns.GetHostName()) is string host)
        {
            names.Add(host);
        }

        names.AddRange(["localhost", "127.0.0.1", "::1"]);
        IEnumerable<IPAddress> addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(IsReachable);
        names.AddRange(addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A name as it is written in a certificate: an address in its shortest form; a host name in lower case, without a final dot, in ASCII (RFC 5280 §7.2).</summary>
    /// <exception cref="CertificateException">It is neither.</exception>
    public static string Normalize(string name) => TryNormalize(name)
        ?? throw new CertificateException($"'{Printable(name)}' is neither a host name nor an IP address; give names as ftp.example.com, *.example.com or 192.0.2.1");

    // Dotted quads only: IPAddress also takes "1" and "0x7f.1", which nobody means.
    private static string? TryNormalize(string name)
    {
        name = name.Trim('[', ']');
        if (IPAddress.TryParse(name, out IPAddress? address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || name.Count(c => c == '.') == 3))
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? null : address.ToString();
        }

        bool wildcard = name.StartsWith("*.", StringComparison.Ordinal);
        try
        {
            string ascii = new IdnMapping { AllowUnassigned = false }.GetAscii((wildcard ? name[2..] : name).TrimEnd('.')).ToLowerInvariant();
            bool valid = ascii.Length is > 0 and <= 253 && ascii.Split('.').All(IsLabel) && !ascii.Split('.')[^1].All(char.IsAsciiDigit);
            return valid ? (wildcard ? "*." : "") + ascii : null;
        }
        catch (ArgumentException)
        {
            // An empty label, one longer than 63, or characters no host name has.
            return null;
        }
    }

    // RFC 1123 §2.1, and the underscore, which container networks put into host names.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..])
        && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;

    private static string Printable(string text) => string.Concat(text.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}

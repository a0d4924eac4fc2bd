using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sealane.Client.Trust;

/// <summary>Hosts and ports as the known-servers file and the command line write them.</summary>
internal static class HostAddress
{
    /// <summary>The port an address without one means: FTP's own (RFC 959).</summary>
    public const int StandardPort = 21;

    /// <summary>One spelling per host: addresses in shortest form without brackets, names in lower-case ASCII without a final dot.</summary>
    public static string Normalize(string host)
    {
        if (TryAddress(host, out IPAddress? address))
        {
            return address.ToString();
        }

        string name = host.TrimEnd('.');
        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // No host name that DNS could have; it is compared as it stands and matches nothing else.
            return name.ToLowerInvariant();
        }
    }

    /// <summary>An IP literal, with or without brackets. Dotted quads only: <see cref="IPAddress"/> also takes "1" and "0x7f.1", which a certificate cannot mean.</summary>
    public static bool TryAddress(string host, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        string literal = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (!IPAddress.TryParse(literal, out address) || (address.AddressFamily == AddressFamily.InterNetwork && literal.Count(c => c == '.') != 3))
        {
            address = null;
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return true;
    }

    public static string Join(string host, int port)
    {
        string normal = Normalize(host);
        return string.Create(CultureInfo.InvariantCulture, $"{(normal.Contains(':', StringComparison.Ordinal) ? $"[{normal}]" : normal)}:{port}");
    }

    /// <summary>Splits <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> and a bare IPv6 literal; null when the port is none or a character could break a line apart.</summary>
    public static (string Host, int? Port)? Split(string text)
    {
        if (text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '#' or '/' or '@'))
        {
            return null;
        }

        int colon = text.LastIndexOf(':');
        bool bare = colon < 0 || text.EndsWith(']') || (text.IndexOf(':', StringComparison.Ordinal) != colon && !text.StartsWith('['));
        if (bare)
        {
            return (Normalize(text), null);
        }

        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? (Normalize(text[..colon]), port)
            : null;
    }
}

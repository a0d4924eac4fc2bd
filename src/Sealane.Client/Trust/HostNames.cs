using System.Net;

namespace Sealane.Client.Trust;

/// <summary>Whether a certificate is about the host that was asked for (RFC 9525 §6).</summary>
internal static class HostNames
{
    /// <summary>An address needs the same octets among the addresses; a name needs an equal one, or a wildcard in place of its first label. Common names do not count.</summary>
    public static bool Match(string host, SubjectNames names)
    {
        if (HostAddress.TryAddress(host, out IPAddress? address))
        {
            byte[] octets = address.GetAddressBytes();
            return names.Addresses.Any(candidate => candidate.GetAddressBytes().AsSpan().SequenceEqual(octets));
        }

        string name = HostAddress.Normalize(host);
        return IsPlain(name) && names.Dns.Any(pattern => MatchName(name, pattern));
    }

    private static bool MatchName(string name, string pattern)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
        {
            return IsPlain(pattern) && string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);
        }

        // One whole label, left-most; never directly below a top-level domain, which nobody owns.
        string parent = pattern[2..];
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return IsPlain(parent) && parent.Contains('.', StringComparison.Ordinal) && dot > 0
            && string.Equals(name[(dot + 1)..], parent, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 253 && name.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}

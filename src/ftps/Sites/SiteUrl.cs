using System.Buffers;
using System.Globalization;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Shell.Sites;

/// <summary>A place as users write it: <c>ftp://user:password@host:port/path</c> and its relatives.</summary>
/// <param name="Scheme">In lower case; empty for a bare host name.</param>
/// <param name="User">Decoded; null if there is none.</param>
/// <param name="Password">Decoded; null if there is none.</param>
/// <param name="Host">Without the brackets of an IPv6 address; empty for file:.</param>
/// <param name="Port">Null for the scheme's own.</param>
/// <param name="Path">Decoded. Absolute when it begins with a slash, else from the login's directory; null if there is none.</param>
internal sealed record SiteUrl(string Scheme, string? User, Secret? Password, string Host, int? Port, string? Path)
{
    private static readonly SearchValues<char> s_schemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    /// <summary>Whether a word is a URL (not a host name, bookmark, or local path).</summary>
    public static bool IsUrl(string word) => SchemeOf(word) is not null;

    /// <summary>Reads a URL, or a host name with optional user and port.</summary>
    /// <exception cref="FormatException">The port is no port, or a bracket does not close.</exception>
    public static SiteUrl Parse(string word)
    {
        string scheme = SchemeOf(word) ?? "";
        string rest = scheme.Length == 0 ? word : word[(scheme.Length + 1)..];
        if (scheme == "file")
        {
            string local = rest.StartsWith("//", StringComparison.Ordinal) ? rest[Math.Max(2, rest.IndexOf('/', 2))..] : rest;
            return new SiteUrl(scheme, null, null, "", null, Decode(local.Length == 0 ? "/" : local));
        }

        rest = rest.StartsWith("//", StringComparison.Ordinal) && scheme.Length > 0 ? rest[2..] : rest;
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        string? path = slash < 0 ? null : rest[(slash + 1)..];
        int at = authority.LastIndexOf('@');
        string? login = at < 0 ? null : authority[..at];
        (string host, int? port) = HostAndPort(authority[(at + 1)..], word);
        int colon = login?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        string? user = login is null ? null : Decode(colon < 0 ? login : login[..colon]);
        Secret? password = colon < 0 ? null : new Secret(Decode(login![(colon + 1)..]));
        return new SiteUrl(scheme, string.IsNullOrEmpty(user) ? null : user, password, Decode(host), port, PathOf(path, scheme));
    }

    /// <summary>Percent-encodes what a URL cannot hold as it stands.</summary>
    public static string Encode(string text, string alsoSafe = "")
    {
        StringBuilder encoded = new();
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || "-._~!$()*+,=".Contains((char)rune.Value, StringComparison.Ordinal) || alsoSafe.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (byte b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return encoded.ToString();
    }

    private static string? SchemeOf(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(word[0]) || word.AsSpan(0, colon).ContainsAnyExcept(s_schemeCharacters))
        {
            return null;
        }

        string scheme = word[..colon].ToLowerInvariant();
        return word.AsSpan(colon + 1).StartsWith("//", StringComparison.Ordinal) || scheme is "file" or "bm" or "slot" ? scheme : null;
    }

    // "%2F" or a second slash makes the path absolute; "~" is where a login begins.
    private static string? PathOf(string? raw, string scheme)
    {
        if (raw is null || scheme is "bm" or "slot")
        {
            return raw is null ? null : Decode(raw);
        }

        string path = Decode(raw);
        return path is "~" ? "" : path.StartsWith("~/", StringComparison.Ordinal) ? path[2..] : path.StartsWith("//", StringComparison.Ordinal) ? "/" + path.TrimStart('/') : path;
    }

    private static (string Host, int? Port) HostAndPort(string text, string whole)
    {
        int close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        if (text.StartsWith('[') && close < 0)
        {
            throw new FormatException($"{whole}: the bracket of the IPv6 address does not close");
        }

        // More than one colon without brackets is an IPv6 address, not a port.
        int colon = close >= 0 ? text.IndexOf(':', close) : text.IndexOf(':', StringComparison.Ordinal) == text.LastIndexOf(':') ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        string host = close >= 0 ? text[1..close] : colon < 0 ? text : text[..colon];
        return colon < 0 || colon == text.Length - 1 ? (host, null) : (host, ParsePort(text[(colon + 1)..]));
    }

    /// <summary>A port's number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            ? port : throw new FormatException($"{text}: no such tcp service");

    private static string Decode(string text) => text.Contains('%') ? Uri.UnescapeDataString(text) : text;
}

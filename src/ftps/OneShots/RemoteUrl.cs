using System.Globalization;
using System.Text;
using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.Sites;

namespace Sealane.Shell.OneShots;

/// <summary>
/// A place on a server as a one-shot takes it: <c>ftp://USER@HOST:PORT/PATH;pin=sha256:…</c>. <c>ftp</c> demands TLS by AUTH, <c>ftps</c> speaks it from the first
/// byte (port 990), <c>ftp+plain</c> does without. Printing it shows no password.
/// </summary>
internal sealed record RemoteUrl
{
    private static readonly (string Scheme, FtpsSecurity Security)[] s_schemes =
    [
        ("ftp://", FtpsSecurity.Explicit), ("ftpes://", FtpsSecurity.Explicit), ("ftps://", FtpsSecurity.Implicit), ("ftp+plain://", FtpsSecurity.PlainText),
    ];

    public required FtpsSecurity Security { get; init; }

    /// <summary>Without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>0 for the scheme's own.</summary>
    public int Port { get; init; }

    /// <summary>Null if the URL names none.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Decoded: absolute with a slash in front, else from where a login begins; empty for there.</summary>
    public string Path { get; init; } = "";

    public CertificatePin? Pin { get; init; }

    /// <summary>The port that is connected to.</summary>
    public int EffectivePort => Port != 0 ? Port : Security == FtpsSecurity.Implicit ? 990 : 21;

    /// <summary>The path's last part; empty of a directory that is written with a slash at its end.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Whether the path can only be a directory's.</summary>
    public bool IsDirectory => Path.Length == 0 || Path.EndsWith('/');

    /// <summary>The path as a command takes it: a directory without the slash at its end.</summary>
    public string CleanPath => Path.Length > 1 ? Path.TrimEnd('/') is { Length: > 0 } clean ? clean : "/" : Path;

    public static bool IsUrl(string word) => s_schemes.Any(one => word.StartsWith(one.Scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="UsageFault">It is no such URL.</exception>
    public static RemoteUrl Parse(string word)
    {
        (string scheme, FtpsSecurity security) = Array.Find(s_schemes, one => word.StartsWith(one.Scheme, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            throw new UsageFault($"{Masked(word)} is no URL of an FTP server; write ftp://HOST/PATH (TLS by AUTH), or ftps://HOST/PATH (TLS from the first byte)");
        }

        string rest = word[scheme.Length..];
        CertificatePin? pin = null;
        if (rest.IndexOf(";pin=", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            // A Base64 hash may hold a slash, so the pin goes to the end: it is written last.
            string text = Decode(rest[(at + 5)..]);
            pin = CertificatePin.TryParse(text, out CertificatePin? read) ? read
                : throw new UsageFault($"';pin={text}' is no pin; 'ftps trust add HOST' and 'ftpsd cert show' print one: sha256:… (it stands at the end of the URL)");
            rest = rest[..at];
        }

        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string path = slash < 0 ? "" : Decode(rest[(slash + 1)..]);
        return path.AsSpan().ContainsAny('\r', '\n', '\0')
            ? throw new UsageFault($"{Masked(word)}: a name with a line end or a NUL in it cannot be sent to an FTP server")
            : OfAuthority("ftp://" + (slash < 0 ? rest : rest[..slash]), word) with { Security = security, Path = PathOf(path), Pin = pin };
    }

    /// <summary><c>HOST</c>, <c>HOST:PORT</c>, <c>[IPV6]:PORT</c> or a URL, for verbs that are about a server and none of its files.</summary>
    /// <exception cref="UsageFault">It is none of them.</exception>
    public static RemoteUrl ParseServer(string word)
    {
        if (word.Contains("://", StringComparison.Ordinal))
        {
            return Parse(word);
        }

        RemoteUrl server = OfAuthority(word, word);
        return server.Port == 990 ? server with { Security = FtpsSecurity.Implicit } : server;
    }

    /// <summary>A word of the command line as it may be shown.</summary>
    public static string Masked(string word)
    {
        // The last @, even behind a slash: what is shown of a slip must not be a piece of the password.
        int start = word.IndexOf("://", StringComparison.Ordinal);
        int sign = start < 0 ? -1 : word.LastIndexOf('@');
        int colon = sign < 0 ? -1 : word.IndexOf(':', start + 3);
        return PrintableText.Escape(colon >= 0 && colon < sign ? word[..colon] + ":***" + word[sign..] : word);
    }

    /// <summary>Percent-encodes what a URL's path cannot hold as it stands.</summary>
    public static string Encode(string path)
    {
        StringBuilder encoded = new();
        foreach (byte b in Charset.Utf8.Encode(path))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || "-._~!$'()*+,=:@/".Contains((char)b, StringComparison.Ordinal)
                ? encoded.Append((char)b)
                : encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    /// <summary><c>host:port</c>, with brackets and without the custom port.</summary>
    public string Address
    {
        get
        {
            string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == 0 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }

    /// <summary>Fit for screens and logs: the password is masked, and the pin is left out.</summary>
    public override string ToString()
    {
        string login = User is null ? "" : Encode(User).Replace("/", "%2F", StringComparison.Ordinal) + (Password is null ? "@" : ":***@");
        string path = Path.StartsWith('/') ? "%2F" + Encode(Path[1..]) : Encode(Path);
        return s_schemes.First(one => one.Security == Security).Scheme + login + Address + "/" + path;
    }

    // RFC 1738 §3.2.2: a path begins where the login does; "%2F" or a second slash begins at the root. "~" is where the login begins.
    private static string PathOf(string path) =>
        path.StartsWith('/') ? "/" + path.TrimStart('/') : path == "~" ? "" : path.StartsWith("~/", StringComparison.Ordinal) ? path[2..] : path;

    private static RemoteUrl OfAuthority(string text, string whole)
    {
        SiteUrl site;
        try
        {
            site = SiteUrl.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageFault($"{Masked(whole)} names no server: {Masked(e.Message)}");
        }

        return site.Host.Length == 0 || site.Host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '@') || (site.Path is { Length: > 0 })
            ? throw new UsageFault($"{Masked(whole)} names no server; write HOST, HOST:PORT or [IPV6]:PORT")
            : new RemoteUrl { Security = FtpsSecurity.Explicit, Host = site.Host, Port = site.Port ?? 0, User = site.User, Password = site.Password };
    }

    // Bytes that are no UTF-8 survive as the library keeps them.
    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] raw = Charset.Utf8.Encode(text);
        List<byte> bytes = new(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            bool isEscape = raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 1]) && char.IsAsciiHexDigit((char)raw[i + 2]);
            bytes.Add(isEscape ? Convert.FromHexString([(char)raw[i + 1], (char)raw[i + 2]])[0] : raw[i]);
            i += isEscape ? 2 : 0;
        }

        return Charset.Utf8.Decode([.. bytes]);
    }
}

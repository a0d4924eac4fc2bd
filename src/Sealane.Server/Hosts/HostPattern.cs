using System.Net;

namespace Sealane.Server.Hosts;

/// <summary>One client pattern of hosts_access(5), for servers that look nobody's name up.</summary>
internal sealed class HostPattern
{
    private readonly Func<IPAddress, HostMatch> _match;

    private HostPattern(string text, Func<IPAddress, HostMatch> match, string? undecidable = null, string? mistake = null) =>
        (Text, _match, Undecidable, Mistake) = (text, match, undecidable, mistake);

    internal string Text { get; }

    /// <summary>Why the pattern cannot be judged by an address alone; null when it can.</summary>
    internal string? Undecidable { get; }

    /// <summary>What is wrong with the pattern itself; null when nothing is.</summary>
    internal string? Mistake { get; }

    internal HostMatch Match(IPAddress client) => _match(client);

    /// <param name="text">Without blanks and commas.</param>
    /// <param name="readList">Reads a file of further patterns; null when it cannot be read.</param>
    internal static HostPattern Parse(string text, Func<string, string?> readList)
    {
        switch (text.ToUpperInvariant())
        {
            case "ALL":
                return new(text, static _ => HostMatch.Yes);
            case "LOCALHOST":
                return new(text, static client => IPAddress.IsLoopback(client) ? HostMatch.Yes : HostMatch.No);
            case "LOCAL":
                return new(text, static client => IPAddress.IsLoopback(client) ? HostMatch.Yes : HostMatch.Unknown, "asks whether the client's name has a dot");
            case "KNOWN":
                return new(text, static client => IPAddress.IsLoopback(client) ? HostMatch.Yes : HostMatch.Unknown, "asks whether the client has a name");
            case "UNKNOWN":
                return new(text, static client => IPAddress.IsLoopback(client) ? HostMatch.No : HostMatch.Unknown, "asks whether the client has a name");
            case "PARANOID":
                return new(text, static client => IPAddress.IsLoopback(client) ? HostMatch.No : HostMatch.Unknown, "asks whether the client's name leads back to its address");
        }

        if (text.StartsWith('/'))
        {
            return List(text, readList);
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            return Unknowable(text, text[0] == '@' ? "asks a NIS netgroup" : "asks the client's machine who its user is (RFC 1413)");
        }

        if (AddressRange.Parse(text) is { } range)
        {
            return new(text, client => range.Contains(client) ? HostMatch.Yes : HostMatch.No, mistake: range.HasStrayBits ? "has bits outside of its mask, and libwrap would match nobody with it" : null);
        }

        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 || text.AsSpan().ContainsAny('/', '[', ']'))
        {
            return new(text, static _ => HostMatch.Unknown, mistake: "is no address and no network");
        }

        if (text.All(c => char.IsAsciiDigit(c) || c is '.' or '*' or '?'))
        {
            return text.AsSpan().ContainsAny('*', '?')
                ? new(text, client => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(text, client.ToString()) ? HostMatch.Yes : HostMatch.No)
                : new(text, static _ => HostMatch.Unknown, mistake: "is no address and no network");
        }

        return Unknowable(text, "is a host name");
    }

    private static HostPattern Unknowable(string text, string why) => new(text, static _ => HostMatch.Unknown, why);

    // A file that is missing matches nobody, as with libwrap.
    private static HostPattern List(string path, Func<string, string?> readList)
    {
        string[] words = (readList(path) ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 10_000)
        {
            return new(path, static _ => HostMatch.Unknown, mistake: "names a file of more than 10000 patterns");
        }

        // No file within a file.
        HostPattern[] patterns = [.. words.Select(word => word.StartsWith('/') ? Unknowable(word, "is a file within a file") : Parse(word, static _ => null))];
        return new(
            path,
            client => HostPatterns.Any(patterns, client),
            patterns.FirstOrDefault(pattern => pattern.Undecidable is not null) is { } open ? $"names a file with {open.Text}, which {open.Undecidable}" : null,
            patterns.FirstOrDefault(pattern => pattern.Mistake is not null) is { } wrong ? $"names a file with {wrong.Text}, which {wrong.Mistake}" : null);
    }
}

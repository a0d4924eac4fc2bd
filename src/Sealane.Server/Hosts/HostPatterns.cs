using System.Net;

namespace Sealane.Server.Hosts;

/// <summary>A list of client patterns, less those behind EXCEPT.</summary>
/// <param name="Included">Those before it.</param>
/// <param name="Excluded">Those behind it, which may have an EXCEPT themselves; null for none.</param>
internal sealed record HostPatterns(IReadOnlyList<HostPattern> Included, HostPatterns? Excluded)
{
    private static readonly char[] s_between = [' ', '\t', ',', '\r'];

    /// <summary>All of them, those behind EXCEPT included.</summary>
    internal IEnumerable<HostPattern> All => Excluded is null ? Included : Included.Concat(Excluded.All);

    internal static string[] Words(string list) => list.Split(s_between, StringSplitOptions.RemoveEmptyEntries);

    internal static HostPatterns Parse(ReadOnlySpan<string> words, Func<string, string?> readList)
    {
        int except = -1;
        List<HostPattern> included = [];
        for (int i = 0; i < words.Length && except < 0; i++)
        {
            if (words[i].Equals("EXCEPT", StringComparison.OrdinalIgnoreCase))
            {
                except = i;
            }
            else
            {
                included.Add(HostPattern.Parse(words[i], readList));
            }
        }

        return new HostPatterns(included, except < 0 ? null : Parse(words[(except + 1)..], readList));
    }

    internal HostMatch Match(IPAddress client)
    {
        HostMatch included = Any(Included, client);
        HostMatch excluded = included == HostMatch.No ? HostMatch.No : Excluded?.Match(client) ?? HostMatch.No;
        return excluded switch
        {
            HostMatch.Yes => HostMatch.No,
            HostMatch.Unknown => HostMatch.Unknown,
            _ => included,
        };
    }

    internal static HostMatch Any(IReadOnlyList<HostPattern> patterns, IPAddress client)
    {
        HostMatch any = HostMatch.No;
        foreach (HostPattern pattern in patterns)
        {
            switch (pattern.Match(client))
            {
                case HostMatch.Yes:
                    return HostMatch.Yes;
                case HostMatch.Unknown:
                    any = HostMatch.Unknown;
                    break;
            }
        }

        return any;
    }
}

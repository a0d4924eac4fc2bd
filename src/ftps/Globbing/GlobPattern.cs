using System.Text;

namespace Sealane.Shell.Globbing;

/// <summary>Patterns of names: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c>, <c>{a,b}</c>; a backslash makes any of them plain. They stay within one part of a path.</summary>
internal static class GlobPattern
{
    /// <summary>Whether a word says more than one name, or needs its backslashes taken out.</summary>
    public static bool IsPattern(string word) => word.AsSpan().ContainsAny("*?[\\") || (word.Contains('{') && word.Contains(','));

    /// <summary>Whether a part of a path has to be looked for in a directory.</summary>
    public static bool HasWildcard(string part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] == '\\')
            {
                i++;
            }
            else if (part[i] is '*' or '?' or '[')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name that a part without wildcards means.</summary>
    public static string Unquote(string part)
    {
        if (!part.Contains('\\'))
        {
            return part;
        }

        StringBuilder name = new();
        for (int i = 0; i < part.Length; i++)
        {
            i += part[i] == '\\' && i + 1 < part.Length ? 1 : 0;
            name.Append(part[i]);
        }

        return name.ToString();
    }

    /// <summary>A name with its wildcards made plain.</summary>
    public static string Quote(string name)
    {
        StringBuilder quoted = new();
        foreach (char c in name)
        {
            quoted.Append(c is '*' or '?' or '[' or ']' or '{' or '}' or '\\' ? "\\" : "").Append(c);
        }

        return quoted.ToString();
    }

    /// <summary>The words that braces stand for, in their order.</summary>
    public static IEnumerable<string> Alternatives(string pattern)
    {
        int open = -1;
        int depth = 0;
        List<int> cuts = [];
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '{' when depth++ == 0:
                    open = i;
                    cuts = [i];
                    break;
                case ',' when depth == 1:
                    cuts.Add(i);
                    break;
                case '}' when depth > 0 && --depth == 0 && cuts.Count > 1:
                    cuts.Add(i);
                    return Expand(pattern, open, i, cuts);
            }
        }

        return [pattern];
    }

    /// <summary>Whether a name matches. A name that begins with a dot is matched by patterns that do.</summary>
    public static bool MatchesName(string pattern, string name) =>
        (name.Length == 0 || name[0] != '.' || pattern.StartsWith('.')) && Matches(pattern, name);

    /// <summary>Whether a text matches as a whole, dots and slashes being characters like any other.</summary>
    public static bool Matches(string pattern, string text, bool ignoreCase = false) => Match(pattern, text, ignoreCase);

    private static IEnumerable<string> Expand(string pattern, int open, int close, List<int> cuts)
    {
        for (int i = 0; i + 1 < cuts.Count; i++)
        {
            foreach (string word in Alternatives(string.Concat(pattern.AsSpan(0, open), pattern.AsSpan(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1), pattern.AsSpan(close + 1))))
            {
                yield return word;
            }
        }
    }

    // One asterisk is remembered at a time: what an earlier one took never needs to change (linear, not exponential).
    private static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && One(pattern[p..], text[t], ignoreCase, out int used))
            {
                p += used;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private static bool One(ReadOnlySpan<char> pattern, char c, bool ignoreCase, out int used)
    {
        used = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '[' when Bracket(pattern, c, ignoreCase, out used, out bool inside):
                return inside;
            case '\\' when pattern.Length > 1:
                used = 2;
                return Same(pattern[1], c, ignoreCase);
            default:
                used = 1;
                return Same(pattern[0], c, ignoreCase);
        }
    }

    // False when the bracket does not close: then it is a plain character.
    private static bool Bracket(ReadOnlySpan<char> pattern, char c, bool ignoreCase, out int used, out bool inside)
    {
        int i = 1;
        bool negated = i < pattern.Length && pattern[i] is '!' or '^';
        i += negated ? 1 : 0;
        inside = false;
        for (int first = i; i < pattern.Length && (pattern[i] != ']' || i == first); i++)
        {
            i += pattern[i] == '\\' && i + 1 < pattern.Length ? 1 : 0;
            char low = pattern[i];
            char high = low;
            if (i + 2 < pattern.Length && pattern[i + 1] == '-' && pattern[i + 2] != ']')
            {
                high = pattern[i += 2];
            }

            inside |= (c >= low && c <= high) || (ignoreCase && char.ToLowerInvariant(c) >= char.ToLowerInvariant(low) && char.ToLowerInvariant(c) <= char.ToLowerInvariant(high));
        }

        used = i + 1;
        inside ^= negated;
        return i < pattern.Length;
    }

    private static bool Same(char a, char b, bool ignoreCase) => a == b || (ignoreCase && char.ToLowerInvariant(a) == char.ToLowerInvariant(b));
}

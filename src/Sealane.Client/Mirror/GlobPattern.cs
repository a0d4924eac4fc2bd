using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Client.Mirroring;

/// <summary>A shell pattern: <c>*</c>, <c>?</c> and <c>[…]</c>, none of which matches a slash; <c>\</c> takes the next character as it is.</summary>
internal sealed class GlobPattern
{
    private static readonly (string Posix, string Set)[] s_classes =
    [
        ("[:alpha:]", @"\p{L}"), ("[:digit:]", "0-9"), ("[:alnum:]", @"\p{L}0-9"), ("[:upper:]", @"\p{Lu}"), ("[:lower:]", @"\p{Ll}"),
        ("[:space:]", @"\s"), ("[:blank:]", @" \t"), ("[:xdigit:]", "0-9A-Fa-f"), ("[:punct:]", @"!-/:-@\[-`{-~"),
    ];

    // Names are the other side's to choose: without backtracking none takes longer than its length.
    private readonly Regex _expression;
    private readonly int _slashes;

    internal GlobPattern(string pattern)
    {
        _slashes = pattern.Count(c => c == '/');
        _expression = new Regex($"^{Translate(pattern)}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    /// <summary>Compares with as many last parts of the path as the pattern has.</summary>
    internal bool Matches(string path)
    {
        int skip = path.Count(c => c == '/') - _slashes;
        int start = 0;
        for (; skip > 0; skip--)
        {
            start = path.IndexOf('/', start) + 1;
        }

        return _expression.IsMatch(path[start..]);
    }

    /// <summary>POSIX character classes are unknown to the platform's regular expressions; everything else of extended ones is the same there.</summary>
    internal static string TranslateClasses(string expression)
    {
        foreach ((string posix, string set) in s_classes)
        {
            expression = expression.Replace(posix, set, StringComparison.Ordinal);
        }

        return expression;
    }

    private static string Translate(string pattern)
    {
        var expression = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '[' when FindEnd(pattern, i) is > 0 and int end:
                    string set = pattern[(i + 1)..end];
                    bool negated = set[0] is '!' or '^';
                    expression.Append(negated ? "[^/" : "[").Append(TranslateSet(negated ? set[1..] : set)).Append(']');
                    i = end;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    expression.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return expression.ToString();
    }

    // A closing bracket right behind the opening one belongs to the set; so do those of [:class:].
    private static int FindEnd(string pattern, int open)
    {
        int at = open + 1;
        if (at < pattern.Length && pattern[at] is '!' or '^')
        {
            at++;
        }

        for (int i = at; i < pattern.Length; i++)
        {
            if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':' && pattern.IndexOf(":]", i + 2, StringComparison.Ordinal) is > 0 and int close)
            {
                i = close + 1;
            }
            else if (pattern[i] == ']' && i > at)
            {
                return i;
            }
        }

        return -1;
    }

    private static string TranslateSet(string set)
    {
        var text = new StringBuilder();
        for (int i = 0; i < set.Length; i++)
        {
            (string Posix, string Set) known = s_classes.FirstOrDefault(one => string.CompareOrdinal(set, i, one.Posix, 0, one.Posix.Length) == 0);
            if (known.Posix is not null)
            {
                text.Append(known.Set);
                i += known.Posix.Length - 1;
            }
            else
            {
                text.Append(set[i] is '[' or ']' or '\\' or '^' ? $"\\{set[i]}" : set[i].ToString());
            }
        }

        return text.ToString();
    }
}

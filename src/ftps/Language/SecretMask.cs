using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Shell.Language;

/// <summary>Commands as they may be shown or kept: without the passwords that were typed into them.</summary>
internal static class SecretMask
{
    private const string Mask = "XXXX";

    /// <summary>The words of one command, passwords replaced.</summary>
    public static IEnumerable<string> Words(IReadOnlyList<string> words)
    {
        bool takesUser = words.Count > 0 && (IsPrefixOf("user", words[0], 2) || IsPrefixOf("login", words[0], 2));
        int operands = 0;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            string before = i > 0 ? words[i - 1] : "";
            bool isOption = word.Length > 1 && word[0] == '-';
            operands += i > 0 && !isOption ? 1 : 0;
            if (before is "-u" or "--user" && i > 0)
            {
                yield return AfterComma(word, 0);
            }
            else if (word.StartsWith("-u", StringComparison.Ordinal) && word.Length > 2)
            {
                yield return AfterComma(word, 2);
            }
            else if (before is "--password")
            {
                yield return Mask;
            }
            else if (word.StartsWith("--password=", StringComparison.Ordinal))
            {
                yield return "--password=" + Mask;
            }
            else if (takesUser && operands == 2)
            {
                yield return Mask;
            }
            else
            {
                yield return Url(word);
            }
        }
    }

    /// <summary>A whole line, passwords replaced. A line that has none comes back as it was.</summary>
    public static string Line(string line)
    {
        StringBuilder masked = new();
        bool changed = false;
        foreach (Statement statement in Parser.Parse(line).Statements)
        {
            masked.Append(masked.Length == 0 ? "" : statement.Joint switch { Joint.And => " && ", Joint.Or => " || ", _ => "; " });
            masked.Append(Of(statement.Command, ref changed)).Append(statement.Background ? " &" : "");
        }

        return changed ? masked.ToString() : line;
    }

    /// <summary>A command as job lists and <c>cmd:trace</c> show it.</summary>
    public static string Of(Node node)
    {
        bool changed = false;
        return Of(node, ref changed);
    }

    private static string Of(Node node, ref bool changed)
    {
        switch (node)
        {
            case SimpleCommand simple:
                string[] words = [.. Words(simple.Words)];
                changed |= !words.AsSpan().SequenceEqual(simple.Words.AsSpan());
                return Quoting.Line(words) + Target(simple.Redirection);
            case Group group:
                string inner = Line(group.Text);
                changed |= inner != group.Text;
                return $"({inner}){Target(group.Redirection)}";
            case LocalCommand local:
                string command = Url(local.Command);
                changed |= command != local.Command;
                return "!" + command;
            default:
                return "";
        }
    }

    private static string Target(Redirection? redirection) => redirection is null ? "" : redirection.Kind switch
    {
        RedirectionKind.Pipe => " | " + redirection.Target,
        RedirectionKind.Append => " >> " + Quoting.Argument(redirection.Target),
        _ => " > " + Quoting.Argument(redirection.Target),
    };

    private static bool IsPrefixOf(string name, string word, int least) =>
        word.Length >= least && name.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static string AfterComma(string word, int from) =>
        word.IndexOf(',', from) is >= 0 and int comma ? word[..(comma + 1)] + Mask : word;

    private static string Url(string word) =>
        word.Contains("://", StringComparison.Ordinal) ? Regex.Replace(word, "(://[^/@:\\s]*):[^/@\\s]*@", $"$1:{Mask}@", RegexOptions.CultureInvariant) : word;
}

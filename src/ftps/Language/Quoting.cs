using System.Buffers;
using System.Text;

namespace Sealane.Shell.Language;

/// <summary>Words written so that the parser reads the same words again, in lftp's style.</summary>
internal static class Quoting
{
    private static readonly SearchValues<char> s_listed = SearchValues.Create(" \t\n>|;");
    private static readonly SearchValues<char> s_special = SearchValues.Create(" \t\n>|;&'()#!");

    /// <summary>A word as <c>set</c> and <c>alias</c> list it: in quotes only where a blank or an operator asks for them.</summary>
    public static string Word(string word)
    {
        if (word.Length == 0)
        {
            return "\"\"";
        }

        string escaped = word.AsSpan().ContainsAny('\\', '"') ? word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : word;
        return word.AsSpan().ContainsAny(s_listed) ? $"\"{escaped}\"" : escaped;
    }

    /// <summary>A word in a command that will be parsed again: operators that a list may show bare are quoted too.</summary>
    public static string Argument(string word)
    {
        if (word.Length == 0 || word.AsSpan().ContainsAny(s_special))
        {
            return "\"" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        }

        return Word(word);
    }

    /// <summary>Words as one command line.</summary>
    public static string Line(IEnumerable<string> words)
    {
        StringBuilder line = new();
        foreach (string word in words)
        {
            line.Append(line.Length == 0 ? "" : " ").Append(Argument(word));
        }

        return line.ToString();
    }
}

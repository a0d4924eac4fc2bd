using System.Text;

namespace Sealane.Packaging;

/// <summary>Text as man(7) wants it.</summary>
internal static class Roff
{
    /// <summary>Text of one line or several, in which nothing is a request or an escape.</summary>
    public static string Text(string text)
    {
        var written = new StringBuilder(text.Length + 16);
        bool first = true;
        foreach (char c in text)
        {
            if (first && c is '.' or '\'')
            {
                written.Append("\\&");
            }

            _ = c switch
            {
                '\\' => written.Append("\\e"),
                '-' => written.Append("\\-"),
                '`' => written.Append("\\(ga"),
                '\'' => written.Append("\\(aq"),
                '^' => written.Append("\\(ha"),
                '~' => written.Append("\\(ti"),
                '…' => written.Append("..."),
                '–' => written.Append("\\(en"),
                _ => written.Append(c),
            };
            first = c == '\n';
        }

        return written.ToString();
    }

    public static string Bold(string text) => $"\\fB{Text(text)}\\fR";

    public static string Italic(string text) => $"\\fI{Text(text)}\\fR";

    /// <summary>A paragraph with a label that hangs out.</summary>
    public static string Item(string label, string text) => $".TP\n{label}\n{text}\n";

    /// <summary>A sentence, with a full stop if it has none.</summary>
    public static string Sentence(string text) =>
        text.Length == 0 ? "" : Text(char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : "."));
}

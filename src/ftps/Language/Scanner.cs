using System.Text;

namespace Sealane.Shell.Language;

/// <summary>Reads words, quotes and raw stretches of a source. A line break ends a quote, as it does in lftp: a forgotten quote costs one line, not the rest of a script.</summary>
/// <param name="source">The text of a script.</param>
internal sealed class Scanner(string source)
{
    private const string Escapable = " \t\"'\\;|&>#!";

    /// <summary>Where the next character is.</summary>
    public int Position { get; set; }

    /// <summary>Whether a backslash stood before the very end: another line belongs to this one.</summary>
    public bool EndsEscaped { get; private set; }

    /// <summary>The whole text.</summary>
    public string Source => source;

    /// <summary>Whether nothing is left.</summary>
    public bool AtEnd => Position >= source.Length;

    /// <summary>The next character, or a NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : source[Position];

    /// <summary>The character after the next one.</summary>
    public char Following => Position + 1 < source.Length ? source[Position + 1] : '\0';

    /// <summary>Skips blanks, and line breaks behind a backslash.</summary>
    public void SkipBlanks()
    {
        while (!AtEnd)
        {
            if (Current is ' ' or '\t' or '\r')
            {
                Position++;
            }
            else if (!SkipContinuation())
            {
                return;
            }
        }
    }

    /// <summary>Skips to the end of the line, which stays.</summary>
    public string TakeLine()
    {
        int end = source.IndexOf('\n', Position);
        end = end < 0 ? source.Length : end;
        string line = source[Position..end];
        Position = end;
        return line;
    }

    /// <summary>A word, or null where none begins.</summary>
    public string? TakeWord()
    {
        StringBuilder word = new();
        bool any = false;
        while (!AtEnd)
        {
            char c = Current;
            if (c is ' ' or '\t' or '\r' or '\n' or ';' or '|' or '&' or '>')
            {
                break;
            }

            any = true;
            if (c is '"' or '\'')
            {
                TakeQuoted(c, word);
            }
            else if (c == '\\')
            {
                if (SkipContinuation())
                {
                    continue;
                }

                bool escapes = Following != '\0' && Escapable.Contains(Following, StringComparison.Ordinal);
                word.Append(escapes ? Following : c);
                Position += escapes ? 2 : 1;
            }
            else
            {
                word.Append(c);
                Position++;
            }
        }

        return any ? word.ToString() : null;
    }

    /// <summary>The text up to an operator, quotes kept: what the local shell gets.</summary>
    public string TakeFilter()
    {
        int start = Position;
        while (!AtEnd && Current is not ('\n' or ';' or '&'))
        {
            if (Current == '|' && Following == '|')
            {
                break;
            }

            SkipElement();
        }

        return source[start..Position].Trim();
    }

    /// <summary>The text inside parentheses, the opening one being next; null if they do not close.</summary>
    public string? TakeGroup()
    {
        int start = ++Position;
        int depth = 1;
        while (!AtEnd)
        {
            char c = Current;
            SkipElement();
            depth += c switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return source[start..(Position - 1)];
            }
        }

        return null;
    }

    // One character, one escaped character, or one quoted stretch.
    private void SkipElement()
    {
        if (Current is '"' or '\'')
        {
            TakeQuoted(Current, null);
        }
        else
        {
            Position = Math.Min(source.Length, Position + (Current == '\\' ? 2 : 1));
        }
    }

    private void TakeQuoted(char quote, StringBuilder? into)
    {
        Position++;
        while (!AtEnd && Current != '\n')
        {
            if (Current == quote)
            {
                Position++;
                return;
            }

            if (Current == '\\' && SkipContinuation())
            {
                continue;
            }

            if (Current == '\\' && (Following == quote || Following == '\\'))
            {
                Position++;
            }

            into?.Append(Current);
            Position++;
        }
    }

    private bool SkipContinuation()
    {
        if (Current != '\\' || (Following is not '\n' && Position + 1 < source.Length))
        {
            return false;
        }

        EndsEscaped |= Position + 2 >= source.Length;
        Position = Math.Min(source.Length, Position + 2);
        return true;
    }
}

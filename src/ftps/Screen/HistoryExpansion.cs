using System.Globalization;
using System.Text;

namespace Sealane.Shell.Screen;

/// <summary>
/// Recalls commands in a line as csh does, while <c>cmd:csh-history</c> is on: <c>!!</c>, <c>!5</c>, <c>!-2</c>, <c>!get</c>, <c>!?big?</c>, <c>^old^new^</c>, single words by
/// <c>:0</c>, <c>:^</c>, <c>:$</c>, <c>:*</c>, <c>:2-3</c>, and changes by <c>:h :t :r :e :p :q :s/old/new/ :gs/old/new/ :&amp;</c>. Within single quotes, and before a blank, <c>=</c> or <c>(</c>, the mark stays a mark.
/// </summary>
/// <param name="history">Lines, the oldest first.</param>
internal sealed class HistoryExpansion(IReadOnlyList<string> history)
{
    private string _line = "";
    private int _at;
    private (string Old, string New)? _last;

    /// <summary>Whether the last line asked to be shown instead of run (<c>:p</c>).</summary>
    public bool OnlyShows { get; private set; }

    /// <summary>The line with what was recalled in it; the same one if there is nothing to recall.</summary>
    /// <exception cref="FormatException">There is no such line, word or change.</exception>
    public string Expand(string line)
    {
        OnlyShows = false;
        if (line.StartsWith('^'))
        {
            string[] parts = line[1..].Split('^');
            line = $"!!:s^{parts[0]}^{(parts.Length > 1 ? parts[1] : "")}^{(parts.Length > 2 ? string.Join('^', parts[2..]) : "")}";
        }

        (_line, _at) = (line, 0);
        StringBuilder result = new();
        bool quoted = false;
        while (_at < _line.Length)
        {
            char c = _line[_at];
            if (c == '\\' && _at + 1 < _line.Length)
            {
                result.Append(_line[_at + 1] == '!' ? "!" : _line.AsSpan(_at, 2));
                _at += 2;
            }
            else if (c == '!' && !quoted && _at + 1 < _line.Length && _line[_at + 1] is not (' ' or '\t' or '\n' or '\r' or '=' or '('))
            {
                _at++;
                result.Append(Recalled());
            }
            else
            {
                quoted ^= c == '\'';
                result.Append(c);
                _at++;
            }
        }

        return result.ToString();
    }

    private string Recalled()
    {
        int start = _at - 1;
        string recalled = Event();
        if (Next() is ':' or '^' or '$' or '*')
        {
            recalled = WordsOf(recalled, start);
        }

        while (Next() == ':' && _at + 1 < _line.Length)
        {
            recalled = Changed(recalled, start);
        }

        return recalled;
    }

    private char Next() => _at < _line.Length ? _line[_at] : '\0';

    private string Event()
    {
        int start = _at;
        switch (Next())
        {
            case '!':
                _at++;
                return Line(history.Count - 1, "!!");
            case '$' or '^' or '*' or ':':
                return Line(history.Count - 1, "!" + Next());
            case '#':
                _at++;
                return _line[..(start - 1)];
            case '?':
                int end = _line.IndexOf('?', _at + 1);
                string wanted = end < 0 ? _line[(_at + 1)..] : _line[(_at + 1)..end];
                _at = end < 0 ? _line.Length : end + 1;
                return history.LastOrDefault(line => line.Contains(wanted, StringComparison.Ordinal)) ?? throw NotFound(start);
            default:
                while (_at < _line.Length && (_line[_at] == '-' ? _at == start : !" \t\n:^$*;&|()\"'".Contains(_line[_at], StringComparison.Ordinal)))
                {
                    _at++;
                }

                string name = _line[start.._at];
                if (int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
                {
                    return Line(number < 0 ? history.Count + number : number - 1, "!" + name);
                }

                return history.LastOrDefault(line => name.Length > 0 && line.StartsWith(name, StringComparison.Ordinal)) ?? throw NotFound(start);
        }
    }

    private string Line(int index, string name) => index >= 0 && index < history.Count ? history[index] : throw new FormatException($"{name}: event not found");

    private FormatException NotFound(int start) => new($"!{_line[start.._at]}: event not found");

    // :0 ^ $ * n n-m n* n- ; the colon may be left out before ^ $ and *.
    private string WordsOf(string line, int start)
    {
        int mark = _at;
        _at += Next() == ':' ? 1 : 0;
        string[] words = Split(line);
        int last = words.Length - 1;
        int? One()
        {
            int begun = _at;
            if (Next() is '^' or '$')
            {
                return _line[_at++] == '^' ? 1 : last;
            }

            while (char.IsAsciiDigit(Next()))
            {
                _at++;
            }

            return _at > begun ? int.Parse(_line.AsSpan(begun, _at - begun), CultureInfo.InvariantCulture) : null;
        }

        if (Next() == '*')
        {
            _at++;
            return string.Join(' ', words.Skip(1));
        }

        int? first = Next() == '-' ? 0 : One();
        if (first is not { } from)
        {
            // No word: a change, which begins with the same colon.
            _at = mark;
            return line;
        }

        int to = from;
        if (Next() == '*')
        {
            _at++;
            to = last;
        }
        else if (Next() == '-')
        {
            _at++;
            to = One() ?? last - 1;
        }

        return from <= to && to <= last ? string.Join(' ', words[from..(to + 1)])
            : from == to + 1 && from <= last + 1 ? ""
            : throw new FormatException($"{_line[start.._at]}: bad word specifier");
    }

    private string Changed(string text, int start)
    {
        _at++;
        bool everywhere = Next() is 'g' or 'a';
        _at += everywhere ? 1 : 0;
        char what = Next();
        _at++;
        int slash = text.LastIndexOf('/');
        int dot = text.LastIndexOf('.');
        switch (what)
        {
            case 'p':
                OnlyShows = true;
                return text;
            case 'h':
                return slash > 0 ? text[..slash] : text;
            case 't':
                return text[(slash + 1)..];
            case 'r':
                return dot > 0 ? text[..dot] : text;
            case 'e':
                return dot >= 0 ? text[dot..] : "";
            case 'q':
                return "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
            case 's':
                char delimiter = Next();
                string[] parts = _line[Math.Min(_line.Length, _at + 1)..].Split(delimiter, 3);
                _at = parts.Length > 2 ? _line.Length - parts[2].Length : _line.Length;
                _last = (parts[0].Length > 0 ? parts[0] : _last?.Old ?? "", (parts.Length > 1 ? parts[1] : "").Replace("&", parts[0], StringComparison.Ordinal));
                break;
            case '&':
                break;
            default:
                throw new FormatException($"{_line[start..Math.Min(_at, _line.Length)]}: unrecognized history modifier");
        }

        if (_last is not { Old: { Length: > 0 } old } change || text.IndexOf(old, StringComparison.Ordinal) is not (>= 0 and var at))
        {
            throw new FormatException($"{_line[start..Math.Min(_at, _line.Length)]}: substitution failed");
        }

        return everywhere ? text.Replace(old, change.New, StringComparison.Ordinal) : string.Concat(text.AsSpan(0, at), change.New, text.AsSpan(at + old.Length));
    }

    // Words with their quotes and backslashes, as they were typed.
    private static string[] Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && i + 1 < line.Length)
            {
                word.Append(c).Append(line[++i]);
            }
            else if (quote == '\0' && c is ' ' or '\t' or '\n')
            {
                if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }
            }
            else
            {
                quote = quote == c ? '\0' : quote == '\0' && c is '"' or '\'' ? c : quote;
                word.Append(c);
            }
        }

        return word.Length > 0 ? [.. words, word.ToString()] : [.. words];
    }
}

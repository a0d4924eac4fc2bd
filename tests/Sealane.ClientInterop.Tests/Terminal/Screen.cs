using System.Globalization;
using System.Text;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>
/// What a terminal of the VT100 kind shows after the bytes it was sent: ECMA-48 cursor moves, erasing, inserting and deleting, scrolling, saved cursor; colours,
/// titles and modes are understood and ignored. Lines that scroll away are kept.
/// </summary>
internal sealed class Screen(int rows, int columns)
{
    private enum State
    {
        Text,
        Escape,
        Control,
        Title,
        TitleEscape,
        Skip,
    }

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly List<string> _history = [];
    private readonly StringBuilder _parameters = new();
    private readonly char[][] _cells = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private State _state;
    private int _row;
    private int _column;
    private (int Row, int Column) _saved;

    // After a letter in the last column the cursor stays there until the next letter.
    private bool _wraps;

    public int Row => _row;

    public int Column => _column;

    /// <summary>What the program asked the terminal to answer (where the cursor is, what it can); sent back as if typed.</summary>
    public Action<string> Answers { get; init; } = _ => { };

    /// <summary>The lines on the screen, without blanks at their ends.</summary>
    public IReadOnlyList<string> Lines => [.. _cells.Select(cells => new string(cells).TrimEnd())];

    /// <summary>Everything that was ever scrolled away, then the screen, without empty lines at the end.</summary>
    public string Text => string.Join('\n', [.. _history, .. Lines]).TrimEnd('\n');

    /// <summary>The line with the cursor.</summary>
    public string CurrentLine => Lines[_row];

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        char[] letters = new char[bytes.Length + 4];
        int count = _decoder.GetChars(bytes, letters, flush: false);
        foreach (char letter in letters.AsSpan(0, count))
        {
            Feed(letter);
        }
    }

    public override string ToString()
    {
        var all = new StringBuilder("+" + new string('-', columns) + "+\n");
        foreach (string line in Lines)
        {
            all.Append('|').Append(line.PadRight(columns)).Append("|\n");
        }

        return all.Append('+').Append('-', columns).Append(CultureInfo.InvariantCulture, $"+ cursor at row {_row + 1}, column {_column + 1}").ToString();
    }

    private void Feed(char letter)
    {
        switch (_state)
        {
            case State.Text:
                if (letter < ' ' || letter == '\x7f')
                {
                    Act(letter);
                }
                else
                {
                    Print(letter);
                }

                break;
            case State.Escape:
                Escape(letter);
                break;
            case State.Control when letter < ' ':
                Act(letter);
                break;
            case State.Control when letter is < '@' or > '~':
                _parameters.Append(letter);
                break;
            case State.Control:
                _state = State.Text;
                Control(letter);
                break;
            case State.Title:
                _state = letter switch { '\a' => State.Text, '\x1b' => State.TitleEscape, _ => State.Title };
                break;
            default:
                _state = State.Text;
                break;
        }
    }

    private void Act(char letter)
    {
        switch (letter)
        {
            case '\r':
                Move(_row, 0);
                break;
            case '\n' or '\v' or '\f':
                LineFeed();
                break;
            case '\b':
                Move(_row, _column - 1);
                break;
            case '\t':
                Move(_row, (_column / 8 * 8) + 8);
                break;
            case '\x1b':
                _state = State.Escape;
                break;
            default:
                // The bell and its like show nothing.
                break;
        }
    }

    private void Escape(char letter)
    {
        _state = State.Text;
        switch (letter)
        {
            case '[':
                _parameters.Clear();
                _state = State.Control;
                break;
            case ']' or 'P' or '_' or '^':
                _state = State.Title;
                break;
            case '(' or ')' or '#' or '%':
                _state = State.Skip;
                break;
            case '7':
                _saved = (_row, _column);
                break;
            case '8':
                Move(_saved.Row, _saved.Column);
                break;
            case 'D':
                LineFeed();
                break;
            case 'E':
                LineFeed();
                Move(_row, 0);
                break;
            case 'M' when _row == 0:
                Array.Copy(_cells, 0, _cells, 1, rows - 1);
                _cells[0] = Blank(columns);
                break;
            case 'M':
                Move(_row - 1, _column);
                break;
            case 'c':
                Erase(0, 0, rows - 1, columns - 1);
                Move(0, 0);
                break;
            default:
                // Key pads and character sets.
                break;
        }
    }

    private void Control(char letter)
    {
        string text = _parameters.ToString();
        if (text.Length > 0 && text[0] is '?' or '>' or '=' or '<')
        {
            // Modes, such as bracketed paste and the shape of the cursor.
            return;
        }

        int[] numbers = [.. text.Split(';').Select(number => int.TryParse(number, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        int first = numbers[0], n = Math.Max(1, first);
        switch (letter)
        {
            case 'A':
                Move(_row - n, _column);
                break;
            case 'B' or 'e':
                Move(_row + n, _column);
                break;
            case 'C' or 'a':
                Move(_row, _column + n);
                break;
            case 'D':
                Move(_row, _column - n);
                break;
            case 'E':
                Move(_row + n, 0);
                break;
            case 'F':
                Move(_row - n, 0);
                break;
            case 'G' or '`':
                Move(_row, n - 1);
                break;
            case 'd':
                Move(n - 1, _column);
                break;
            case 'H' or 'f':
                Move(n - 1, numbers.Length > 1 ? Math.Max(1, numbers[1]) - 1 : 0);
                break;
            case 'J' when first == 0:
                Erase(_row, _column, rows - 1, columns - 1);
                break;
            case 'J':
                Erase(0, 0, first == 1 ? _row : rows - 1, first == 1 ? _column : columns - 1);
                break;
            case 'K':
                Erase(_row, first == 0 ? _column : 0, _row, first == 1 ? _column : columns - 1);
                break;
            case 'X':
                Erase(_row, _column, _row, Math.Min(columns, _column + n) - 1);
                break;
            case 'P':
                Shift(-n);
                break;
            case '@':
                Shift(n);
                break;
            case 'L':
                ScrollDown(_row, n);
                break;
            case 'M':
                ScrollUp(_row, n);
                break;
            case 'S':
                ScrollUp(0, n);
                break;
            case 'T':
                ScrollDown(0, n);
                break;
            case 's':
                _saved = (_row, _column);
                break;
            case 'u':
                Move(_saved.Row, _saved.Column);
                break;
            case 'n' when first == 6:
                Answers(string.Create(CultureInfo.InvariantCulture, $"\x1b[{_row + 1};{_column + 1}R"));
                break;
            case 'c':
                Answers("\x1b[?1;0c");
                break;
            default:
                // Colours, modes, scrolling regions.
                break;
        }
    }

    private void Print(char letter)
    {
        if (_wraps)
        {
            LineFeed();
            Move(_row, 0);
        }

        _cells[_row][_column] = letter;
        if (_column == columns - 1)
        {
            _wraps = true;
        }
        else
        {
            _column++;
        }
    }

    private void LineFeed()
    {
        _wraps = false;
        if (_row < rows - 1)
        {
            _row++;
            return;
        }

        _history.Add(Lines[0]);
        ScrollUp(0, 1);
    }

    private void Move(int row, int column)
    {
        _wraps = false;
        _row = Math.Clamp(row, 0, rows - 1);
        _column = Math.Clamp(column, 0, columns - 1);
    }

    private void Erase(int fromRow, int fromColumn, int toRow, int toColumn)
    {
        _wraps = false;
        for (int row = fromRow; row <= toRow; row++)
        {
            int from = row == fromRow ? fromColumn : 0, to = row == toRow ? toColumn : columns - 1;
            _cells[row].AsSpan(from, to - from + 1).Fill(' ');
        }
    }

    private void Shift(int by)
    {
        char[] line = _cells[_row], old = [.. line];
        for (int column = _column; column < columns; column++)
        {
            int source = column - by;
            line[column] = source >= _column && source < columns ? old[source] : ' ';
        }
    }

    private void ScrollUp(int from, int by)
    {
        for (int i = 0; i < Math.Min(by, rows - from); i++)
        {
            Array.Copy(_cells, from + 1, _cells, from, rows - from - 1);
            _cells[rows - 1] = Blank(columns);
        }
    }

    private void ScrollDown(int from, int by)
    {
        for (int i = 0; i < Math.Min(by, rows - from); i++)
        {
            Array.Copy(_cells, from, _cells, from + 1, rows - from - 1);
            _cells[from] = Blank(columns);
        }
    }

    private static char[] Blank(int columns)
    {
        char[] line = new char[columns];
        Array.Fill(line, ' ');
        return line;
    }
}

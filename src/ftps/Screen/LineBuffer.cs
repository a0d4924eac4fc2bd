using System.Globalization;

namespace Sealane.Shell.Screen;

/// <summary>The line being typed, and the keys that change it. Draws nothing.</summary>
/// <param name="history">Lines to go back to, the oldest first.</param>
internal sealed class LineBuffer(IReadOnlyList<string> history)
{
    private int _recalled = history.Count;
    private string _typed = "";
    private string _cut = "";

    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    /// <summary>Puts text where the cursor is.</summary>
    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Puts text in the place of what begins at a position and ends at the cursor.</summary>
    public void Replace(int start, string text)
    {
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(Cursor));
        Cursor = start + text.Length;
    }

    /// <summary>Another line in the place of this one.</summary>
    public void Set(string text, int cursor) => (Text, Cursor) = (text, cursor);

    public void MoveToEnd() => Cursor = Text.Length;

    /// <summary>Does what a key asks for.</summary>
    /// <returns>False for a key that is none of the line's.</returns>
    public bool Apply(ConsoleKeyInfo key)
    {
        bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
        bool alt = (key.Modifiers & ConsoleModifiers.Alt) != 0;
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow when control || alt:
            case ConsoleKey.B when alt:
                Cursor = WordBefore(Cursor);
                return true;
            case ConsoleKey.RightArrow when control || alt:
            case ConsoleKey.F when alt:
                Cursor = WordBehind(Cursor);
                return true;
            case ConsoleKey.LeftArrow:
            case ConsoleKey.B when control:
                Cursor = Before(Cursor);
                return true;
            case ConsoleKey.RightArrow:
            case ConsoleKey.F when control:
                Cursor = Behind(Cursor);
                return true;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                Cursor = 0;
                return true;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                Cursor = Text.Length;
                return true;
            case ConsoleKey.Backspace when alt:
            case ConsoleKey.W when control:
                Cut(WordBefore(Cursor), Cursor);
                return true;
            case ConsoleKey.Backspace:
            case ConsoleKey.H when control:
                Remove(Before(Cursor), Cursor);
                return true;
            case ConsoleKey.Delete:
            case ConsoleKey.D when control:
                Remove(Cursor, Behind(Cursor));
                return true;
            case ConsoleKey.D when alt:
                Cut(Cursor, WordBehind(Cursor));
                return true;
            case ConsoleKey.T when control:
                SwapLast();
                return true;
            case ConsoleKey.U when alt:
                ChangeWord(word => word.ToUpper(CultureInfo.CurrentCulture));
                return true;
            case ConsoleKey.L when alt:
                ChangeWord(word => word.ToLower(CultureInfo.CurrentCulture));
                return true;
            case ConsoleKey.K when control:
                Cut(Cursor, Text.Length);
                return true;
            case ConsoleKey.U when control:
                Cut(0, Cursor);
                return true;
            case ConsoleKey.Y when control:
                Insert(_cut);
                return true;
            case ConsoleKey.UpArrow:
            case ConsoleKey.P when control:
                Recall(_recalled - 1);
                return true;
            case ConsoleKey.DownArrow:
            case ConsoleKey.N when control:
                Recall(_recalled + 1);
                return true;
            default:
                if (key.KeyChar < ' ' || key.KeyChar == '\x7f' || control || alt)
                {
                    return false;
                }

                Insert(key.KeyChar.ToString());
                return true;
        }
    }

    // One character as a person sees it: with its accents, or an emoji of several code points.
    private int Behind(int at) => at >= Text.Length ? at : at + StringInfo.GetNextTextElementLength(Text, at);

    private int Before(int at)
    {
        int start = 0;
        while (Behind(start) is var next && next < at)
        {
            start = next;
        }

        return at == 0 ? 0 : start;
    }

    private void SwapLast()
    {
        int end = Cursor == Text.Length ? Cursor : Behind(Cursor);
        int middle = Before(end);
        int start = Before(middle);
        Text = string.Concat(Text.AsSpan(0, start), Text.AsSpan(middle, end - middle), Text.AsSpan(start, middle - start), Text.AsSpan(end));
        Cursor = end;
    }

    private void ChangeWord(Func<string, string> change)
    {
        int end = WordBehind(Cursor);
        string changed = change(Text[Cursor..end]);
        Text = string.Concat(Text.AsSpan(0, Cursor), changed, Text.AsSpan(end));
        Cursor += changed.Length;
    }

    private void Recall(int index)
    {
        if (index < 0 || index > history.Count)
        {
            return;
        }

        _typed = _recalled == history.Count ? Text : _typed;
        _recalled = index;
        Text = index == history.Count ? _typed : history[index];
        Cursor = Text.Length;
    }

    private void Cut(int from, int to)
    {
        _cut = Text[from..to];
        Remove(from, to);
    }

    private void Remove(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int WordBefore(int at)
    {
        while (at > 0 && Text[at - 1] == ' ')
        {
            at--;
        }

        while (at > 0 && Text[at - 1] != ' ')
        {
            at--;
        }

        return at;
    }

    private int WordBehind(int at)
    {
        while (at < Text.Length && Text[at] == ' ')
        {
            at++;
        }

        while (at < Text.Length && Text[at] != ' ')
        {
            at++;
        }

        return at;
    }
}

namespace Sealane.Shell.Screen;

/// <summary>Draws the prompt and the line that is being typed, over as many rows as they need, and takes them away again.</summary>
/// <param name="screen">Where.</param>
/// <param name="buffer">The line.</param>
internal sealed class LinePainter(ScreenOutput screen, LineBuffer buffer)
{
    // What stands before the cursor.
    private string _before = "";

    /// <summary>What stands before the line.</summary>
    public string Prompt { get; set; } = "";

    /// <summary>Takes the line away; the cursor is where the prompt began.</summary>
    public void Erase()
    {
        // By the width there is now: a terminal that was resized has broken the rows anew.
        int up = After(_before).Cursor.Row;
        _before = "";
        screen.Raw(up > 0 ? $"\e[{up}A\r\e[J" : "\r\e[J");
    }

    public void Draw()
    {
        (string lead, string text, int cursor) = Window();
        LineLayout end = After(lead + text);
        string before = lead + text[..cursor];
        (int row, int column) = After(before).Cursor;
        int up = end.Cursor.Row - row;
        string back = cursor == text.Length ? "" : (up > 0 ? $"\e[{up}A" : "") + "\r" + (column > 0 ? $"\e[{column}C" : "");
        // At the right edge a terminal keeps the cursor in the old row until something follows.
        screen.Raw(lead + text + (end.IsFull ? " \b" : "") + back);
        _before = before;
    }

    /// <summary>Shows what was just typed at the end, if nothing else has to move for it.</summary>
    /// <param name="length">How long the line was before.</param>
    /// <returns>False if the line has to be drawn anew.</returns>
    public bool TryAppend(int length)
    {
        string added = buffer.Text.Length > length && buffer.Cursor == buffer.Text.Length ? Shown(buffer.Text[length..]) : "";
        LineLayout old = After(_before);
        LineLayout end = After(_before + added);
        // An accent can change the letter before it, and what goes to another row needs care.
        if (added.Length == 0 || _before.Length == 0 || TextWidth.Of(added) == 0 || end.Row != old.Row || end.IsFull || !_before.EndsWith(Shown(buffer.Text[..length]), StringComparison.Ordinal))
        {
            return false;
        }

        screen.Raw(added);
        _before += added;
        return true;
    }

    /// <summary>Puts the cursor behind everything, before the line is left.</summary>
    public void Leave()
    {
        if (buffer.Cursor < buffer.Text.Length)
        {
            buffer.MoveToEnd();
            Erase();
            Draw();
        }
    }

    /// <summary>Leaves the line on the screen as it is and goes below it, where it will be drawn next.</summary>
    public void Freeze()
    {
        int cursor = buffer.Cursor;
        Leave();
        buffer.Set(buffer.Text, cursor);
        screen.Raw("\n");
        _before = "";
    }

    private static LineLayout After(string text)
    {
        var layout = new LineLayout(ScreenOutput.Width());
        layout.Add(text);
        return layout;
    }

    // What is longer than the screen is high is shown around the cursor: nothing can be drawn above the first row.
    private (string Lead, string Text, int Cursor) Window()
    {
        string text = Shown(buffer.Text);
        int rows = ScreenOutput.Height();
        if (After(Prompt + text).Cursor.Row < rows)
        {
            return (Prompt, text, buffer.Cursor);
        }

        string lead = After(Prompt + text[..buffer.Cursor]).Cursor.Row < rows ? Prompt : "<";
        int from = 0;
        while (lead == "<" && from < buffer.Cursor && After(lead + text[from..buffer.Cursor]).Cursor.Row >= rows)
        {
            from++;
        }

        int to = text.Length;
        while (to > buffer.Cursor && After(lead + text[from..to]).Cursor.Row >= rows)
        {
            to--;
        }

        return (lead, text[from..to], buffer.Cursor - from);
    }

    // What a terminal would obey is shown, not sent; a position stays the same position.
    private static string Shown(string text) => !text.Any(char.IsControl) ? text
        : string.Create(text.Length, text, (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = from[i] == '\n' ? '\n' : from[i] == '\t' ? ' ' : char.IsControl(from[i]) ? '?' : from[i];
            }
        });
}

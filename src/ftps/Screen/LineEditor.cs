namespace Sealane.Shell.Screen;

/// <summary>Reads lines at a terminal: history, completion, Ctrl-C for another try, Ctrl-D for the end (docs/adr/0013-line-editor.md).</summary>
/// <param name="screen">Where the prompt is drawn.</param>
/// <param name="completion">What Tab asks; null for nothing.</param>
internal sealed class LineEditor(ScreenOutput screen, Completion? completion)
{
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads a line. It blocks its thread while it waits for a key: call it on one of the pool.</summary>
    /// <param name="prompt">What stands before it.</param>
    /// <param name="history">Lines to go back to, the oldest first.</param>
    /// <returns>The line; an empty one after Ctrl-C; null at the end of input.</returns>
    public async Task<string?> ReadLineAsync(string prompt, IReadOnlyList<string> history)
    {
        var buffer = new LineBuffer(history);
        int drawn = 0;
        void Erase()
        {
            screen.Raw(drawn > 0 ? $"\e[{drawn}A\r\e[J" : "\r\e[J");
            drawn = 0;
        }

        void Draw() => drawn = Paint(prompt, buffer);

        bool interrupts = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        IDisposable hold = screen.Hold(Erase, Draw);
        bool listed = false;
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
                if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
                {
                    return buffer.Text;
                }

                if (key.Key == ConsoleKey.D && control && buffer.Text.Length == 0)
                {
                    return null;
                }

                if (key.Key == ConsoleKey.C && control)
                {
                    return "";
                }

                IReadOnlyList<string> candidates = [];
                if (key.Key == ConsoleKey.Tab)
                {
                    candidates = await CompleteAsync(buffer).ConfigureAwait(false);
                }
                else if (key.Key == ConsoleKey.L && control)
                {
                    screen.Draw(() => screen.Raw("\e[2J\e[H"));
                }
                else
                {
                    int length = buffer.Text.Length;
                    buffer.Apply(key);
                    if (IsPlainAppend(buffer, length, prompt))
                    {
                        // The usual case needs no redrawing: the character is simply shown.
                        screen.Draw(() => screen.Raw(buffer.Text[^1..]));
                        listed = false;
                        continue;
                    }
                }

                bool list = candidates.Count > 1 && listed;
                listed = candidates.Count > 1;
                screen.Draw(() =>
                {
                    Erase();
                    if (list)
                    {
                        screen.Raw(string.Join("  ", candidates.Select(each => each.TrimEnd(' '))) + "\n");
                    }

                    Draw();
                });
            }
        }
        finally
        {
            hold.Dispose();
            screen.Raw("\n");
            Console.TreatControlCAsInput = interrupts;
        }
    }

    /// <summary>Reads a password: nothing of it is shown, and it is in no history.</summary>
    /// <returns>Null at the end of input, or after Ctrl-C.</returns>
    public string? ReadPassword(string prompt)
    {
        System.Text.StringBuilder typed = new();
        bool interrupts = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        screen.Raw(prompt);
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
                {
                    return typed.ToString();
                }

                if ((key.Modifiers & ConsoleModifiers.Control) != 0 && (key.Key == ConsoleKey.C || (key.Key == ConsoleKey.D && typed.Length == 0)))
                {
                    return null;
                }

                if (key.Key == ConsoleKey.Backspace)
                {
                    typed.Length = Math.Max(0, typed.Length - 1);
                }
                else if (key.KeyChar >= ' ')
                {
                    typed.Append(key.KeyChar);
                }
            }
        }
        finally
        {
            screen.Raw("\n");
            Console.TreatControlCAsInput = interrupts;
        }
    }

    // The first Tab completes as far as it goes; when several are left, the second one lists them.
    private async Task<IReadOnlyList<string>> CompleteAsync(LineBuffer buffer)
    {
        if (completion is null)
        {
            return [];
        }

        using var limit = new CancellationTokenSource(_patience);
        (int start, IReadOnlyList<string> found) = (0, []);
        try
        {
            (start, found) = await completion.FindAsync(buffer.Text[..buffer.Cursor], limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A server that does not answer must not end the line that is being typed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }

        string common = Common(found);
        if (common.Length > buffer.Cursor - start)
        {
            buffer.Replace(start, common);
        }

        return found;
    }

    private static string Common(IReadOnlyList<string> words)
    {
        string common = words.Count == 0 ? "" : words[0];
        foreach (string word in words)
        {
            int same = 0;
            while (same < common.Length && same < word.Length && common[same] == word[same])
            {
                same++;
            }

            common = common[..same];
        }

        return common;
    }

    private static bool IsPlainAppend(LineBuffer buffer, int before, string prompt)
    {
        int column = Visible(prompt[(prompt.LastIndexOf('\n') + 1)..]) + buffer.Text.Length;
        return buffer.Text.Length == before + 1 && buffer.Cursor == buffer.Text.Length && column % Math.Max(10, ScreenOutput.Width()) != 0;
    }

    // How many rows above the cursor the prompt begins.
    private int Paint(string prompt, LineBuffer buffer)
    {
        int width = Math.Max(10, ScreenOutput.Width());
        string lastLine = prompt[(prompt.LastIndexOf('\n') + 1)..];
        int start = Visible(lastLine);
        int end = start + buffer.Text.Length;
        int at = start + buffer.Cursor;
        // At the right edge a terminal keeps the cursor in the old row until something follows.
        string edge = end > 0 && end % width == 0 ? " \b" : "";
        int up = (end / width) - (at / width);
        screen.Raw(prompt + buffer.Text + edge + (up > 0 ? $"\e[{up}A" : "") + "\r" + (at % width > 0 ? $"\e[{at % width}C" : ""));
        return (at / width) + prompt.Count(c => c == '\n');
    }

    private static int Visible(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e')
            {
                while (i + 1 < text.Length && !char.IsAsciiLetter(text[++i]))
                {
                }
            }
            else if (text[i] >= ' ')
            {
                count++;
            }
        }

        return count;
    }
}

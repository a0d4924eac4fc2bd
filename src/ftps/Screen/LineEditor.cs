namespace Sealane.Shell.Screen;

/// <summary>Reads lines at a terminal: history, completion, Ctrl-C for another try, Ctrl-D for the end (docs/adr/0013-line-editor.md).</summary>
/// <param name="screen">Where the prompt is drawn.</param>
/// <param name="completion">What Tab asks; null for nothing.</param>
internal sealed class LineEditor(ScreenOutput screen, Completion? completion)
{
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private LinePainter? _painter;

    /// <summary>Called for Alt and a digit; the prompt is asked for anew then.</summary>
    public Func<char, Task>? Slot { get; set; }

    /// <summary>Called for Ctrl-Z on a line with nothing typed.</summary>
    public Func<Task>? Suspend { get; set; }

    /// <summary>Draws the line that is being typed anew, if one is: the terminal has another size, or shows something else.</summary>
    public void Redraw() => screen.Draw(() =>
    {
        // Looked at under the lock: a signal that comes late must not draw a line that was left meanwhile.
        if (_painter is { } painter)
        {
            painter.Erase();
            painter.Draw();
        }
    });

    /// <summary>Reads a line. It blocks its thread while it waits for a key: call it on one of the pool.</summary>
    /// <param name="prompt">What stands before it.</param>
    /// <param name="history">Lines to go back to, the oldest first.</param>
    /// <returns>The line; an empty one after Ctrl-C; null at the end of input.</returns>
    public async Task<string?> ReadLineAsync(Func<string> prompt, IReadOnlyList<string> history)
    {
        if (TerminalKind.IsDumb)
        {
            screen.Raw(prompt());
            try
            {
                return Console.In.ReadLine();
            }
            catch (IOException)
            {
                // The terminal is gone.
                return null;
            }
        }

        var buffer = new LineBuffer(history);
        var painter = new LinePainter(screen, buffer) { Prompt = prompt() };
        bool interrupts = TakeInterrupts(true);
        screen.Raw(KeySource.MarksPastes);
        IDisposable hold = screen.Hold(painter.Erase, painter.Draw);
        _painter = painter;
        try
        {
            return await EditAsync(buffer, painter, prompt, history).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // How the console says that its terminal is gone.
            return null;
        }
        finally
        {
            // In one go: what jobs write comes above the line or below it.
            screen.Draw(() =>
            {
                _painter = null;
                painter.Leave();
                hold.Dispose();
                screen.Raw(KeySource.MarksNoPastes + "\n");
            });
            TakeInterrupts(interrupts);
        }
    }

    private static bool TakeInterrupts(bool takes)
    {
        try
        {
            bool before = Console.TreatControlCAsInput;
            Console.TreatControlCAsInput = takes;
            return before;
        }
        catch (IOException)
        {
            // The terminal is gone; the next key says so.
            return false;
        }
    }

    private async Task<string?> EditAsync(LineBuffer buffer, LinePainter painter, Func<string> prompt, IReadOnlyList<string> history)
    {
        HistorySearch? search = null;
        string typed = "";
        bool listed = false;
        while (true)
        {
            (ConsoleKeyInfo key, string? text) = KeySource.Read();
            bool control = text is null && (key.Modifiers & ConsoleModifiers.Control) != 0;
            bool alt = text is null && (key.Modifiers & ConsoleModifiers.Alt) != 0;
            bool plain = text is not null || (!control && !alt && key.KeyChar >= ' ' && key.KeyChar != '\x7f');
            int length = buffer.Text.Length;
            bool lists = listed;
            listed = false;
            if (search is not null || (key.Key == ConsoleKey.R && control))
            {
                typed = search is null ? buffer.Text : typed;
                search ??= new HistorySearch(history);
                bool goesOn = Search(search, key, plain ? text ?? key.KeyChar.ToString() : null, control);
                bool cancels = !goesOn && control && key.Key is ConsoleKey.G or ConsoleKey.C;
                screen.Draw(() =>
                {
                    painter.Erase();
                    buffer.Set(cancels ? typed : search.Found ?? buffer.Text, cancels ? typed.Length : search.Found is null ? buffer.Cursor : search.Position);
                    painter.Prompt = goesOn ? search.Prompt : prompt();
                    painter.Draw();
                });
                if (goesOn || cancels || key.Key == ConsoleKey.Escape)
                {
                    search = goesOn ? search : null;
                    continue;
                }

                search = null;
            }

            if (text is not null)
            {
                screen.Draw(() => Change(painter, length, () => buffer.Insert(text)));
            }
            else if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
            {
                return buffer.Text;
            }
            else if (key.Key == ConsoleKey.D && control && buffer.Text.Length == 0)
            {
                return null;
            }
            else if (key.Key == ConsoleKey.C && control)
            {
                return "";
            }
            else if (key.Key == ConsoleKey.Tab)
            {
                (Candidates found, listed) = await CompleteAsync(buffer, painter, alt).ConfigureAwait(false);
                if (listed && lists)
                {
                    List(found, painter);
                }
            }
            else if (key.Key == ConsoleKey.L && control)
            {
                screen.Draw(() =>
                {
                    painter.Erase();
                    screen.Raw("\e[2J\e[H");
                    painter.Draw();
                });
            }
            else if (alt && char.IsAsciiDigit(key.KeyChar) && Slot is { } slot)
            {
                await slot(key.KeyChar).ConfigureAwait(false);
                screen.Draw(() => Change(painter, -1, () => painter.Prompt = prompt()));
            }
            else if (key.Key == ConsoleKey.Z && control && Suspend is { } suspend)
            {
                screen.Draw(painter.Erase);
                await suspend().ConfigureAwait(false);
                Redraw();
            }
            else
            {
                screen.Draw(() => Change(painter, plain ? length : -1, () => buffer.Apply(key)));
            }
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
                if (key.Equals(default))
                {
                    return null;
                }

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
                else if (key.Key == ConsoleKey.U && (key.Modifiers & ConsoleModifiers.Control) != 0)
                {
                    typed.Clear();
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

    // The usual case needs no redrawing: the character is simply shown.
    private static void Change(LinePainter painter, int length, Action change)
    {
        change();
        if (length < 0 || !painter.TryAppend(length))
        {
            painter.Erase();
            painter.Draw();
        }
    }

    // Whether the search goes on with that key.
    private static bool Search(HistorySearch search, ConsoleKeyInfo key, string? text, bool control)
    {
        if (text is not null)
        {
            search.Add(text);
        }
        else if (key.Key == ConsoleKey.Backspace || (control && key.Key == ConsoleKey.H))
        {
            search.Shorten();
        }
        else if (control && key.Key == ConsoleKey.R)
        {
            search.Older();
        }
        else
        {
            return false;
        }

        return true;
    }

    // The first Tab completes as far as it goes; when several are left, the second one lists them.
    private async Task<(Candidates Found, bool AreSeveral)> CompleteAsync(LineBuffer buffer, LinePainter painter, bool isRemote)
    {
        if (completion is null)
        {
            return (Candidates.None, false);
        }

        using var limit = new CancellationTokenSource(_patience);
        Candidates found;
        try
        {
            found = await completion.FindAsync(buffer.Text[..buffer.Cursor], isRemote, limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A server that does not answer must not end the line that is being typed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (Candidates.None, false);
        }

        string common = found.Common;
        if (common.Length > buffer.Cursor - found.Start || (found.Words.Count == 1 && common != buffer.Text[found.Start..buffer.Cursor]))
        {
            screen.Draw(() => Change(painter, -1, () => buffer.Replace(found.Start, common)));
        }
        else if (found.Words.Count != 1)
        {
            screen.Draw(() => screen.Raw("\a"));
        }

        return (found, found.Words.Count > 1);
    }

    private void List(Candidates found, LinePainter painter)
    {
        if (found.Words.Count > Candidates.Many && !Confirms(found.Words.Count, painter))
        {
            return;
        }

        string lines = string.Concat(found.Lines(ScreenOutput.Width()).Select(line => line + "\n"));
        screen.Draw(() =>
        {
            painter.Freeze();
            screen.Raw(lines);
            painter.Draw();
        });
    }

    private bool Confirms(int count, LinePainter painter)
    {
        string prompt = painter.Prompt;
        screen.Draw(() => Change(painter, -1, () => painter.Prompt = $"List all {count} possibilities? (y or n) {prompt}"));
        (ConsoleKeyInfo key, string? text) = KeySource.Read();
        screen.Draw(() => Change(painter, -1, () => painter.Prompt = prompt));
        return text is null && key.KeyChar is 'y' or 'Y' or ' ';
    }
}

using System.Text;

namespace Sealane.Shell.Screen;

/// <summary>Keys of the terminal, with what <see cref="Console.ReadKey(bool)"/> leaves apart put together: characters of two halves, the Meta prefix, and pasted text.</summary>
internal static class KeySource
{
    /// <summary>Asks a terminal to mark what is pasted: then lines of it are not taken for Enter.</summary>
    public const string MarksPastes = "\e[?2004h";

    public const string MarksNoPastes = "\e[?2004l";

    /// <summary>Waits for a key.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    /// <returns>Text that is to be inserted as it is; or, where that is null, a key.</returns>
    public static (ConsoleKeyInfo Key, string? Text) Read()
    {
        ConsoleKeyInfo key = Console.ReadKey(intercept: true);
        if (key.Equals(default))
        {
            // How the runtime says that there is nothing more to read: no key is like that.
            throw new EndOfStreamException();
        }

        if (char.IsHighSurrogate(key.KeyChar))
        {
            char low = Console.ReadKey(intercept: true).KeyChar;
            return (key, char.IsLowSurrogate(low) ? new string([key.KeyChar, low]) : "\uFFFD");
        }

        bool alt = (key.Modifiers & ConsoleModifiers.Alt) != 0;
        if (key.KeyChar == '[' && alt)
        {
            return Sequence();
        }

        if (key.Key != ConsoleKey.Escape || !Console.KeyAvailable)
        {
            return (key, null);
        }

        ConsoleKeyInfo next = Console.ReadKey(intercept: true);
        return next.KeyChar == '[' ? Sequence() : (new ConsoleKeyInfo(next.KeyChar, next.Key, false, true, (next.Modifiers & ConsoleModifiers.Control) != 0), null);
    }

    // Behind ESC [. Only the mark of a paste is ours; other sequences that no key sends are left out.
    private static (ConsoleKeyInfo Key, string? Text) Sequence()
    {
        string name = Rest();
        return (default, name == "200~" ? Pasted() : "");
    }

    private static string Rest()
    {
        StringBuilder name = new();
        char last = '\0';
        while (last is < '@' or > '~' && name.Length < 16)
        {
            last = Console.ReadKey(intercept: true).KeyChar;
            name.Append(last);
        }

        return name.ToString();
    }

    private static string Pasted()
    {
        StringBuilder text = new();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Equals(default))
            {
                throw new EndOfStreamException();
            }

            bool alt = (key.Modifiers & ConsoleModifiers.Alt) != 0;
            if (key.KeyChar == '[' && alt)
            {
                if (Ends(text, Rest()))
                {
                    break;
                }
            }
            else if (key.Key == ConsoleKey.Escape)
            {
                char next = Console.ReadKey(intercept: true).KeyChar;
                if (next != '[')
                {
                    text.Append(next);
                }
                else if (Ends(text, Rest()))
                {
                    break;
                }
            }
            else
            {
                text.Append(key.Key == ConsoleKey.Enter ? '\n' : key.KeyChar);
            }
        }

        string whole = text.ToString().ReplaceLineEndings("\n");
        return string.Concat(whole.Where(c => c is '\n' or '\t' || !char.IsControl(c))).TrimEnd('\n');
    }

    private static bool Ends(StringBuilder text, string sequence)
    {
        if (sequence == "201~")
        {
            return true;
        }

        text.Append('[').Append(sequence);
        return false;
    }
}

using System.Buffers;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Shell.Screen;

/// <summary>
/// Text that a terminal may have. Names and replies come from servers, and a terminal obeys what is in them: it moves the cursor, changes its title, answers as if somebody
/// had typed. Colours may stay, since our own listings have them; whatever else is no letter is written out: <c>\x1b</c>.
/// </summary>
internal static class TerminalText
{
    private const int LongestColour = 32;
    private static readonly SearchValues<char> s_parameters = SearchValues.Create("0123456789;");

    /// <summary>True when there is nothing in it but letters, and lines and tabs.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int length) != OperationStatus.Done || (rune.Value is not ('\n' or '\t') && PrintableText.IsUnsafe(rune)))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Lines for a screen. A text ends in the colour in which it began: one name must not colour all that comes after it.</summary>
    public static string Lines(string text) => IsPlain(text) ? text : Written(text, lines: true, colours: true);

    /// <summary>One line without any colour: a prompt, a status.</summary>
    public static string Line(string text) => IsPlain(text) && !text.AsSpan().ContainsAny('\n', '\t') ? text : Written(text, lines: false, colours: false);

    private static string Written(ReadOnlySpan<char> text, bool lines, bool colours)
    {
        StringBuilder written = new(text.Length + 16);
        bool coloured = false;
        while (!text.IsEmpty)
        {
            if (colours && Colour(text) is > 0 and { } colour)
            {
                written.Append(text[..colour]);
                coloured = text[..colour].ContainsAnyInRange('1', '9');
                text = text[colour..];
                continue;
            }

            _ = Rune.DecodeFromUtf16(text, out Rune rune, out int length);
            bool stays = text[0] == '\\' || (lines && text[0] is '\n' or '\t');
            written.Append(stays ? text[..length].ToString() : PrintableText.Escape(text[..length].ToString()));
            text = text[length..];
        }

        return written.Append(coloured ? "\e[m" : "").ToString();
    }

    // The length of a colour at the beginning (ECMA-48 §8.3.117, SGR); 0 when there is none.
    private static int Colour(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("\e["))
        {
            return 0;
        }

        int end = text[2..].IndexOfAnyExcept(s_parameters);
        return end is >= 0 and < LongestColour && text[end + 2] == 'm' ? end + 3 : 0;
    }
}

using System.Globalization;
using System.Text;

namespace Sealane.Shell.Screen;

/// <summary>How many columns of a terminal text takes: ideographs and emoji take two, accents and joiners that attach to a letter none.</summary>
internal static class TextWidth
{
    // Unicode's East_Asian_Width W and F, first and last of each range (Standard Annex 11); neighbours with nothing assigned between are one.
    private static readonly int[] s_wide =
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F,
        0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5,
        0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
        0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97C,
        0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6B, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CD5, 0x1AFF0, 0x1B2FB, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF,
        0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F265, 0x1F300, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3,
        0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A,
        0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC,
        0x1F7E0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD,
    ];

    /// <summary>Columns of text on one line. Colours and other control sequences take none.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        int width = 0;
        for (int i = 0; i < text.Length;)
        {
            width += Next(text, ref i);
        }

        return width;
    }

    /// <summary>The width of the character, or the control sequence, at a position, which goes behind it.</summary>
    public static int Next(ReadOnlySpan<char> text, ref int at)
    {
        if (text[at] == '\e')
        {
            at = BehindSequence(text, at);
            return 0;
        }

        _ = Rune.DecodeFromUtf16(text[at..], out Rune rune, out int used);
        at += used;
        return Of(rune);
    }

    /// <summary>Columns of one character.</summary>
    public static int Of(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300)
        {
            return value is < 0x20 or (>= 0x7F and < 0xA0) or 0xAD ? 0 : 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format || value is >= 0x1160 and <= 0x11FF)
        {
            return 0;
        }

        int found = Array.BinarySearch(s_wide, value);
        return found >= 0 || (~found & 1) == 1 ? 2 : 1;
    }

    /// <summary>As much of a line's beginning as fits into a number of columns.</summary>
    public static string Cut(string text, int width)
    {
        int used = 0;
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            used += Next(text, ref i);
            if (used > width)
            {
                return text[..start];
            }
        }

        return text;
    }

    /// <summary>A name with its beginning left out, so that the rest and three dots fit into a number of columns.</summary>
    public static string CutFront(string name, int width)
    {
        int left = Of(name);
        int start = 0;
        while (left > Math.Max(0, width - 3) && start < name.Length)
        {
            left -= Next(name, ref start);
        }

        return "..." + name[start..];
    }

    private static int BehindSequence(ReadOnlySpan<char> text, int at)
    {
        at++;
        if (at < text.Length && text[at] == ']')
        {
            // A title ends with BEL or with ESC \.
            while (at < text.Length && text[at] != '\a')
            {
                if (text[at] == '\e' && at + 1 < text.Length && text[at + 1] == '\\')
                {
                    return at + 2;
                }

                at++;
            }

            return Math.Min(at + 1, text.Length);
        }

        if (at < text.Length && text[at] == '[')
        {
            at++;
            while (at < text.Length && text[at] is < '@' or > '~')
            {
                at++;
            }
        }

        return Math.Min(at + 1, text.Length);
    }
}

namespace Sealane.Shell.Screen;

/// <summary>A byte written as up to three octal digits behind a backslash, in the formats of prompt and title.</summary>
internal static class OctalEscape
{
    public static bool Begins(char code) => code is >= '0' and <= '7';

    /// <summary>Reads the digits; afterwards the position is that of the last one.</summary>
    public static char Read(string format, ref int position)
    {
        int end = position;
        while (end < format.Length && end < position + 3 && Begins(format[end]))
        {
            end++;
        }

        char read = (char)Convert.ToInt32(format[position..end], 8);
        position = end - 1;
        return read;
    }
}

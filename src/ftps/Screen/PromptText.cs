using System.Text;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Screen;

/// <summary>The prompt: <c>cmd:prompt</c> with its escapes replaced.</summary>
internal static class PromptText
{
    /// <summary>Expands a format. <c>\?</c> takes the next character away when what came before was empty; <c>\[</c> and <c>\]</c> enclose what takes no room.</summary>
    public static string Expand(string format, Place place, string program, string version)
    {
        StringBuilder text = new();
        bool wasEmpty = false;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '\\' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            char code = format[++i];
            if (code == '?')
            {
                i += wasEmpty ? format[(i + 1)..].StartsWith('\\') ? 2 : 1 : 0;
                continue;
            }

            if (OctalEscape.Begins(code))
            {
                text.Append(OctalEscape.Read(format, ref i));
                continue;
            }

            string part = Part(code, place, program, version);
            wasEmpty = part.Length == 0;
            text.Append(part);
        }

        return text.ToString();
    }

    // The user's own format may do with the terminal what it likes; a directory's name may not.
    private static string Part(char code, Place place, string program, string version) => code switch
    {
        'a' => "\a",
        'e' => "\e",
        'n' => "\n",
        _ => TerminalText.Line(Fact(code, place, program, version)),
    };

    private static string Fact(char code, Place place, string program, string version) => code switch
    {
        '@' => place.Site?.User is null ? "" : "@",
        'h' => place.Site?.Host ?? "",
        'l' => place.LocalDirectory,
        'L' => Path.GetFileName(place.LocalDirectory) is { Length: > 0 } name ? name : "/",
        's' => program,
        'S' => place.Slot ?? "",
        'u' => place.Site?.User ?? "",
        'U' => place.Site?.Url ?? "",
        'v' => version,
        'w' => place.Site?.DisplayDirectory ?? "~",
        'W' => Path.GetFileName(place.Site?.DisplayDirectory ?? "~") is { Length: > 0 } last ? last : "/",
        '[' or ']' => "",
        '\\' => "\\",
        _ => "\\" + code,
    };
}

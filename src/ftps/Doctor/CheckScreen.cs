using Sealane.Shell.Screen;

namespace Sealane.Shell.Doctor;

/// <summary>The checks as a list for people: a word for the verdict, what was found, and the fix below it.</summary>
internal sealed class CheckScreen
{
    private const int NameWidth = 13;
    private const int Margin = 6 + NameWidth + 2;
    private static readonly bool s_colours = !Console.IsOutputRedirected && !TerminalKind.IsDumb && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    private readonly int _width = Console.IsOutputRedirected ? int.MaxValue : Math.Max(60, Console.WindowWidth - 1);

    public CheckScreen(string server) => Console.Out.WriteLine($"{server}\n");

    public void Show(Check check)
    {
        (string word, string colour) = check.Verdict switch
        {
            Verdict.Ok => ("ok", "32"),
            Verdict.Warning => ("warn", "33"),
            Verdict.Failed => ("FAIL", "31"),
            _ => ("-", "2"),
        };
        string mark = s_colours ? $"\u001b[{colour}m{word,4}\u001b[0m" : $"{word,4}";
        Console.Out.WriteLine($"{mark}  {check.Name.PadRight(NameWidth)}  {Folded(check.Sentence)}");
        if (check.Fix is { } fix)
        {
            Console.Out.WriteLine($"{new string(' ', Margin)}-> {Folded(fix, 3)}");
        }
    }

    public static void Conclude(string sentence) => Console.Out.WriteLine($"\n{sentence}");

    // Lines are broken between words, and go on below where they began.
    private string Folded(string text, int indent = 0)
    {
        int room = _width - Margin - indent;
        string edge = "\n" + new string(' ', Margin + indent);
        return string.Join(edge, text.Split('\n').SelectMany(line => Lines(line.Trim(), room)));
    }

    private static IEnumerable<string> Lines(string line, int room)
    {
        while (line.Length > room && line.LastIndexOf(' ', room) is > 0 and var blank)
        {
            yield return line[..blank];
            line = line[(blank + 1)..];
        }

        yield return line;
    }
}

using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Tutorials;

/// <summary>Something typed in a document's console block, and what is printed below it.</summary>
/// <param name="Prompt"><c>#</c> (root on the server), <c>$</c> (the client's machine), or the shell's name.</param>
/// <param name="Line">What is typed.</param>
/// <param name="Shown">The lines below it; the one that is only <c>…</c> stands for any number of lines.</param>
internal sealed record ConsoleStep(string Prompt, string Line, IReadOnlyList<string> Shown)
{
    /// <summary>The steps of a block.</summary>
    public static IReadOnlyList<ConsoleStep> Parse(string block)
    {
        List<(string Prompt, string Line, List<string> Shown)> steps = [];
        foreach (string line in block.TrimEnd('\n').Split('\n'))
        {
            Match typed = Regex.Match(line, @"^(?:([#$]) |((?:ftps|lftp) \S+:~)> )(.*)$");
            if (typed.Success)
            {
                steps.Add((typed.Groups[1].Success ? typed.Groups[1].Value : "shell", typed.Groups[3].Value, []));
            }
            else
            {
                Assert.NotEmpty(steps);
                steps[^1].Shown.Add(line);
            }
        }

        return [.. steps.Select(step => new ConsoleStep(step.Prompt, step.Line, step.Shown))];
    }

    /// <summary>The printed lines as patterns: numbers, times, fingerprints and the machine's names may be others.</summary>
    public IEnumerable<string> Patterns => Shown.Where(line => line.Length > 0 && line != "…").Select(line =>
    {
        string pattern = Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal);
        pattern = Regex.Replace(pattern, "(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", "(?:[0-9A-F]{2}:){31}[0-9A-F]{2}".Replace("$", "$$", StringComparison.Ordinal));
        pattern = Regex.Replace(pattern, @"(?<![\w\[{])\d+(?![\w\]}])|(?<=-)\d\d", @"\d+");
        pattern = Regex.Replace(pattern, @"\bNov\b", "[A-Z][a-z]{2}");

        // How long it took is said only of transfers that took a while.
        string time = line.EndsWith(" transferred", StringComparison.Ordinal) ? "(?: in .*)?" : "";
        return $"(?m)^{Regex.Replace(pattern, @"(?:\\ )+", " +")}{time} *$";
    });
}

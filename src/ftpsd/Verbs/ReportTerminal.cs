namespace Sealane.Daemon.Verbs;

/// <summary>What the terminal that a report goes to can show.</summary>
internal static class ReportTerminal
{
    private const int Usual = 100;

    /// <summary>Colours for people who look at a terminal and have not asked for none (NO_COLOR, TERM=dumb).</summary>
    public static bool Colored(TextWriter output) =>
        IsTerminal(output) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>Its columns; a hundred where there is no terminal.</summary>
    public static int Width(TextWriter output) => IsTerminal(output) && Console.WindowWidth > 0 ? Console.WindowWidth : Usual;

    private static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
}

namespace Sealane.Shell.Screen;

/// <summary>What the terminal can do, after TERM.</summary>
internal static class TerminalKind
{
    /// <summary>It can only show one character after the other (<c>dumb</c>, or nothing is said of it): no cursor is moved there, nothing is drawn twice, and lines are read as they are.</summary>
    public static bool IsDumb { get; } = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows();
}

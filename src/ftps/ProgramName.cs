namespace Sealane.Shell;

/// <summary>What this program calls itself.</summary>
internal static class ProgramName
{
    public const string Shown = "ftps";

    public static string Version { get; } = typeof(ProgramName).Assembly.GetName().Version?.ToString(3) ?? "";
}

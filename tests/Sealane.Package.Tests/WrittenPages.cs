using System.Runtime.CompilerServices;

namespace Sealane.Package.Tests;

/// <summary>Manual pages, completions and units as ./package writes them.</summary>
internal static class WrittenPages
{
    private static readonly Lazy<Dictionary<string, string>> s_files = new(() =>
        Packaging.Program.Files(Path.Combine(Root(), "packaging"), "1.2.3", "2026-01-02").ToDictionary(file => file.Name, file => file.Text));

    public static IEnumerable<string> Names => s_files.Value.Keys;

    public static string Text(string name) => s_files.Value[name];

    public static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

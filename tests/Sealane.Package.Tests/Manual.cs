namespace Sealane.Package.Tests;

/// <summary>man(1).</summary>
internal static class Manual
{
    /// <summary>Formats a page with every warning that groff has.</summary>
    public static Task<ToolRun> ReadAsync(string page) =>
        Tool.RunAsync("/usr/bin/env", ["LC_ALL=C.UTF-8", "MANWIDTH=100", "MANROFFSEQ=", "MANPAGER=cat", "TERM=dumb", "/usr/bin/man", "--warnings=w", "-l", page]);
}

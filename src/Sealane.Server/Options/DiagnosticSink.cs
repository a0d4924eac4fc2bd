using System.Text;

namespace Sealane.Server.Options;

/// <summary>Collects findings, so that all of them are reported at once.</summary>
internal sealed class DiagnosticSink
{
    private readonly List<Diagnostic> _diagnostics = [];

    public bool HasErrors => _diagnostics.Exists(d => d.Severity == Severity.Error);

    public void Add(Severity severity, SettingOrigin? origin, string? option, string message, string fix = "") =>
        _diagnostics.Add(new Diagnostic(severity, origin?.File, origin?.Line ?? 0, option, message, fix));

    public void Error(SettingOrigin? origin, string? option, string message, string fix = "") => Add(Severity.Error, origin, option, message, fix);

    public void Warning(SettingOrigin? origin, string? option, string message, string fix = "") => Add(Severity.Warning, origin, option, message, fix);

    public void Note(SettingOrigin? origin, string? option, string message, string fix = "") => Add(Severity.Note, origin, option, message, fix);

    /// <summary>The findings in the order of the file, then those of the files that it names, then the command line's, then those that belong to no place.</summary>
    public IReadOnlyList<Diagnostic> InOrder()
    {
        List<string?> files = [.. _diagnostics.Where(d => d.Line > 0).Select(d => d.File).Distinct()];
        return [.. _diagnostics.OrderBy(d => d.File is null ? 2 : d.Line == 0 ? 1 : 0).ThenBy(d => d.Line == 0 ? 0 : files.IndexOf(d.File)).ThenBy(d => d.Line)];
    }

    /// <summary>Somebody's text between quotes, fit for a terminal: control characters escaped, long text cut.</summary>
    public static string Quote(string text)
    {
        const int longest = 60;
        StringBuilder quoted = new("'");
        foreach (char c in text.Length > longest ? text[..longest] : text)
        {
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c);
        }

        return quoted.Append(text.Length > longest ? "…'" : "'").ToString();
    }
}

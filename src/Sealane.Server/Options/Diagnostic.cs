using System.Globalization;

namespace Sealane.Server.Options;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>The server runs, though perhaps not as its operator believes.</summary>
    Warning,

    /// <summary>The configuration is not used.</summary>
    Error,
}

/// <summary>One finding about a configuration.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="File">The configuration file, or <c>-oNAME</c> for a command line setting; null when it belongs to no place.</param>
/// <param name="Line">Counted from 1; 0 when it belongs to no line.</param>
/// <param name="Option">The option concerned; null for faults of the file itself.</param>
/// <param name="Message">What is wrong, in one sentence without control characters.</param>
/// <param name="Fix">What to write or run instead; empty when the message says it all.</param>
public sealed record Diagnostic(Severity Severity, string? File, int Line, string? Option, string Message, string Fix)
{
    /// <summary><c>file:line: error: option: message fix</c>, always one line.</summary>
    public override string ToString()
    {
        string place = File is null ? "" : Line == 0 ? $"{File}: " : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: ");
        string word = Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };
        string option = Option is null || File == "-o" + Option ? "" : $"{Option}: ";
        return $"{place}{word}: {option}{Message}{(Fix.Length == 0 ? "" : " ")}{Fix}";
    }
}

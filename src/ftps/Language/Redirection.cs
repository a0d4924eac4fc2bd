namespace Sealane.Shell.Language;

/// <summary>Where a command's output goes.</summary>
/// <param name="Kind">A new file, the end of a file, or a local program.</param>
/// <param name="Target">The file's name, or the program's command line as the local shell takes it.</param>
internal sealed record Redirection(RedirectionKind Kind, string Target);

internal enum RedirectionKind
{
    Write,
    Append,
    Pipe,
}

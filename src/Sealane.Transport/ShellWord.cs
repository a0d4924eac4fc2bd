namespace Sealane.Transport;

/// <summary>Words of command lines that users are told to paste.</summary>
internal static class ShellWord
{
    /// <summary>For a POSIX shell: as it is when nothing in it is special.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:,@+=".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

namespace Sealane.Shell.Language;

/// <summary>The command that arguments make up, as at, queue, repeat and eval take theirs: one word is source as it stands, several are one command's words.</summary>
internal static class CommandText
{
    public static string Of(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : Quoting.Line(words);
}

namespace Sealane.Shell.Screen;

/// <summary>What the words behind a command are.</summary>
internal enum CompletionKind
{
    RemoteName,
    RemoteDirectory,
    LocalName,
    LocalDirectory,
    Setting,
    SettingValue,
    Command,
    Bookmark,
    BookmarkCommand,
    CacheCommand,
    Job,
    Slot,
}

/// <summary>Which kind of words belong to which command.</summary>
internal static class CompletionKinds
{
    /// <summary>The kind of the word that is being typed.</summary>
    /// <param name="command">The command's full name; <c>!</c> for a program of this machine.</param>
    /// <param name="words">What was typed before it, the command first.</param>
    public static CompletionKind Of(string command, IReadOnlyList<string> words)
    {
        string last = words[^1];
        bool reverses = words.Skip(1).Any(word => word is "--reverse" || (word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal) && word.Contains('R', StringComparison.Ordinal)));
        int operands = words.Skip(1).Count(word => !word.StartsWith('-'));
        return command switch
        {
            "set" => operands == 0 ? CompletionKind.Setting : CompletionKind.SettingValue,
            "help" or "?" or "command" => CompletionKind.Command,
            "open" or "connect" => CompletionKind.Bookmark,
            "bookmark" => operands == 0 ? CompletionKind.BookmarkCommand : CompletionKind.Bookmark,
            "cache" => CompletionKind.CacheCommand,
            "wait" or "fg" or "kill" or "jobs" => CompletionKind.Job,
            "slot" => CompletionKind.Slot,
            "cd" or "rmdir" => CompletionKind.RemoteDirectory,
            "lcd" => CompletionKind.LocalDirectory,
            "source" or "!" or "shell" or "local" => CompletionKind.LocalName,
            // Behind -o stands the other side's name; -O is a directory of the other side.
            "put" or "reput" => last == "-o" ? CompletionKind.RemoteName : last == "-O" ? CompletionKind.RemoteDirectory : CompletionKind.LocalName,
            "mput" => last == "-O" ? CompletionKind.RemoteDirectory : CompletionKind.LocalName,
            "get" or "get1" or "reget" or "pget" or "mget" => last == "-o" ? CompletionKind.LocalName : last == "-O" ? CompletionKind.LocalDirectory : CompletionKind.RemoteName,
            "mirror" => (operands == 0) == reverses ? CompletionKind.LocalDirectory : CompletionKind.RemoteDirectory,
            "mkdir" or "mmv" or "du" or "find" => CompletionKind.RemoteName,
            _ => CompletionKind.RemoteName,
        };
    }
}

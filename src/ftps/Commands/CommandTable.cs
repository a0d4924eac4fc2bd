namespace Sealane.Shell.Commands;

/// <summary>All commands, from three tables: those of the shell itself, those about a server's files, and transfers.</summary>
internal static class CommandTable
{
    private static readonly Lazy<CommandEntry[]> s_all = new(() =>
        [.. ShellTable.Entries.Concat(RemoteTable.Entries).Concat(TransferTable.Entries).OrderBy(entry => entry.Name, StringComparer.Ordinal)]);

    /// <summary>All of them, in the order of names.</summary>
    public static IReadOnlyList<CommandEntry> All => s_all.Value;

    /// <summary>A command by its name or an abbreviation that means only one; upper and lower case are the same.</summary>
    /// <exception cref="UnknownCommandException">None, or more than one.</exception>
    public static CommandEntry Resolve(string typed) => Find(typed, out bool ambiguous)
        ?? throw new UnknownCommandException(ambiguous ? $"Ambiguous command `{typed}'." : $"Unknown command `{typed}'.");

    /// <summary>The same, without a message.</summary>
    public static CommandEntry? Find(string typed, out bool ambiguous)
    {
        CommandEntry? found = null;
        ambiguous = false;
        foreach (CommandEntry entry in s_all.Value)
        {
            if (entry.Name.Equals(typed, StringComparison.OrdinalIgnoreCase))
            {
                ambiguous = false;
                return entry;
            }

            if (typed.Length > 0 && entry.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            {
                ambiguous |= found is not null;
                found = entry;
            }
        }

        return ambiguous ? null : found;
    }
}

using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;
using Sealane.Shell.Language;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Screen;

/// <summary>What a word at the prompt may become: a command, an option, a setting, a bookmark, a local or a remote name.</summary>
/// <param name="shell">Where sites, bookmarks and aliases are.</param>
internal sealed class Completion(ShellSession shell)
{
    private static readonly string[] s_localCommands = ["lcd", "put", "mput", "reput", "source", "!"];

    /// <summary>The candidates for the word that ends at the cursor.</summary>
    /// <param name="before">The line up to the cursor.</param>
    /// <param name="cancellation">Ends the wait for a server.</param>
    /// <returns>Where the word begins, and what may stand there.</returns>
    public async Task<(int Start, IReadOnlyList<string> Candidates)> FindAsync(string before, CancellationToken cancellation)
    {
        int start = WordStart(before, out int commandStart);
        string word = before[start..];
        string command = before[commandStart..start].Trim();
        if (command.Length == 0)
        {
            IEnumerable<string> names = CommandTable.All.Where(entry => entry.IsListed).Select(entry => entry.Name).Concat(shell.Aliases.All().Select(alias => alias.Key));
            return (start, Starting(names, word, " "));
        }

        string name = Parser.Parse(command).Statements is [{ Command: SimpleCommand { Words: [{ } first, ..] } }, ..] ? first : command;
        CommandEntry? entry = CommandTable.Find(name, out _);
        if (word.StartsWith('-') && entry is not null)
        {
            IEnumerable<string> options = entry.Create().Options.SelectMany(option => new[] { option.Short == '\0' ? null : $"-{option.Short}", option.Long is null ? null : $"--{option.Long}" }).OfType<string>();
            return (start, Starting(options.Distinct(), word, " "));
        }

        return entry?.Name switch
        {
            "set" => (start, Starting(SettingCatalog.All.Select(definition => definition.Name), word, " ")),
            "help" or "?" or "command" => (start, Starting(CommandTable.All.Select(each => each.Name), word, " ")),
            "open" or "bookmark" when !word.Contains('/') => (start, Starting(shell.Bookmarks.All().Select(mark => mark.Key), word, " ")),
            { } local when s_localCommands.Contains(local) => (start, await NamesAsync(word, new LocalNames(shell.Top.Place.LocalDirectory), cancellation).ConfigureAwait(false)),
            _ => (start, await RemoteAsync(word, cancellation).ConfigureAwait(false)),
        };
    }

    private async Task<IReadOnlyList<string>> RemoteAsync(string word, CancellationToken cancellation)
    {
        NameSource? source = shell.Top.Place.Site is { IsLocal: false } site && shell.Settings.Flag("cmd:remote-completion") ? shell.Remote.Names?.Invoke(site) : new LocalNames(shell.Top.Place.LocalDirectory);
        return source is null ? [] : await NamesAsync(word, source, cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(string word, NameSource source, CancellationToken cancellation)
    {
        string plain = Parser.Parse("x " + word).Statements is [{ Command: SimpleCommand { Words: [_, { } value] } }] ? value : "";
        int slash = plain.LastIndexOf('/');
        string directory = plain[..(slash + 1)];
        string part = plain[(slash + 1)..];
        List<string> found = [];
        foreach (NamedEntry entry in await source.ListAsync(directory, cancellation).ConfigureAwait(false))
        {
            // A name that a terminal would obey cannot stand in the line; with ? in its place it can be named.
            if (entry.Name is not ("." or "..") && TerminalText.IsPlain(entry.Name) && !entry.Name.AsSpan().ContainsAny('\n', '\t') && entry.Name.StartsWith(part, StringComparison.Ordinal) && (part.Length > 0 || entry.Name[0] != '.'))
            {
                found.Add(Escape(directory + entry.Name) + (entry.Kind == EntryKind.Directory ? "/" : " "));
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static string[] Starting(IEnumerable<string> names, string word, string ending) =>
        [.. names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal).Select(name => name + ending)];

    private static string Escape(string name)
    {
        System.Text.StringBuilder escaped = new();
        foreach (char c in name)
        {
            escaped.Append(" \t\"'\\;|&>#!".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    // A word begins behind a blank or an operator that is neither quoted nor escaped.
    private static int WordStart(string line, out int commandStart)
    {
        int start = commandStart = 0;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\')
            {
                i++;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c is ';' or '&' or '|' or '(')
            {
                start = commandStart = i + 1;
            }
            else if (c is ' ' or '\t' or '>')
            {
                start = i + 1;
            }
        }

        return start;
    }
}

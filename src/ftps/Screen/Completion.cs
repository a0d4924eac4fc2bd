using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;
using Sealane.Shell.Language;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Screen;

/// <summary>What a word at the prompt may become: a command, an option, a setting, a bookmark, a local or a remote name.</summary>
/// <param name="shell">Where sites, bookmarks and aliases are.</param>
internal sealed class Completion(ShellSession shell)
{
    /// <summary>The candidates for the word that ends at the cursor.</summary>
    /// <param name="before">The line up to the cursor.</param>
    /// <param name="isRemote">Whether it is a name on the server, whatever the command is.</param>
    /// <param name="cancellation">Ends the wait for a server.</param>
    public async Task<Candidates> FindAsync(string before, bool isRemote, CancellationToken cancellation)
    {
        int start = WordStart(before, out int commandStart);
        string word = before[start..];
        string command = before[commandStart..start].Trim();
        if (isRemote)
        {
            return await RemoteAsync(start, word, always: true, cancellation).ConfigureAwait(false);
        }

        if (command.Length == 0 && word.StartsWith('!'))
        {
            return await LocalAsync(start + 1, word[1..], cancellation).ConfigureAwait(false);
        }

        if (command.Length == 0)
        {
            IEnumerable<string> names = CommandTable.All.Where(entry => entry.IsListed).Select(entry => entry.Name).Concat(shell.Aliases.All().Select(alias => alias.Key));
            return Words(start, names, word);
        }

        string[] words = Parser.Parse(command).Statements is [{ Command: SimpleCommand simple }, ..] ? [.. simple.Words] : [command];
        CommandEntry? entry = CommandTable.Find(words[0], out _);
        if (word.StartsWith('-') && entry is not null)
        {
            IEnumerable<string> options = entry.Create().Options.SelectMany(option => new[] { option.Short == '\0' ? null : $"-{option.Short}", option.Long is null ? null : $"--{option.Long}" }).OfType<string>();
            return Words(start, options.Distinct(), word);
        }

        return CompletionKinds.Of(entry?.Name ?? (words[0].StartsWith('!') ? "!" : ""), words) switch
        {
            CompletionKind.Setting => Words(start, SettingCatalog.All.Select(definition => definition.Name), word),
            CompletionKind.SettingValue => Words(start, Values(words), word),
            CompletionKind.Command => Words(start, CommandTable.All.Select(each => each.Name), word),
            CompletionKind.Bookmark when !word.Contains('/') => Words(start, shell.Bookmarks.All().Select(mark => mark.Key), word),
            CompletionKind.BookmarkCommand => Words(start, ["add", "del", "edit", "import", "list"], word),
            CompletionKind.CacheCommand => Words(start, ["stat", "on", "off", "flush", "size", "expire"], word),
            CompletionKind.Job => Words(start, ["all", .. shell.Jobs.All().Select(job => job.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))], word),
            CompletionKind.Slot => Words(start, shell.Slots.Keys, word),
            CompletionKind.LocalDirectory => (await LocalAsync(start, word, cancellation).ConfigureAwait(false)).DirectoriesOnly(),
            CompletionKind.LocalName => await LocalAsync(start, word, cancellation).ConfigureAwait(false),
            CompletionKind.RemoteDirectory => (await RemoteAsync(start, word, always: false, cancellation).ConfigureAwait(false)).DirectoriesOnly(),
            _ => await RemoteAsync(start, word, always: false, cancellation).ConfigureAwait(false),
        };
    }

    private static string[] Values(string[] words) => SettingCatalog.Find(words[1].Split('/')[0]) switch
    {
        { Kind: SettingKind.Flag } => ["yes", "no"],
        { Kind: SettingKind.TriState } => ["yes", "no", "auto"],
        { Choices: { Length: > 0 } choices } => choices,
        _ => [],
    };

    private Task<Candidates> LocalAsync(int start, string word, CancellationToken cancellation) =>
        NamesAsync(start, word, new LocalNames(shell.Top.Place.LocalDirectory), cancellation);

    private async Task<Candidates> RemoteAsync(int start, string word, bool always, CancellationToken cancellation)
    {
        NameSource? source = shell.Top.Place.Site is { IsLocal: false } site && (always || shell.Settings.Flag("cmd:remote-completion")) ? shell.Remote.Names?.Invoke(site) : new LocalNames(shell.Top.Place.LocalDirectory);
        return source is null ? Candidates.None : await NamesAsync(start, word, source, cancellation).ConfigureAwait(false);
    }

    private async Task<Candidates> NamesAsync(int start, string word, NameSource source, CancellationToken cancellation)
    {
        string plain = Parser.Parse("x " + word).Statements is [{ Command: SimpleCommand { Words: [_, { } value] } }] ? value : "";
        bool isOpen = word.Length > 0 && word[0] is '"' or '\'';
        int slash = plain.LastIndexOf('/');
        string directory = plain[..(slash + 1)];
        string part = plain[(slash + 1)..];
        List<NamedEntry> found = [];
        string looked = directory.StartsWith("~/", StringComparison.Ordinal) && source is LocalNames ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + directory[1..] : directory;
        foreach (NamedEntry entry in await source.ListAsync(looked, cancellation).ConfigureAwait(false))
        {
            // A name that a terminal would obey cannot stand in the line; with ? in its place it can be named.
            if (entry.Name is not ("." or "..") && TerminalText.IsPlain(entry.Name) && !entry.Name.AsSpan().ContainsAny('\n', '\t') && entry.Name.StartsWith(part, StringComparison.Ordinal) && (part.Length > 0 || entry.Name[0] != '.'))
            {
                found.Add(entry);
            }
        }

        found.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return new Candidates(start, [.. found.Select(entry => Typed(directory + entry.Name, isOpen ? word[0] : '\0', entry.Kind == EntryKind.Directory))])
        {
            Entries = found,
            Show = new CandidateStyle(shell.Settings),
        };
    }

    private static Candidates Words(int start, IEnumerable<string> names, string word) =>
        new(start, [.. names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal).Select(name => name + " ")]);

    // As it has to be typed: with the quote that was begun, or with what is special escaped. A directory can go on.
    private static string Typed(string name, char quote, bool isDirectory)
    {
        System.Text.StringBuilder escaped = new();
        foreach (char c in name)
        {
            bool special = quote == '\0' ? " \t\"'\\;|&>#!".Contains(c, StringComparison.Ordinal) : c == quote || c == '\\';
            escaped.Append(special ? "\\" : "").Append(c);
        }

        return quote == '\0' ? escaped + (isDirectory ? "/" : " ") : quote + escaped.ToString() + (isDirectory ? "/" : quote + " ");
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

using Sealane.Client;
using Sealane.Shell.Globbing;
using Sealane.Shell.Listings;

namespace Sealane.Shell.Screen;

/// <summary>What a word may become.</summary>
/// <param name="Start">Where in the line the word begins.</param>
/// <param name="Words">As they have to be typed, with what ends them.</param>
internal sealed record Candidates(int Start, IReadOnlyList<string> Words)
{
    /// <summary>So many are listed only after a question.</summary>
    public const int Many = 100;

    public static Candidates None { get; } = new(0, []);

    /// <summary>The files that <see cref="Words"/> stand for, in the same order; null when they are not files.</summary>
    public IReadOnlyList<NamedEntry>? Entries { get; init; }

    /// <summary>How files are listed.</summary>
    public CandidateStyle? Show { get; init; }

    /// <summary>What all of them begin with.</summary>
    public string Common
    {
        get
        {
            string common = Words.Count == 0 ? "" : Words[0];
            foreach (string word in Words)
            {
                int same = 0;
                while (same < common.Length && same < word.Length && common[same] == word[same])
                {
                    same++;
                }

                common = common[..same];
            }

            // Half of a character, or a lone backslash, is no beginning.
            return common.Length > 0 && Words.Count > 1 && (char.IsHighSurrogate(common[^1]) || common[^1] == '\\') ? common[..^1] : common;
        }
    }

    /// <summary>The same with directories alone; everything, if there is none: links may lead to directories.</summary>
    public Candidates DirectoriesOnly()
    {
        int[] kept = [.. Enumerable.Range(0, Words.Count).Where(i => Entries is null || Entries[i].Kind is EntryKind.Directory or EntryKind.Link)];
        return this with { Words = [.. kept.Select(i => Words[i])], Entries = Entries is null ? null : [.. kept.Select(i => Entries[i])] };
    }

    /// <summary>The lines of a list of them.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public IEnumerable<string> Lines(int width)
    {
        if (Entries is { } entries && Show is { } style)
        {
            return style.Lines([.. entries.Select(Details)], width);
        }

        return ColumnLayout.Lines([.. Words.Select(word => word.TrimEnd(' ')).Select(word => (word, TextWidth.Of(word)))], width);
    }

    private static RemoteEntry Details(NamedEntry entry) => entry.Details ?? new RemoteEntry
    {
        Name = entry.Name,
        Kind = entry.Kind switch { EntryKind.Directory => Protocol.EntryKind.Directory, EntryKind.Link => Protocol.EntryKind.SymbolicLink, EntryKind.File => Protocol.EntryKind.File, _ => Protocol.EntryKind.Other },
    };
}

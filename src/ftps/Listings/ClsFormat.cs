using System.Globalization;
using System.Text;
using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Listings;

/// <summary>Writes entries as cls shows them.</summary>
/// <param name="options">What is shown.</param>
/// <param name="times">How times are written.</param>
/// <param name="colors">Colours; null for none.</param>
/// <param name="width">Of the screen; 0 for one entry a line.</param>
internal sealed class ClsFormat(ClsOptions options, TimeStyle times, FileColors? colors, int width)
{
    // Sizes of -s alone are in these blocks.
    private const long UsualBlock = 1024;

    /// <summary>Entries in the order that the options want.</summary>
    public IEnumerable<RemoteEntry> Sorted(IEnumerable<RemoteEntry> entries)
    {
        StringComparer names = options.SortsIgnoringCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        IOrderedEnumerable<RemoteEntry> sorted = options.Sort switch
        {
            "size" => entries.OrderByDescending(entry => entry.Length ?? 0).ThenBy(entry => entry.Name, names),
            "date" => entries.OrderByDescending(entry => entry.Modified ?? DateTime.MinValue).ThenBy(entry => entry.Name, names),
            _ => entries.OrderBy(entry => entry.Name, names),
        };
        IEnumerable<RemoteEntry> ordered = options.Reverses ? sorted.Reverse() : sorted;
        return options.DirectoriesFirst ? ordered.OrderBy(entry => entry.IsDirectory ? 0 : 1) : ordered;
    }

    /// <summary>The lines of one set of entries, whose columns belong together.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<RemoteEntry> entries)
    {
        Dictionary<string, RemoteEntry> byName = [];
        foreach (RemoteEntry entry in entries)
        {
            byName[entry.Name] = entry;
        }

        List<(string Text, int Width)> cells = [.. entries.Select(entry => Cell(entry, entries, byName))];
        return ColumnLayout.Lines(cells, options.OneColumn ? 0 : width);
    }

    private (string Text, int Width) Cell(RemoteEntry entry, IReadOnlyList<RemoteEntry> all, Dictionary<string, RemoteEntry> byName)
    {
        StringBuilder line = new();
        if (options.Permissions)
        {
            line.Append(ModeText.Of(entry)).Append(' ');
        }

        if (options.LinkCount && all.Any(one => one.Links is not null))
        {
            line.Append((entry.Links?.ToString(CultureInfo.InvariantCulture) ?? "").PadLeft(4)).Append(' ');
        }

        if (options.User && all.Any(one => one.Owner is not null))
        {
            line.Append((entry.Owner ?? "").PadRight(8)).Append(' ');
        }

        if (options.Group && all.Any(one => one.Group is not null))
        {
            line.Append((entry.Group ?? "").PadRight(8)).Append(' ');
        }

        if (options.Size && all.Any(one => one.Length is not null))
        {
            line.Append((entry.Length is { } length && (entry.IsFile || !options.SizeOfFilesOnly) ? Size(length) : "").PadLeft(8)).Append(' ');
        }

        if (options.Date && all.Any(one => one.Modified is not null))
        {
            line.Append(times.Of(entry)).Append(' ');
        }

        int plain = TextWidth.Of(line.ToString()) + TextWidth.Of(Printable(entry.Name));
        line.Append(Name(entry));
        if (options.Classifies && Mark(entry) is { Length: > 0 } mark)
        {
            line.Append(mark);
            plain += mark.Length;
        }

        if (options.LinkTargets && entry.LinkTarget is { } target)
        {
            RemoteEntry? behind = byName.GetValueOrDefault(target);
            string end = behind is not null && options.Classifies ? Mark(behind) : "";
            line.Append(" -> ").Append(behind is not null && colors is not null ? colors.Paint(target, behind) : target).Append(end);
            plain += 4 + TextWidth.Of(target) + end.Length;
        }

        return (line.ToString(), plain);
    }

    // A name with a directory in front shows only the last part in colour where base names are asked for.
    private string Name(RemoteEntry entry)
    {
        string shown = Printable(entry.Name);
        return colors is null ? shown : colors.Paint(shown, entry);
    }

    // What a terminal would obey is not shown as it is; neither is half of a character.
    private static string Printable(string name) => name.Any(c => char.IsControl(c) || char.IsSurrogate(c)) ? string.Concat(name.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "?" : rune.ToString())) : name;

    private string Size(long bytes) => options.HumanUnit > 0
        ? SizeText.Human(bytes, options.HumanUnit)
        : SizeText.Blocks(bytes, options.BlockSize > 0 ? options.BlockSize : UsualBlock).ToString(CultureInfo.InvariantCulture);

    private static string Mark(RemoteEntry entry) => entry.Kind switch { EntryKind.Directory => "/", EntryKind.SymbolicLink => "@", _ => "" };
}

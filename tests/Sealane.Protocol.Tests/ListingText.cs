using System.Globalization;

namespace Sealane.Protocol.Tests;

/// <summary>Listings in short form, for comparison: one line of text for each entry.</summary>
internal static class ListingText
{
    /// <summary>The clock of the samples.</summary>
    public static readonly DateTime Now = new(2026, 11, 22, 14, 22, 59, DateTimeKind.Utc);

    /// <summary>
    /// <c>file [name] 18 2026-11-22 08:43 L 600 owner:group -&gt; [target]</c>; what is not known is left out. The time is as precise as it is known; L is the server's zone, Z is UTC.
    /// </summary>
    public static string Of(ListedEntry entry)
    {
        string kind = entry.Kind switch
        {
            EntryKind.File => "file",
            EntryKind.Directory => "dir",
            EntryKind.SymbolicLink => "link",
            EntryKind.Other => "other",
            _ => "?",
        };
        string time = entry.Precision switch
        {
            TimePrecision.Day => "yyyy-MM-dd",
            TimePrecision.Minute => "yyyy-MM-dd HH:mm",
            TimePrecision.Second => "yyyy-MM-dd HH:mm:ss.FFF",
            _ => "",
        };
        Assert.Equal(entry.Modified is null, entry.Precision == TimePrecision.None);
        Assert.True(entry.Modified is null || (entry.Modified.Value.Kind == DateTimeKind.Utc) != entry.IsLocalTime);
        string?[] words =
        [
            entry.Role == DirectoryRole.Entry ? null : entry.Role.ToString(),
            kind,
            $"[{Fragmented.Text(entry.Name.Span)}]",
            entry.Length?.ToString(CultureInfo.InvariantCulture),
            entry.Modified?.ToString(time, CultureInfo.InvariantCulture),
            entry.Modified is null ? null : entry.IsLocalTime ? "L" : "Z",
            entry.Mode is { } mode ? Convert.ToString(mode, 8) : null,
            entry.Owner is null && entry.Group is null ? null : $"{entry.Owner}:{entry.Group}",
            entry.LinkTarget.IsEmpty ? null : $"-> [{Fragmented.Text(entry.LinkTarget.Span)}]",
        ];
        return string.Join(' ', words.Where(w => w is not null));
    }

    /// <summary>Reads a listing that arrives in these pieces; a line that was not understood is <c>!</c>, its text behind it.</summary>
    public static List<string> Read(ListingParser parser, byte[][] pieces)
    {
        ListingLines lines = new();
        List<string> found = [];
        foreach (byte[] piece in pieces)
        {
            ReadOnlySpan<byte> block = piece;
            while (lines.TryRead(ref block, out ReadOnlySpan<byte> line, out bool cut))
            {
                Take(parser, line, cut, found);
            }

            Assert.True(block.IsEmpty);
        }

        if (lines.TryReadLast(out ReadOnlySpan<byte> last, out bool lastCut))
        {
            Take(parser, last, lastCut, found);
        }

        parser.Complete();
        return found;
    }

    /// <summary>Expects these entries and lines, wherever the listing is cut.</summary>
    public static void Expect(Func<ListingParser> parser, string listing, params string[] expected)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(listing);
        List<string> whole = Read(parser(), [bytes]);
        Assert.Equal(expected, whole);
        foreach (byte[][] pieces in Fragmented.Cuts(bytes))
        {
            Assert.Equal(whole, Read(parser(), pieces));
        }
    }

    private static void Take(ListingParser parser, ReadOnlySpan<byte> line, bool cut, List<string> found)
    {
        Assert.False(cut);
        ListLine result = parser.Read(line, out ListedEntry? entry);
        Assert.Equal(result == ListLine.Entry, entry is not null);
        if (entry is not null)
        {
            found.Add(Of(entry));
        }
        else if (result == ListLine.Unparsed)
        {
            found.Add("!" + Fragmented.Text(line));
        }
    }
}

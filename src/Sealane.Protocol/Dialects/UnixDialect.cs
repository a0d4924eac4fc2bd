using System.Buffers;

namespace Sealane.Protocol.Dialects;

/// <summary>
/// <c>ls -l</c>: <c>-rw-------    1 1000     1000           18 Nov 22 14:01 testfile.txt</c>. Links, owner, group and size may each be
/// missing, and a group may have blanks in it: the date is what can be found for sure, so everything is told from there.
/// </summary>
internal sealed class UnixDialect(ListingClock clock, TextCache texts) : ListDialect
{
    // Mode, links, owner, group, size, and a few more for names of groups with blanks.
    private const int MaxWords = 14;

    // Where the date stands as a rule: behind links, owner, group and size.
    private const int UsualDatePlace = 4;

    // Words for "total" in the languages of GNU ls.
    private static readonly string[] s_totals =
    [
        "total", "totalt", "totale", "totaal", "insgesamt", "gesamt", "razem", "celkem", "yhteensä", "összesen", "toplam", "итого", "всего", "разом", "合計", "总计", "总用量", "總計", "합계", "summe", "σύνολο",
    ];

    private static readonly SearchValues<byte> s_numberLetters = SearchValues.Create("0123456789.,KMGTPkmgtpB"u8);

    public override string Name => "unix";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (!UnixMode.TryRead(line, out EntryKind? kind, out int mode))
        {
            return IsTotal(line) ? ListLine.Ignored : ListLine.Unparsed;
        }

        int start = UnixMode.Length;
        if (line[start] is (byte)'+' or (byte)'.' or (byte)'@' or (byte)'*')
        {
            start++;
        }

        if (start >= line.Length || line[start] is not ((byte)' ' or (byte)'\t') && line[start] is < (byte)'0' or > (byte)'9')
        {
            return ListLine.Unparsed;
        }

        Span<(int Start, int End)> words = stackalloc (int, int)[MaxWords];
        Columns columns = new(line, start);
        int count = 0;
        while (count < MaxWords && !columns.Next().IsEmpty)
        {
            words[count++] = (columns.Start, columns.End);
        }

        int place = FindDate(line, words[..count], out ListedTime time, out int end);
        if (place < 0)
        {
            return ListLine.Unparsed;
        }

        words = words[..place];
        long? length = CutSize(line, kind, ref words);
        (long? links, string? owner, string? group) = Owners(line, words);
        byte[] raw = line.ToArray();
        ReadOnlyMemory<byte> name = raw.AsMemory(end + 1);
        ReadOnlyMemory<byte> target = default;
        if (kind == EntryKind.SymbolicLink)
        {
            SplitTarget(ref name, ref target, length);
        }

        entry = new ListedEntry
        {
            Name = name,
            LinkTarget = target,
            Kind = kind,
            Length = length,
            Modified = time.Value,
            Precision = time.Precision,
            IsLocalTime = time.IsLocal,
            Mode = mode,
            Owner = owner,
            Group = group,
            Links = links,
            Raw = raw,
        };
        return ListLine.Entry;
    }

    private static bool IsTotal(ReadOnlySpan<byte> line)
    {
        Columns words = new(line);
        ReadOnlySpan<byte> word = words.Next().TrimEnd((byte)':');
        ReadOnlySpan<byte> number = words.Next();
        if (word.Length > 24 || number.IsEmpty || number.ContainsAnyExcept(s_numberLetters) || !words.Next().IsEmpty)
        {
            return false;
        }

        string text = Charset.Utf8.Decode(word);
        return s_totals.Contains(text, StringComparer.OrdinalIgnoreCase);
    }

    // A file may be called like a date, and a group like a month: first the usual place, then the first behind a number, then the first.
    private int FindDate(ReadOnlySpan<byte> line, ReadOnlySpan<(int Start, int End)> words, out ListedTime time, out int end)
    {
        if (words.Length > UsualDatePlace && IsSize(line[words[UsualDatePlace - 1].Start..words[UsualDatePlace - 1].End])
            && TryDate(line, words[UsualDatePlace].Start, out time, out end))
        {
            return UsualDatePlace;
        }

        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < words.Length; i++)
            {
                if ((pass == 1 || (i > 0 && IsSize(line[words[i - 1].Start..words[i - 1].End]))) && TryDate(line, words[i].Start, out time, out end))
                {
                    return i;
                }
            }
        }

        (time, end) = (default, 0);
        return -1;
    }

    private bool TryDate(ReadOnlySpan<byte> line, int start, out ListedTime time, out int end) =>
        UnixDate.TryRead(line, start, clock, out time, out end) && end + 1 < line.Length && line[end] == ' ';

    // Negative sizes are what 32 bits make of large files; 4.0K is rounded. Both stand in the place of the size and tell none.
    private static bool IsSize(ReadOnlySpan<byte> word) =>
        !word.IsEmpty && !(word[0] == '-' && word.Length > 1 ? word[1..] : word).ContainsAnyExcept(s_numberLetters) && word.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    private static long? CutSize(ReadOnlySpan<byte> line, EntryKind? kind, ref Span<(int Start, int End)> words)
    {
        if (words.IsEmpty || !IsSize(line[words[^1].Start..words[^1].End]))
        {
            return null;
        }

        ReadOnlySpan<byte> size = line[words[^1].Start..words[^1].End];
        words = words[..^1];
        if (kind == EntryKind.Other)
        {
            // Devices have two numbers, with a comma behind the first.
            bool two = !words.IsEmpty && line[words[^1].End - 1] == ',';
            words = two ? words[..^1] : words;
            return two || size.Contains((byte)',') || !Number.TryRead(size, out long ofSocket) ? null : ofSocket;
        }

        return Number.TryRead(size, out long length) ? length : null;
    }

    private (long? Links, string? Owner, string? Group) Owners(ReadOnlySpan<byte> line, ReadOnlySpan<(int Start, int End)> words)
    {
        // The number of links comes first, if it comes at all.
        long? links = null;
        if (!words.IsEmpty && Number.TryRead(line[words[0].Start..words[0].End], out long number))
        {
            links = number;
            words = words[1..];
        }

        return words.Length switch
        {
            0 => (links, null, null),
            1 => (links, texts.Get(line[words[0].Start..words[0].End]), null),
            _ => (links, texts.Get(line[words[0].Start..words[0].End]), texts.Get(line[words[1].Start..words[^1].End])),
        };
    }

    // Names and targets may hold an arrow themselves; the length of a link is that of its target.
    private static void SplitTarget(ref ReadOnlyMemory<byte> name, ref ReadOnlyMemory<byte> target, long? length)
    {
        ReadOnlySpan<byte> arrow = " -> "u8;
        int first = name.Span.IndexOf(arrow);
        long byLength = name.Length - (length ?? 0) - arrow.Length;
        if (length > 0 && byLength > 0 && name.Span[(int)byLength..].StartsWith(arrow))
        {
            first = (int)byLength;
        }

        if (first > 0 && first + arrow.Length < name.Length)
        {
            target = name[(first + arrow.Length)..];
            name = name[..first];
        }
    }
}

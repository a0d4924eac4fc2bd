using System.Text;

namespace Sealane.Protocol.Dialects;

/// <summary>IIS and others on Windows: <c>11-22-26  08:43AM       &lt;DIR&gt;          name</c>, or a size right-aligned in its place; four digits for the year and 24 hours occur.</summary>
internal sealed class DosDialect : ListDialect
{
    // From the sign for a directory to the name, as the command interpreter writes it.
    private const int NameColumn = 15;

    public override string Name => "dos";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line);
        if (line[0] is < (byte)'0' or > (byte)'9' || !NumericDate.TryRead(words.Next(), out NumericDate date) || !TryReadTime(ref words, out TimeOfDay time))
        {
            return ListLine.Unparsed;
        }

        ReadOnlySpan<byte> word = words.Next();
        if (word.IsEmpty)
        {
            return ListLine.Unparsed;
        }

        EntryKind kind = EntryKind.File;
        long? length = null;
        int name;
        if (word[0] == '<')
        {
            if (!TryReadKind(word, out kind))
            {
                return ListLine.Unparsed;
            }

            name = words.NameAfter(Math.Max(1, NameColumn - word.Length));
        }
        else
        {
            if (!TryReadSize(word, out long size))
            {
                return ListLine.Unparsed;
            }

            (length, name) = (size, words.NameAfter(1));
        }

        if (name < 0)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        ReadOnlyMemory<byte> called = raw.AsMemory(name);
        ReadOnlyMemory<byte> target = default;
        int bracket = kind == EntryKind.SymbolicLink && line[^1] == ']' ? called.Span.LastIndexOf(" ["u8) : -1;
        if (bracket > 0)
        {
            (target, called) = (called[(bracket + 2)..^1], called[..bracket]);
        }

        ListedTime modified = date.At(time);
        entry = new ListedEntry
        {
            Name = called,
            LinkTarget = target,
            Kind = kind,
            Length = length,
            Modified = modified.Value,
            Precision = modified.Precision,
            IsLocalTime = true,
            Raw = raw,
        };
        return ListLine.Entry;
    }

    // The half of the day may be a word of its own.
    private static bool TryReadTime(ref Columns words, out TimeOfDay time)
    {
        ReadOnlySpan<byte> clock = words.Next();
        Columns ahead = words;
        ReadOnlySpan<byte> half = ahead.Next();
        if (clock.Length <= 8 && (Ascii.EqualsIgnoreCase(half, "AM"u8) || Ascii.EqualsIgnoreCase(half, "PM"u8)))
        {
            words = ahead;
            Span<byte> joined = stackalloc byte[10];
            clock.CopyTo(joined);
            half.CopyTo(joined[clock.Length..]);
            return TimeOfDay.TryRead(joined[..(clock.Length + 2)], out time);
        }

        return TimeOfDay.TryRead(clock, out time);
    }

    private static bool TryReadKind(ReadOnlySpan<byte> word, out EntryKind kind)
    {
        kind = Ascii.EqualsIgnoreCase(word, "<DIR>"u8) ? EntryKind.Directory : EntryKind.SymbolicLink;
        return kind == EntryKind.Directory || Ascii.EqualsIgnoreCase(word, "<JUNCTION>"u8)
            || Ascii.EqualsIgnoreCase(word, "<SYMLINK>"u8) || Ascii.EqualsIgnoreCase(word, "<SYMLINKD>"u8);
    }

    private static bool TryReadSize(ReadOnlySpan<byte> word, out long size)
    {
        if (!word.ContainsAny((byte)',', (byte)'.'))
        {
            return Number.TryRead(word, out size);
        }

        Span<byte> digits = stackalloc byte[20];
        int count = 0;
        foreach (byte b in word)
        {
            if (b is not ((byte)',' or (byte)'.'))
            {
                if (count == digits.Length)
                {
                    size = 0;
                    return false;
                }

                digits[count++] = b;
            }
        }

        return Number.TryRead(digits[..count], out size);
    }
}

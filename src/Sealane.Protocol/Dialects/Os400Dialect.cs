namespace Sealane.Protocol.Dialects;

/// <summary>OS/400: <c>QSYS            77824 02/23/00 15:09:55 *DIR       home/</c>; members of files come without size and date.</summary>
internal sealed class Os400Dialect(TextCache texts) : ListDialect
{
    // Width of the type, and the blank behind it.
    private const int NameColumn = 11;

    public override string Name => "os400";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line);
        ReadOnlySpan<byte> owner = words.Next();
        ReadOnlySpan<byte> word = words.Next();
        if (words.Start == 0 || word.IsEmpty)
        {
            return ListLine.Unparsed;
        }

        long? length = null;
        ListedTime modified = default;
        if (word[0] != '*')
        {
            if (!Number.TryRead(word, out long size) || !NumericDate.TryRead(words.Next(), out NumericDate date) || !TimeOfDay.TryRead(words.Next(), out TimeOfDay time))
            {
                return ListLine.Unparsed;
            }

            (length, modified) = (size, date.At(time));
            word = words.Next();
        }

        if (!TryReadType(word, out EntryKind kind) || words.NameAfter(Math.Max(1, NameColumn - word.Length)) is var name && name < 0)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        bool marked = line[^1] == '/' && line.Length - name > 1;
        bool known = modified.Precision != TimePrecision.None;
        entry = new ListedEntry
        {
            Name = raw.AsMemory(name, line.Length - name - (marked ? 1 : 0)),
            Kind = marked ? EntryKind.Directory : kind,
            Length = length,
            Modified = known ? modified.Value : null,
            Precision = modified.Precision,
            IsLocalTime = known,
            Owner = texts.Get(owner),
            Raw = raw,
        };
        return ListLine.Entry;
    }

    private static bool TryReadType(ReadOnlySpan<byte> word, out EntryKind kind)
    {
        kind = EntryKind.Other;
        if (word.Length < 2 || word[0] != '*' || word[1..].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return false;
        }

        // A file of the library system is a container of members.
        if (word.SequenceEqual("*DIR"u8) || word.SequenceEqual("*DDIR"u8) || word.SequenceEqual("*LIB"u8) || word.SequenceEqual("*FLR"u8) || word.SequenceEqual("*FILE"u8))
        {
            kind = EntryKind.Directory;
        }
        else if (word.SequenceEqual("*STMF"u8) || word.SequenceEqual("*DSTMF"u8) || word.SequenceEqual("*MEM"u8) || word.SequenceEqual("*DOC"u8))
        {
            kind = EntryKind.File;
        }

        return true;
    }
}

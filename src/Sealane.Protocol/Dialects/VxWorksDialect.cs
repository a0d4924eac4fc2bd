namespace Sealane.Protocol.Dialects;

/// <summary>VxWorks: <c>     2048    Feb-28-1998  05:23:30   name   &lt;DIR&gt;</c>, below a header and a rule.</summary>
internal sealed class VxWorksDialect : ListDialect
{
    // Between time and name.
    private const int MaxBlanks = 3;

    public override string Name => "vxworks";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (IsHeader(line))
        {
            return ListLine.Ignored;
        }

        Columns words = new(line);
        if (!Number.TryRead(words.Next(), out long length) || !NumericDate.TryReadNamed(words.Next(), out NumericDate date)
            || !TimeOfDay.TryRead(words.Next(), out TimeOfDay time) || words.NameAfter(MaxBlanks) is var name && name < 0)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        ReadOnlySpan<byte> called = line[name..].TrimEnd((byte)' ');
        bool directory = called.EndsWith(" <DIR>"u8);
        called = directory ? called[..^6].TrimEnd((byte)' ') : line[name..];
        if (called.IsEmpty)
        {
            return ListLine.Unparsed;
        }

        ListedTime modified = date.At(time);
        entry = new ListedEntry
        {
            Name = raw.AsMemory(name, called.Length),
            Kind = directory ? EntryKind.Directory : EntryKind.File,
            Length = directory ? null : length,
            Modified = modified.Value,
            Precision = modified.Precision,
            IsLocalTime = true,
            Raw = raw,
        };
        return ListLine.Entry;
    }

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        Columns words = new(line);
        ReadOnlySpan<byte> first = words.Next();
        bool names = first.SequenceEqual("size"u8) && words.Next().SequenceEqual("date"u8) && words.Next().SequenceEqual("time"u8) && words.Next().SequenceEqual("name"u8);
        return names || (first.StartsWith("------"u8) && !line.ContainsAnyExcept((byte)'-', (byte)' '));
    }
}

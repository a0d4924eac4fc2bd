using System.Buffers;
using System.Text;

namespace Sealane.Protocol.Dialects;

/// <summary>OS/2: <c>36611      A    04-23-103  10:57  name</c> and <c>0           DIR   02-11-103  16:15  name</c>.</summary>
internal sealed class Os2Dialect : ListDialect
{
    private static readonly SearchValues<byte> s_attributes = SearchValues.Create("ARHS"u8);

    public override string Name => "os2";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line);
        if (!Number.TryRead(words.Next(), out long length))
        {
            return ListLine.Unparsed;
        }

        bool directory = false;
        ReadOnlySpan<byte> word;
        while (!(word = words.Next()).IsEmpty && (Ascii.EqualsIgnoreCase(word, "DIR"u8) || !word.ContainsAnyExcept(s_attributes)))
        {
            directory |= word.Length == 3 && (word[0] | 0x20) == 'd';
        }

        if (!NumericDate.TryRead(word, out NumericDate date) || !TimeOfDay.TryRead(words.Next(), out TimeOfDay time) || words.NameAfter(2) is var name && name < 0)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        ListedTime modified = date.At(time);
        entry = new ListedEntry
        {
            Name = raw.AsMemory(name),
            Kind = directory ? EntryKind.Directory : EntryKind.File,
            Length = directory ? null : length,
            Modified = modified.Value,
            Precision = modified.Precision,
            IsLocalTime = true,
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

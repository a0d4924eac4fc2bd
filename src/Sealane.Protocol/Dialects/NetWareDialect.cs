using System.Buffers;

namespace Sealane.Protocol.Dialects;

/// <summary>NetWare: <c>d [R----F--] supervisor            512       Jan 16 18:53    login</c>.</summary>
internal sealed class NetWareDialect(ListingClock clock, TextCache texts) : ListDialect
{
    // Between date and name; names begin with no blank there.
    private const int MaxBlanks = 80;

    private static readonly SearchValues<byte> s_rights = SearchValues.Create("-SRWCEMFA"u8);

    public override string Name => "netware";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line, 1);
        if (line.Length < 2 || line[0] is not ((byte)'d' or (byte)'-') || line[1] is not ((byte)' ' or (byte)'['))
        {
            return ListLine.Unparsed;
        }

        ReadOnlySpan<byte> rights = words.Next();
        if (rights.Length != 10 || rights[0] != '[' || rights[^1] != ']' || rights[1..^1].ContainsAnyExcept(s_rights))
        {
            return ListLine.Unparsed;
        }

        ReadOnlySpan<byte> owner = words.Next();
        if (!Number.TryRead(words.Next(), out long length))
        {
            return ListLine.Unparsed;
        }

        words.Next();
        if (!UnixDate.TryRead(line, words.Start, clock, out ListedTime time, out int end))
        {
            return ListLine.Unparsed;
        }

        int name = new Columns(line, end).NameAfter(MaxBlanks);
        if (name < 0)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        bool directory = line[0] == 'd';
        entry = new ListedEntry
        {
            Name = raw.AsMemory(name),
            Kind = directory ? EntryKind.Directory : EntryKind.File,
            Length = length,
            Modified = time.Value,
            Precision = time.Precision,
            IsLocalTime = time.IsLocal,
            Owner = texts.Get(owner),
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

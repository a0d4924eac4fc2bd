namespace Sealane.Protocol.Dialects;

/// <summary>
/// NetPresenz on the classic Mac OS, where a file has two forks and a directory a count of items:
/// <c>-------r--         326  1391972  1392298 Nov 22  1995 name</c> and <c>drwxrwxr-x               folder        2 May 10  1996 name</c>.
/// </summary>
internal sealed class NetPresenzDialect(ListingClock clock) : ListDialect
{
    public override string Name => "netpresenz";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (!UnixMode.TryRead(line, out EntryKind? kind, out int mode))
        {
            return ListLine.Unparsed;
        }

        Columns words = new(line, UnixMode.Length);
        ReadOnlySpan<byte> first = words.Next();
        long? length = null;
        if (first.SequenceEqual("folder"u8))
        {
            if (kind != EntryKind.Directory || !Number.TryRead(words.Next(), out _))
            {
                return ListLine.Unparsed;
            }
        }
        else if (kind == EntryKind.File && Number.TryRead(first, out long resources) && Number.TryRead(words.Next(), out long data)
            && Number.TryRead(words.Next(), out long both) && resources == both - data)
        {
            length = both;
        }
        else
        {
            return ListLine.Unparsed;
        }

        words.Next();
        if (!UnixDate.TryRead(line, words.Start, clock, out ListedTime time, out int end) || end + 1 >= line.Length || line[end] != ' ')
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        entry = new ListedEntry
        {
            Name = raw.AsMemory(end + 1),
            Kind = kind,
            Length = length,
            Modified = time.Value,
            Precision = time.Precision,
            IsLocalTime = time.IsLocal,
            Mode = mode,
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

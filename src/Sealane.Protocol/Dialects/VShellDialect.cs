namespace Sealane.Protocol.Dialects;

/// <summary>VShell: <c>206876  Apr 04, 2000 21:06 name</c>; a slash ends the names of directories.</summary>
internal sealed class VShellDialect(ListingClock clock) : ListDialect
{
    public override string Name => "vshell";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line);
        if (!Number.TryRead(words.Next(), out long length) || !MonthNames.TryRead(words.Next(), out _))
        {
            return ListLine.Unparsed;
        }

        int date = words.Start;
        if (!words.Next().EndsWith(","u8) || !UnixDate.TryRead(line, date, clock, out ListedTime time, out int end)
            || time.Precision == TimePrecision.Day || end + 1 >= line.Length || line[end] != ' ')
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        bool directory = line[^1] == '/' && line.Length - end > 2;
        entry = new ListedEntry
        {
            Name = raw.AsMemory(end + 1, line.Length - end - 1 - (directory ? 1 : 0)),
            Kind = directory ? EntryKind.Directory : EntryKind.File,
            Length = directory ? null : length,
            Modified = time.Value,
            Precision = time.Precision,
            IsLocalTime = true,
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

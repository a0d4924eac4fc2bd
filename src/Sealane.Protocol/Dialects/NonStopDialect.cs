namespace Sealane.Protocol.Dialects;

/// <summary>HP NonStop (Guardian): <c>IARPTS      101   16354 18-Mar-08 15:09:12 244, 10 "nnnn"</c> below <c>File  Code  EOF  Last Modification  Owner  RWEP</c>.</summary>
internal sealed class NonStopDialect(TextCache texts) : ListDialect
{
    public override string Name => "nonstop";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        Columns words = new(line);
        ReadOnlySpan<byte> name = words.Next();
        (int start, int end) = (words.Start, words.End);
        ReadOnlySpan<byte> code = words.Next();
        if (name.SequenceEqual("File"u8) && code.SequenceEqual("Code"u8) && words.Next().SequenceEqual("EOF"u8))
        {
            return ListLine.Ignored;
        }

        // A letter behind the code says that the file is open or broken.
        if (!Number.TryRead(code.TrimEnd("ABCDEFGHIJKLMNOPQRSTUVWXYZ+?"u8), out _) || !Number.TryRead(words.Next(), out long length)
            || !NumericDate.TryReadNamed(words.Next(), out NumericDate date) || !TimeOfDay.TryRead(words.Next(), out TimeOfDay time))
        {
            return ListLine.Unparsed;
        }

        ReadOnlySpan<byte> owner = words.Rest.Trim((byte)' ');
        int quote = owner.IndexOf((byte)'"');
        if (quote < 0 || owner[^1] != '"')
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        ListedTime modified = date.At(time);
        entry = new ListedEntry
        {
            Name = raw.AsMemory(start, end - start),
            Kind = EntryKind.File,
            Length = length,
            Modified = modified.Value,
            Precision = modified.Precision,
            IsLocalTime = true,
            Owner = texts.Get(owner[..quote].TrimEnd((byte)' ')),
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

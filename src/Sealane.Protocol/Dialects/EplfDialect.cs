namespace Sealane.Protocol.Dialects;

/// <summary>EPLF (publicfile, anonftpd): <c>+i8388621.29609,m824255902,r,s1024,&lt;TAB&gt;name</c>; its times are UTC.</summary>
internal sealed class EplfDialect : ListDialect
{
    public override string Name => "eplf";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        int tab = line.IndexOf((byte)'\t');
        if (line[0] != '+' || tab < 0 || tab + 1 == line.Length)
        {
            return ListLine.Unparsed;
        }

        byte[] raw = line.ToArray();
        EntryKind? kind = null;
        long? length = null;
        DateTime? modified = null;
        int? mode = null;
        ReadOnlyMemory<byte> unique = default;
        ReadOnlySpan<byte> facts = line[1..tab];
        foreach (Range range in facts.Split((byte)','))
        {
            ReadOnlySpan<byte> fact = facts[range];
            ReadOnlySpan<byte> value = fact.IsEmpty ? default : fact[1..];
            switch (fact.IsEmpty ? (byte)0 : fact[0])
            {
                case (byte)'/' when value.IsEmpty:
                    kind = EntryKind.Directory;
                    break;
                case (byte)'r' when value.IsEmpty:
                    kind = EntryKind.File;
                    break;
                case (byte)'s' when Number.TryRead(value, out long size):
                    length = size;
                    break;
                case (byte)'m' when Number.TryRead(value, out long seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds():
                    modified = DateTime.UnixEpoch.AddSeconds(seconds);
                    break;
                case (byte)'i':
                    unique = raw.AsMemory(1 + range.Start.GetOffset(facts.Length) + 1, value.Length);
                    break;
                case (byte)'u' when value.Length > 1 && value[0] == 'p' && Number.TryReadOctal(value[1..], out int bits):
                    mode = bits & 0xFFF;
                    break;
            }
        }

        entry = new ListedEntry
        {
            Name = raw.AsMemory(tab + 1),
            Kind = kind,
            Length = length,
            Modified = modified,
            Precision = modified is null ? TimePrecision.None : TimePrecision.Second,
            Mode = mode,
            Unique = unique,
            Raw = raw,
        };
        return ListLine.Entry;
    }
}

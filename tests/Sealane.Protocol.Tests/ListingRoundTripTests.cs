using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

/// <summary>What our server writes, our client reads.</summary>
public sealed class ListingRoundTripTests
{
    private static readonly Gen<byte[]> s_names = Gen.ArrayOf(Gen.Frequency(
            (8, Gen.Choose(0x20, 0x7E)), (2, Gen.Choose(0x80, 0xFF)), (1, Gen.Elements(9, 0x1B, 0x20))))
        .Select(b => b.Select(i => (byte)i).ToArray())
        .Where(n => n.Length > 0 && n is not ([(byte)'.'] or [(byte)'.', (byte)'.']));

    private static readonly Gen<FileEntry> s_entries =
        from name in s_names
        from target in s_names
        from kind in Gen.Elements(EntryKind.File, EntryKind.Directory, EntryKind.SymbolicLink, EntryKind.Other)
        from mode in Gen.Choose(0, 0xFFF)
        from length in Gen.OneOf(Gen.Choose(0, 5000).Select(i => (long)i), Gen.Elements(long.MaxValue, int.MaxValue, 1L << 40))
        from age in Gen.OneOf(Gen.Choose(0, 180 * 86400), Gen.Choose(183 * 86400, int.MaxValue))
        from owner in Gen.Choose(0, int.MaxValue)
        select new FileEntry
        {
            Name = name,
            LinkTarget = kind == EntryKind.SymbolicLink ? target : default,
            Kind = kind,
            Mode = mode,
            Length = kind == EntryKind.SymbolicLink ? target.Length : length,
            Modified = ListingText.Now.AddSeconds(-age).AddMilliseconds(age % 1000),
            Links = 1 + ((uint)owner % 3),
            Owner = (uint)owner,
            Group = (uint)owner / 2,
            Device = 7,
            Inode = 1 + (uint)owner,
        };

    [Fact]
    public void LIST() => Prop.ForAll(s_entries.ToArbitrary(), entry =>
    {
        ArrayBufferWriter<byte> output = new();
        ListWriter.Write(output, entry, ListingText.Now, TimeSpan.Zero, Fragmented.Bytes($"{entry.Owner}"), Fragmented.Bytes($"{entry.Group}"), entry.Name.Span);
        ListParser parser = new(ListingText.Now);
        Assert.Equal(ListLine.Entry, parser.Read(output.WrittenSpan[..^2], out ListedEntry? read));
        Assert.Equal(Fragmented.Text(entry.Name.Span), Fragmented.Text(read!.Name.Span));
        Assert.Equal(Fragmented.Text(entry.LinkTarget.Span), Fragmented.Text(read.LinkTarget.Span));
        Assert.Equal((entry.Kind, (int?)entry.Mode, $"{entry.Owner}", $"{entry.Group}"), (read.Kind!.Value, read.Mode, read.Owner, read.Group));
        Assert.Equal(entry.Length, read.Length);
        Assert.True(read.IsLocalTime);
        DateTime expected = read.Precision == TimePrecision.Day ? entry.Modified.Date : entry.Modified.AddTicks(-(entry.Modified.Ticks % TimeSpan.TicksPerMinute));
        Assert.Equal(expected, read.Modified);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void MLSD() => Prop.ForAll(s_entries.ToArbitrary(), Gen.Choose(1, (int)Facts.All).Select(f => (Facts)f).ToArbitrary(), (entry, facts) =>
    {
        ArrayBufferWriter<byte> output = new();
        FactsWriter.Write(output, entry, facts, "adfrw"u8, default, entry.Name.Span);
        MlsxParser parser = new();
        Assert.Equal(ListLine.Entry, parser.Read(output.WrittenSpan[..^2], out ListedEntry? read));
        Assert.Equal(Fragmented.Text(entry.Name.Span), Fragmented.Text(read!.Name.Span));
        Assert.Equal(facts.HasFlag(Facts.Type) ? entry.Kind : null, read.Kind);
        Assert.Equal(facts.HasFlag(Facts.Size) && entry.IsFile ? entry.Length : null, read.Length);
        Assert.Equal(facts.HasFlag(Facts.Modify) ? entry.Modified : null, read.Modified);
        Assert.Equal(facts.HasFlag(Facts.Perm) ? "adfrw" : null, read.Perm);
        Assert.Equal(facts.HasFlag(Facts.Unique) ? $"7g{entry.Inode:x}" : "", Fragmented.Text(read.Unique.Span));
        Assert.Equal(facts.HasFlag(Facts.UnixMode) ? entry.Mode : null, read.Mode);
        Assert.Equal(facts.HasFlag(Facts.UnixOwner) ? $"{entry.Owner}" : null, read.Owner);
        Assert.Equal(facts.HasFlag(Facts.UnixGroup) ? $"{entry.Group}" : null, read.Group);
        Assert.Equal((DirectoryRole.Entry, false), (read.Role, read.IsLocalTime));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}

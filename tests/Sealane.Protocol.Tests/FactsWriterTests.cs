using System.Buffers;

namespace Sealane.Protocol.Tests;

public sealed class FactsWriterTests
{
    private static readonly FileEntry s_file = new()
    {
        Kind = EntryKind.File,
        Length = 18,
        Modified = new DateTime(2026, 11, 22, 14, 1, 1, 123, DateTimeKind.Utc),
        Mode = 0x1A4, // 0644
        Owner = 1000,
        Group = 1001,
        Device = 0x801,
        Inode = 0x2F,
    };

    [Fact]
    public void All_facts_of_a_file() => Assert.Equal(
        "type=file;size=18;modify=20261122140101.123;perm=adfrw;unique=801g2f;UNIX.mode=0644;UNIX.owner=1000;UNIX.group=1001; name\r\n",
        Write(s_file, Facts.All));

    [Fact]
    public void No_fact_leaves_a_blank_and_the_name() => Assert.Equal(" name\r\n", Write(s_file, Facts.None));

    [Theory]
    [InlineData(EntryKind.File, "type=file;size=18; name\r\n")]
    [InlineData(EntryKind.Directory, "type=dir; name\r\n")]
    [InlineData(EntryKind.SymbolicLink, "type=OS.unix=symlink; name\r\n")]
    [InlineData(EntryKind.Other, "type=OS.unix=special; name\r\n")]
    public void Kinds_have_types_and_only_files_a_size(EntryKind kind, string line) =>
        Assert.Equal(line, Write(s_file with { Kind = kind }, Facts.Type | Facts.Size));

    [Fact]
    public void The_directory_itself_and_its_parent_have_types_of_their_own()
    {
        ArrayBufferWriter<byte> output = new();
        FactsWriter.Write(output, s_file with { Kind = EntryKind.Directory }, Facts.Type, default, "cdir"u8, "/a"u8);
        FactsWriter.Write(output, s_file with { Kind = EntryKind.Directory }, Facts.Type, default, "pdir"u8, "/"u8);
        Assert.Equal("type=cdir; /a\r\ntype=pdir; /\r\n", Fragmented.Text(output.WrittenSpan));
    }

    [Fact]
    public void Unknown_facts_are_left_out() =>
        Assert.Equal("type=file; name\r\n", Write(s_file with { Modified = DateTime.MinValue, Inode = 0 }, Facts.Type | Facts.Modify | Facts.Unique));

    [Fact]
    public void Set_user_id_and_the_largest_numbers_fit() => Assert.Equal(
        "size=9223372036854775807;unique=ffffffffffffffffgffffffffffffffff;UNIX.mode=7777;UNIX.owner=4294967295;UNIX.group=4294967295; name\r\n",
        Write(
            s_file with { Length = long.MaxValue, Device = ulong.MaxValue, Inode = ulong.MaxValue, Mode = 0xFFF, Owner = uint.MaxValue, Group = uint.MaxValue },
            Facts.All & ~(Facts.Type | Facts.Modify | Facts.Perm)));

    [Theory]
    [InlineData(" a;b = c ")]
    [InlineData("\xFF\xE4")]
    [InlineData("\x1b[2J")]
    public void Names_are_kept_byte_for_byte(string name) => Assert.Equal(" " + name + "\r\n", Write(s_file, Facts.None, name));

    [Theory]
    [InlineData("a\r\n226 ok")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void A_name_without_a_form_on_the_wire_is_skipped(string name) => Assert.Equal("", Write(s_file, Facts.All, name));

    private static string Write(in FileEntry entry, Facts facts, string name = "name")
    {
        ArrayBufferWriter<byte> output = new();
        FactsWriter.Write(output, entry, facts, "adfrw"u8, default, Fragmented.Bytes(name));
        return Fragmented.Text(output.WrittenSpan);
    }
}

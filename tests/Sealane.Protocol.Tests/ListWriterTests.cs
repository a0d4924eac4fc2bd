using System.Buffers;

namespace Sealane.Protocol.Tests;

public sealed class ListWriterTests
{
    private static readonly DateTime s_now = new(2026, 11, 22, 14, 22, 59, DateTimeKind.Utc);

    private static readonly FileEntry s_file = new()
    {
        Kind = EntryKind.File,
        Length = 18,
        Modified = new DateTime(2026, 11, 22, 14, 1, 1, DateTimeKind.Utc),
        Mode = 0x180, // 0600
        Links = 1,
    };

    // The expected lines, from here to the end of the method, are what vsftpd 3.0.3 sent for such files.
    [Fact]
    public void Lines_are_vsftpds_to_the_byte()
    {
        Assert.Equal("-rw-------    1 1000     1000           18 Nov 22 14:01 testfile.txt\r\n", Write(s_file, "testfile.txt", "1000", "1000"));
        Assert.Equal("-rw-r--r--    1 0        0         1234567 Jan 05  2020 big\r\n",
            Write(s_file with { Mode = 0x1A4, Length = 1234567, Modified = new DateTime(2020, 1, 5, 3, 4, 0) }, "big"));
        Assert.Equal("drwx--x--T    2 0        0            4096 Nov 22 14:22 d\r\n",
            Write(s_file with { Kind = EntryKind.Directory, Mode = 0x3C8, Links = 2, Length = 4096, Modified = s_now }, "d"));
        Assert.Equal("-rwsr-xr-x    1 0        0               0 Dec 05  2027 future\r\n",
            Write(s_file with { Mode = 0x9ED, Length = 0, Modified = new DateTime(2027, 12, 5, 3, 4, 0) }, "future"));
        Assert.Equal("-rw-r-Sr--    1 1234567  1234567890        0 Nov 22 14:22 s2\r\n", Write(s_file with { Mode = 0x5A4, Length = 0, Modified = s_now }, "s2", "1234567", "1234567890"));
        Assert.Equal("lrwxrwxrwx    1 0        0               1 Nov 22 14:22 lnk -> f\r\n",
            Write(s_file with { Kind = EntryKind.SymbolicLink, Mode = 0x1FF, Length = 1, Modified = s_now, LinkTarget = "f"u8.ToArray() }, "lnk"));
    }

    [Theory]
    [InlineData(0, "----------")]
    [InlineData(0x1FF, "-rwxrwxrwx")]
    [InlineData(0xFFF, "-rwsrwsrwt")]
    [InlineData(0xE00, "---S--S--T")]
    [InlineData(0x49, "---x--x--x")]
    public void Modes_have_letters(int mode, string letters) => Assert.StartsWith(letters + " ", Write(s_file with { Mode = mode }, "a"), StringComparison.Ordinal);

    [Theory]
    [InlineData(-182 * 86400, "May 24 14:22")]
    [InlineData((-182 * 86400) - 1, "May 24  2026")]
    [InlineData(0, "Nov 22 14:22")]
    [InlineData(60, "Nov 22 14:23")]
    [InlineData(61, "Nov 22  2026")]
    public void Half_a_year_back_has_a_time_of_day(int seconds, string date) =>
        Assert.Contains(" " + date + " a\r\n", Write(s_file with { Modified = s_now.AddSeconds(seconds) }, "a"), StringComparison.Ordinal);

    [Fact]
    public void Times_are_shifted_for_display()
    {
        FileEntry late = s_file with { Modified = new DateTime(2026, 10, 31, 23, 30, 0, DateTimeKind.Utc) };
        Assert.Contains(" Nov 01 00:30 a", Write(late, "a", offset: TimeSpan.FromHours(1)), StringComparison.Ordinal);
        Assert.Contains(" Dec 31  9999 a", Write(late with { Modified = DateTime.MaxValue }, "a", offset: TimeSpan.FromHours(1)), StringComparison.Ordinal);
        Assert.Contains(" Jan 01  1970 a", Write(late with { Modified = DateTime.MinValue }, "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_grow_with_their_content() => Assert.Equal(
        "-rw------- 4294967295 long-owner-name long-group-name 9223372036854775807 Nov 22 14:01 a\r\n",
        Write(s_file with { Links = uint.MaxValue, Length = long.MaxValue }, "a", "long-owner-name", "long-group-name"));

    [Fact]
    public void No_name_or_target_begins_a_line_of_its_own() => Assert.EndsWith(
        " a??b? -> c?d\r\n",
        Write(s_file with { Kind = EntryKind.SymbolicLink, LinkTarget = "c\nd"u8.ToArray() }, "a\r\nb\0"),
        StringComparison.Ordinal);

    [Fact]
    public void Other_bytes_of_a_name_are_kept() => Assert.EndsWith("  \xFF\x1b \r\n", Write(s_file, " \xFF\x1b "), StringComparison.Ordinal);

    [Fact]
    public void Special_files_have_their_letter() => Assert.StartsWith("prw-------", Write(s_file with { Kind = EntryKind.Other, Special = (byte)'p' }, "a"), StringComparison.Ordinal);

    [Fact]
    public void Special_files_that_nobody_knows_look_like_sockets() => Assert.StartsWith("srw-------", Write(s_file with { Kind = EntryKind.Other }, "a"), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_allocated_for_an_entry()
    {
        ArrayBufferWriter<byte> output = new(1 << 20);
        byte[] name = Fragmented.Bytes("testfile.txt");
        WriteBoth();
        output.ResetWrittenCount();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            WriteBoth();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void WriteBoth()
        {
            ListWriter.Write(output, s_file, s_now, TimeSpan.Zero, "1000"u8, "1000"u8, name);
            FactsWriter.Write(output, s_file, Facts.All, "adfrw"u8, default, name);
        }
    }

    private static string Write(in FileEntry entry, string name, string owner = "0", string group = "0", TimeSpan offset = default)
    {
        ArrayBufferWriter<byte> output = new();
        ListWriter.Write(output, entry, s_now, offset, Fragmented.Bytes(owner), Fragmented.Bytes(group), Fragmented.Bytes(name));
        return Fragmented.Text(output.WrittenSpan);
    }
}

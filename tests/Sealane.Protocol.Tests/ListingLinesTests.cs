namespace Sealane.Protocol.Tests;

public sealed class ListingLinesTests
{
    [Theory]
    [InlineData("a\r\nbb\nccc\r\r\n\nend", "a|bb|ccc||end")]
    [InlineData("a\r\n", "a")]
    [InlineData("", "")]
    [InlineData("\xFF\xF4\xFF\xFF\x16\x03\n", "\xFF\xF4\xFF\xFF\x16\x03")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("12345678\r\n123456789\r\nab\n", "12345678|12345678!|ab")]
    [InlineData("12345678\r\r\n12345678\r\r\r\r\nab\n", "12345678|12345678!|ab")]
    [InlineData("1234567890123456789\nab\n123456789", "12345678!|ab|12345678!")]
    public void Lines_are_the_same_however_they_arrive(string sample, string expected)
    {
        foreach (byte[][] pieces in Fragmented.Cuts(Fragmented.Bytes(sample)))
        {
            ListingLines lines = new(maxLength: 8);
            List<string> found = [];
            foreach (byte[] piece in pieces)
            {
                ReadOnlySpan<byte> block = piece;
                while (lines.TryRead(ref block, out ReadOnlySpan<byte> line, out bool cut))
                {
                    found.Add(Fragmented.Text(line) + (cut ? "!" : ""));
                }
            }

            if (lines.TryReadLast(out ReadOnlySpan<byte> last, out bool lastCut))
            {
                found.Add(Fragmented.Text(last) + (lastCut ? "!" : ""));
            }

            Assert.Equal(expected, string.Join('|', found));
        }
    }

    [Fact]
    public void A_line_without_end_fills_no_memory()
    {
        ListingLines lines = new(maxLength: 1000);
        byte[] block = new byte[100_000];
        Array.Fill(block, (byte)'x');
        ReadOnlySpan<byte> first = block;
        Assert.False(lines.TryRead(ref first, out _, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ReadOnlySpan<byte> more = block;
            Assert.False(lines.TryRead(ref more, out _, out _));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        ReadOnlySpan<byte> end = "y\nz\n"u8;
        Assert.True(lines.TryRead(ref end, out ReadOnlySpan<byte> line, out bool cut));
        Assert.True(cut);
        Assert.Equal(1000, line.Length);
        Assert.True(lines.TryRead(ref end, out line, out cut));
        Assert.Equal(("z", false), (Fragmented.Text(line), cut));
    }
}

namespace Sealane.Protocol.Tests;

public sealed class ListParserTests
{
    [Theory]
    // The clock says 22 November 2026, 14:22 UTC; the server's zone may be ahead of it.
    [InlineData("2026-11-22T14:22:00", "Nov 22 14:22", "2026-11-22 14:22")]
    [InlineData("2026-11-22T14:22:00", "Nov 23 14:22", "2026-11-23 14:22")]
    [InlineData("2026-11-22T14:22:00", "Nov 23 14:23", "2025-11-23 14:23")]
    [InlineData("2026-11-22T14:22:00", "May 23 10:00", "2026-05-23 10:00")]
    [InlineData("2026-01-02T00:10:00", "Dec 31 23:50", "2025-12-31 23:50")]
    [InlineData("2026-12-31T23:30:00", "Jan 01 00:30", "2027-01-01 00:30")]
    [InlineData("2026-12-31T20:00:00", "Jan 02 10:00", "2026-01-02 10:00")]
    [InlineData("2024-03-01T12:00:00", "Feb 29 10:00", "2024-02-29 10:00")]
    [InlineData("2024-02-28T12:00:00", "Feb 29 10:00", "2024-02-29 10:00")]
    [InlineData("2026-03-01T12:00:00", "Feb 29 10:00", "2024-02-29 10:00")]
    [InlineData("2103-03-01T12:00:00", "Feb 29 10:00", "2096-02-29 10:00")]
    public void Years_are_inferred(string now, string date, string expected)
    {
        ListParser parser = new(DateTime.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ListLine.Entry, parser.Read(Fragmented.Bytes($"-rw-r--r-- 1 a b 1 {date} n"), out ListedEntry? entry));
        Assert.Equal($"file [n] 1 {expected} L 644 a:b", ListingText.Of(entry!));
    }

    [Fact]
    public void Extreme_clocks_are_survived()
    {
        foreach (DateTime now in new[] { DateTime.MinValue, DateTime.MaxValue })
        {
            ListParser parser = new(now);
            parser.Read("-rw-r--r-- 1 a b 1 Jan 01 00:00 n"u8, out ListedEntry? entry);
            Assert.Equal(now.Year, entry!.Modified!.Value.Year);
            Assert.Equal(now.Year > 5000 ? ListLine.Entry : ListLine.Unparsed, parser.Read("-rw-r--r-- 1 a b 1 Feb 29 00:00 n"u8, out _));
        }
    }

    [Fact]
    public void A_dialect_is_kept_and_no_other_shut_out()
    {
        const string unix = "-rw-r--r-- 1 a b 18 Nov 22 08:43 u";
        const string dos = "11-22-26  08:43AM                   18 d";
        ListingText.Expect(
            () => new ListParser(ListingText.Now),
            $"{unix}\n{dos}\n{unix}\nwhat is this\n{dos}\n",
            "file [u] 18 2026-11-22 08:43 L 644 a:b",
            "file [d] 18 2026-11-22 08:43 L",
            "file [u] 18 2026-11-22 08:43 L 644 a:b",
            "!what is this",
            "file [d] 18 2026-11-22 08:43 L");
    }

    [Fact]
    public void What_is_not_understood_is_counted_and_kept()
    {
        ListParser parser = new(ListingText.Now);
        ListingText.Read(parser, [Fragmented.Bytes("-rw-r--r-- 1 a b 18 Nov 22 08:43 u\nls: cannot open directory: Permission denied\n" + new string('x', 500) + "\nplain\n")]);
        Assert.Equal((1, 3), (parser.Entries, parser.UnparsedLines));
        Assert.Equal("ls: cannot open directory: Permission denied", Fragmented.Text(parser.FirstUnparsed.Span));
        parser.CountUnparsed("y"u8);
        Assert.Equal(4, parser.UnparsedLines);
    }

    [Fact]
    public void Half_an_entry_is_not_understood()
    {
        ListParser atEnd = new(ListingText.Now);
        Assert.Equal(ListLine.Continues, atEnd.Read("LONG.TXT;1"u8, out _));
        Assert.Equal(0, atEnd.UnparsedLines);
        atEnd.Complete();
        atEnd.Complete();
        Assert.Equal(1, atEnd.UnparsedLines);

        ListParser interrupted = new(ListingText.Now);
        Assert.Equal(ListLine.Continues, interrupted.Read("LONG.TXT;1"u8, out _));
        Assert.Equal(ListLine.Entry, interrupted.Read("-rw-r--r-- 1 a b 18 Nov 22 08:43 u"u8, out _));
        interrupted.Complete();
        Assert.Equal((1, 1), (interrupted.Entries, interrupted.UnparsedLines));
        Assert.Equal("LONG.TXT;1", Fragmented.Text(interrupted.FirstUnparsed.Span));
    }

    [Theory]
    [InlineData("README.TXT")]
    [InlineData("550 No such directory.")]
    [InlineData("-rw-r--r-- 1 a b 18 Nov 22 08:43 n\0m")]
    [InlineData("5 files")]
    [InlineData("Migrated OLD.DATA")]
    [InlineData("PROG2")]
    [InlineData("2026-11-22 backup failed")]
    public void Lines_of_no_dialect_are_left_to_the_caller(string line)
    {
        ListParser parser = new(ListingText.Now);
        Assert.Equal(ListLine.Unparsed, parser.Read(Fragmented.Bytes(line), out ListedEntry? entry));
        Assert.Null(entry);
        Assert.Equal(1, parser.UnparsedLines);
    }

    [Fact]
    public void A_large_directory_costs_little_an_entry()
    {
        byte[] line = Fragmented.Bytes("-rw-r--r--    1 1000     1000           18 Nov 22 08:43 testfile.txt");
        ListParser parser = new(ListingText.Now);
        parser.Read(line, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            parser.Read(line, out _);
        }

        // The entry and its line, and nothing else.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100_000, 100, 400);
        Assert.Equal((100_001, 0), (parser.Entries, parser.UnparsedLines));
    }
}

namespace Sealane.Protocol.Tests;

public sealed class MlsxParserTests
{
    [Theory]
    [InlineData("type=file;size=18;modify=20261122140101.123;perm=adfrw;unique=801g2f;UNIX.mode=0644;UNIX.owner=1000;UNIX.group=1001; name", "file [name] 18 2026-11-22 14:01:01.123 Z 644 1000:1001")]
    [InlineData("Type=File;SIZE=18;MODIFY=20261122140101; name", "file [name] 18 2026-11-22 14:01:01 Z")]
    [InlineData("type=dir;sizd=4096;UNIX.mode=040755;UNIX.owner=0;UNIX.ownername=root;UNIX.groupname=staff; d", "dir [d] 4096 755 root:staff")]
    [InlineData("type=cdir; /a b", "Itself dir [/a b]")]
    [InlineData("type=pdir; /", "Parent dir [/]")]
    [InlineData("type=dir; ..", "Parent dir [..]")]
    [InlineData("type=dir; .", "Itself dir [.]")]
    [InlineData("type=OS.unix=slink:/target;size=7; l", "link [l] 7 -> [/target]")]
    [InlineData("type=OS.unix=slink:/with blank;size=7; l", "link [l] 7 -> [/with blank]")]
    [InlineData("type=OS.unix=slink:/with blank; l", "link [l] -> [/with blank]")]
    [InlineData("size=7;type=OS.unix=slink:/t na;me", "link [na;me] 7 -> [/t]")]
    [InlineData("type=OS.unix=symlink; l", "link [l]")]
    [InlineData("type=OS.unix=slink:; l", "link [l]")]
    [InlineData("type=OS.unix=chr-4/64; tty", "other [tty]")]
    [InlineData("type=OS.unix=slink:/t;type=dir; d", "dir [d]")]
    [InlineData("type=OS.other=thing; x", "? [x]")]
    [InlineData(" only a name", "? [only a name]")]
    [InlineData("type=file;   three blanks ", "file [  three blanks ]")]
    [InlineData("type=file;size=18 no last semicolon", "file [no last semicolon] 18")]
    [InlineData("type=file;size=18 na; me", "file [na; me] 18")]
    [InlineData("type=file; a=b;c=d; e", "file [a=b;c=d; e]")]
    [InlineData("size=;modify=;perm=;type=; x", "? [x]")]
    [InlineData("size=-1;modify=yesterday;UNIX.mode=9; x", "? [x]")]
    [InlineData("size=+1;media-type=text/plain;lang=en;win32.ea=1;x.unknown=2; x", "? [x]")]
    [InlineData("type=file; \xE4", "file [\xE4]")]
    public void Lines_of_facts(string line, string expected)
    {
        MlsxParser parser = new();
        Assert.Equal(ListLine.Entry, parser.Read(Fragmented.Bytes(line), out ListedEntry? entry));
        Assert.Equal(expected, ListingText.Of(entry!));
        Assert.Equal(line, Fragmented.Text(entry!.Raw.Span));
    }

    [Theory]
    [InlineData("-rw-r--r-- 1 0 0 18 Nov 22 08:43 name")]
    [InlineData("name")]
    [InlineData("type=file;")]
    [InlineData("type=file; ")]
    [InlineData("type=file")]
    [InlineData("=x; name")]
    [InlineData(";type=file; name")]
    [InlineData("type=file;size; name")]
    [InlineData(" ")]
    public void What_is_no_line_of_facts(string line)
    {
        MlsxParser parser = new();
        Assert.Equal(ListLine.Unparsed, parser.Read(Fragmented.Bytes(line), out ListedEntry? entry));
        Assert.Null(entry);
        Assert.Equal((0, 1, line), (parser.Entries, parser.UnparsedLines, Fragmented.Text(parser.FirstUnparsed.Span)));
    }

    [Fact]
    public void A_listing_is_read_wherever_it_is_cut() => ListingText.Expect(
        () => new MlsxParser(),
        "type=cdir;UNIX.mode=0755; /\r\ntype=file;size=1; a\r\n\r\ntype=dir;  b\r\nnonsense\r\ntype=file;size=2; c",
        "Itself dir [/] 755",
        "file [a] 1",
        "dir [ b]",
        "!nonsense",
        "file [c] 2");

    [Fact]
    public void Perm_and_unique_are_told()
    {
        MlsxParser parser = new();
        parser.Read("perm=;unique=801g2f; x"u8, out ListedEntry? entry);
        Assert.Equal("", entry!.Perm);
        Assert.Equal("801g2f", Fragmented.Text(entry.Unique.Span));
        parser.Read("type=file; x"u8, out entry);
        Assert.Null(entry!.Perm);
        Assert.True(entry.Unique.IsEmpty);
    }

    [Theory]
    [InlineData("250-Begin\r\n type=file;size=18; /a/b\r\n250 End\r\n", "file [/a/b] 18")]
    [InlineData("250-Begin\r\n250-type=file;size=18; /a/b\r\n250 End\r\n", "file [/a/b] 18")]
    [InlineData("250-Begin\r\ntype=file;size=18; /a/b\r\n250 End\r\n", "file [/a/b] 18")]
    [InlineData("250-Begin\r\n  /a/b\r\n250 End\r\n", "? [/a/b]")]
    [InlineData("250 type=file;size=18; /a/b\r\n", "file [/a/b] 18")]
    [InlineData("250 Done\r\n", null)]
    [InlineData("250-Begin\r\n250 End\r\n", null)]
    public void MLST_answers_in_its_reply(string wire, string? expected)
    {
        using LineBuffer buffer = new();
        Fragmented.Feed(buffer, Fragmented.Bytes(wire));
        Assert.Equal(ReplyStatus.Reply, new ReplyParser().TryRead(buffer, out ServerReply? reply));
        Assert.Equal(expected is not null, new MlsxParser().TryReadReply(reply!, out ListedEntry? entry));
        Assert.Equal(expected, entry is null ? null : ListingText.Of(entry));
    }

    [Fact]
    public void A_large_directory_costs_little_an_entry()
    {
        byte[] line = Fragmented.Bytes("type=file;size=18;modify=20261122140101.123;perm=adfrw;unique=801g2f;UNIX.mode=0644;UNIX.owner=1000;UNIX.group=1001; name\r\n");
        byte[] block = [.. Enumerable.Repeat(line, 500).SelectMany(l => l)];
        MlsxParser parser = new();
        ListingLines lines = new();
        ReadAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            ReadAll();
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100_000;
        Assert.Equal(100_500, parser.Entries);
        // The entry and its line, and nothing else.
        Assert.InRange(each, 100, 450);

        void ReadAll()
        {
            ReadOnlySpan<byte> rest = block;
            while (lines.TryRead(ref rest, out ReadOnlySpan<byte> found, out _))
            {
                parser.Read(found, out _);
            }
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData(" ", true)]
    [InlineData("...", true)]
    [InlineData("a/b", false)]
    [InlineData("../x", false)]
    [InlineData("/", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a\0", false)]
    public void Names_that_leave_the_directory_are_told_from_plain_ones(string name, bool plain) =>
        Assert.Equal(plain, new ListedEntry { Name = Fragmented.Bytes(name) }.HasPlainName);
}

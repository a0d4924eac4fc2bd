namespace Sealane.Protocol.Tests.Dialects;

public sealed class UnixDialectTests
{
    [Fact]
    public void What_vsftpd_writes() => Expect(
        """
        drwxr-xr-x    2 0        0            4096 Nov 22 14:22 d
        -rw-------    1 1000     1000           18 Nov 22 08:43 testfile.txt
        -rw-r--r--    1 0        0         1234567 Jan 05  2020 big
        lrwxrwxrwx    1 0        0               1 Nov 22 14:22 lnk -> f
        """,
        "dir [d] 4096 2026-11-22 14:22 L 755 0:0",
        "file [testfile.txt] 18 2026-11-22 08:43 L 600 1000:1000",
        "file [big] 1234567 2020-01-05 L 644 0:0",
        "link [lnk] 1 2026-11-22 14:22 L 777 0:0 -> [f]");

    [Fact]
    public void Columns_that_are_missing_or_joined() => Expect(
        """
        total 24
        -rw-r--r--   1 anna           18 Nov 22 08:43 no group
        -rw-r--r--   1               18 Nov 22 08:43 links only
        -rw-r--r--   anna staff      18 Nov 22 08:43 no links
        -rw-r--r--                   18 Nov 22 08:43 nothing
        -rwxrwx---+  1 anna Domain Users 18 Nov 22 08:43 group with a blank
        -rw-r--r--.  1 anna staff    18 Nov 22 08:43 selinux
        -rw-r--r--@  1 anna staff    18 Nov 22 08:43 mac
        drwxr-xr-x123 anna staff     18 Nov 22 08:43 many links
        drwxr-xr-x   2 anna staff       Nov 22 08:43 no size
        d---------   1 owner    group               0 May  9 19:45 Softlib
        """,
        "file [no group] 18 2026-11-22 08:43 L 644 anna:",
        "file [links only] 18 2026-11-22 08:43 L 644",
        "file [no links] 18 2026-11-22 08:43 L 644 anna:staff",
        "file [nothing] 18 2026-11-22 08:43 L 644",
        "file [group with a blank] 18 2026-11-22 08:43 L 770 anna:Domain Users",
        "file [selinux] 18 2026-11-22 08:43 L 644 anna:staff",
        "file [mac] 18 2026-11-22 08:43 L 644 anna:staff",
        "dir [many links] 18 2026-11-22 08:43 L 755 anna:staff",
        "dir [no size] 2026-11-22 08:43 L 755 anna:staff",
        "dir [Softlib] 0 2026-05-09 19:45 L 0 owner:group");

    [Fact]
    public void Names_keep_their_blanks_and_look_like_other_columns() => Expect(
        "-rw-r--r-- 1 0 0 18 Nov 22 08:43  lead\r\n"
        + "-rw-r--r-- 1 0 0 18 Nov 22  2025   three \r\n"
        + "-rw-r--r-- 1 0 0 18 Nov 22 08:43 7 Nov 21 07:12 x\r\n"
        + "-rw-r--r-- 1 0 0 18 Nov 22 08:43 2024\r\n"
        + "-rw-r--r-- 1 may 12 2026 Nov 22 08:43 f\r\n"
        + "-rw-r--r-- 1 0 0 18 Nov 22 08:43 a -> b\r\n"
        + "-rw-r--r-- 1 0 0 18 Nov 22 08:43 \u00e4\r\n",
        "file [ lead] 18 2026-11-22 08:43 L 644 0:0",
        "file [  three ] 18 2025-11-22 L 644 0:0",
        "file [7 Nov 21 07:12 x] 18 2026-11-22 08:43 L 644 0:0",
        "file [2024] 18 2026-11-22 08:43 L 644 0:0",
        "file [f] 2026 2026-11-22 08:43 L 644 may:12",
        "file [a -> b] 18 2026-11-22 08:43 L 644 0:0",
        "file [Ã¤] 18 2026-11-22 08:43 L 644 0:0");

    [Fact]
    public void Links_are_parted_where_their_length_says() => Expect(
        """
        lrwxrwxrwx 1 0 0 2 Nov 22 08:43 a -> b -> /c
        lrwxrwxrwx 1 0 0 7 Nov 22 08:43 a -> b -> /c
        lrwxrwxrwx 1 0 0 99 Nov 22 08:43 a -> /c
        lrwxrwxrwx 1 0 0 99 Nov 22 08:43 a
        """,
        "link [a -> b] 2 2026-11-22 08:43 L 777 0:0 -> [/c]",
        "link [a] 7 2026-11-22 08:43 L 777 0:0 -> [b -> /c]",
        "link [a] 99 2026-11-22 08:43 L 777 0:0 -> [/c]",
        "link [a] 99 2026-11-22 08:43 L 777 0:0");

    [Fact]
    public void Special_files_have_device_numbers_instead_of_a_size() => Expect(
        """
        crw-rw---- 1 root tty    4, 64 Nov 22 08:43 tty
        brw-rw---- 1 root disk   8,0 Nov 22 08:43 sda
        prw-r--r-- 1 root root     0 Nov 22 08:43 pipe
        -rwsr-sr-t 1 root root     1 Nov 22 08:43 special
        -rwSr-Sr-T 1 root root     1 Nov 22 08:43 without x
        """,
        "other [tty] 2026-11-22 08:43 L 660 root:tty",
        "other [sda] 2026-11-22 08:43 L 660 root:disk",
        "other [pipe] 0 2026-11-22 08:43 L 644 root:root",
        "file [special] 1 2026-11-22 08:43 L 7755 root:root",
        "file [without x] 1 2026-11-22 08:43 L 7644 root:root");

    [Fact]
    public void Sizes_that_tell_none() => Expect(
        """
        -rw-r--r-- 1 0 0 -2147483648 Nov 22 08:43 of 32 bits
        -rw-r--r-- 1 0 0 4.0K Nov 22 08:43 rounded
        -rw-r--r-- 1 0 0 99999999999999999999 Nov 22 08:43 too large
        """,
        "file [of 32 bits] 2026-11-22 08:43 L 644 0:0",
        "file [rounded] 2026-11-22 08:43 L 644 0:0",
        "file [too large] 2026-11-22 08:43 L 644 0:0");

    // After a day alone, ls fills up with a blank: that of "2026-11-22  lead" cannot be told from it.
    [Theory]
    [InlineData("Nov 22  2025", "2025-11-22")]
    [InlineData("Nov 22 08:43:30 2024", "2024-11-22 08:43:30")]
    [InlineData("22 Nov 08:43", "2026-11-22 08:43")]
    [InlineData("22. Nov 08:43", "2026-11-22 08:43")]
    [InlineData("22 Nov 2025", "2025-11-22")]
    [InlineData("2026-11-22 08:43", "2026-11-22 08:43")]
    [InlineData("2026-11-22", "2026-11-22")]
    [InlineData("2026-11-22 ", "2026-11-22")]
    [InlineData("2026/11/22 08:43", "2026-11-22 08:43")]
    [InlineData("11-22 08:43", "2026-11-22 08:43")]
    [InlineData("Mär 22 08:43", "2026-03-22 08:43")]
    [InlineData("22. Okt 08:43", "2026-10-22 08:43")]
    [InlineData("déc. 22 2025", "2025-12-22")]
    [InlineData("22 août 08:43", "2026-08-22 08:43")]
    [InlineData("ene 22 08:43", "2026-01-22 08:43")]
    [InlineData("22 giu 08:43", "2026-06-22 08:43")]
    [InlineData("mei 22 08:43", "2026-05-22 08:43")]
    [InlineData("22 paź 08:43", "2026-10-22 08:43")]
    [InlineData("22 heinä 08:43", "2026-07-22 08:43")]
    [InlineData("22 heinä 08.43", "2026-07-22 08:43")]
    [InlineData("июл 22 08:43", "2026-07-22 08:43")]
    [InlineData("22 Ağu 08:43", "2026-08-22 08:43")]
    [InlineData("11月 22 08:43", "2026-11-22 08:43")]
    [InlineData("11月 22日 08:43", "2026-11-22 08:43")]
    [InlineData("11月 22 2025", "2025-11-22")]
    [InlineData("2025年 11月 22日", "2025-11-22")]
    [InlineData("11월 22 08:43", "2026-11-22 08:43")]
    public void Dates_of_many_places(string date, string time) => Expect(
        $"-rw-r--r-- 1 anna staff 18 {date} name\n-rw-r--r-- 1 anna staff 18 {date}  lead\n",
        $"file [name] 18 {time} L 644 anna:staff",
        $"file [{(date == "2026-11-22" ? "lead" : " lead")}] 18 {time} L 644 anna:staff");

    [Fact]
    public void A_zone_makes_the_time_UTC() => Expect(
        "-rw-r--r-- 1 anna staff 18 2026-11-22 08:43:30.500000000 +0100 name\n",
        "file [name] 18 2026-11-22 07:43:30 Z 644 anna:staff");

    [Fact]
    public void Latin1_months_are_known()
    {
        ListParser parser = new(ListingText.Now);
        Assert.Equal(ListLine.Entry, parser.Read(Fragmented.Bytes("-rw-r--r-- 1 a b 18 M\xE4r 22 08:43 n"), out ListedEntry? entry));
        Assert.Equal("file [n] 18 2026-03-22 08:43 L 644 a:b", ListingText.Of(entry!));
    }

    [Fact]
    public void Messages_totals_and_the_directory_itself() => Expect(
        """
        insgesamt 12
        合計 12
        total 4.0K

        drwxr-xr-x 2 0 0 4096 Nov 22 08:43 .
        drwxr-xr-x 2 0 0 4096 Nov 22 08:43 ..
        ls: cannot open directory: Permission denied
        ./sub:
        -rw-r--r-- 1 0 0 18 Nov 22 08:43
        -rw-r--r-- 1 0 0 18 Nov 42 08:43 no such day
        -rw-r--r-- 1 0 0 18 Feb 29  2025 no such day
        total nonsense
        """,
        "!ls: cannot open directory: Permission denied",
        "!./sub:",
        "!-rw-r--r-- 1 0 0 18 Nov 22 08:43",
        "!-rw-r--r-- 1 0 0 18 Nov 42 08:43 no such day",
        "!-rw-r--r-- 1 0 0 18 Feb 29  2025 no such day",
        "!total nonsense");

    private static void Expect(string listing, params string[] expected) =>
        ListingText.Expect(() => new ListParser(ListingText.Now), listing, expected);
}

namespace Sealane.Protocol.Tests.Dialects;

public sealed class OtherDialectsTests
{
    [Fact]
    public void Dos() => Expect(
        "dos",
        "11-22-26  08:43AM       <DIR>          folder\r\n"
        + "11-22-26  12:05PM       <DIR>            two before\r\n"
        + "11-22-26  12:05AM                   18 name.txt\r\n"
        + "11-22-2026  08:43PM              1,234  lead\r\n"
        + "22-11-2026  20:43                1234 day first\r\n"
        + "2026-11-22  20:43                1234 iso\r\n"
        + "22.11.2026  20:43    <DIR>          german\r\n"
        + "11/22/2026  08:43 PM    <JUNCTION>     point [C:\\data]\r\n"
        + "11-22-99  08:43AM                   18 old\r\n",
        "dir [folder] 2026-11-22 08:43 L",
        "dir [  two before] 2026-11-22 12:05 L",
        "file [name.txt] 18 2026-11-22 00:05 L",
        "file [ lead] 1234 2026-11-22 20:43 L",
        "file [day first] 1234 2026-11-22 20:43 L",
        "file [iso] 1234 2026-11-22 20:43 L",
        "dir [german] 2026-11-22 20:43 L",
        "link [point] 2026-11-22 20:43 L -> [C:\\data]",
        "file [old] 18 1999-11-22 08:43 L");

    [Fact]
    public void Eplf() => Expect(
        "eplf",
        "+i8388621.29609,m824255902,/,\tdev\r\n+i8388621.44468,m839956783,r,s10376,up640,\t notes; 1.txt\r\n+s1,\tbare\r\n",
        "dir [dev] 1996-02-13 23:58:22 Z",
        "file [ notes; 1.txt] 10376 1996-08-13 17:19:43 Z 640",
        "? [bare] 1");

    [Fact]
    public void NetPresenz() => Expect(
        "netpresenz",
        "-------r--         326  1391972  1392298 Nov 22  1995 Phone.sit\r\ndrwxrwxr-x               folder        2 May 10  1996 network\r\n",
        "file [Phone.sit] 1392298 1995-11-22 L 4",
        "dir [network] 1996-05-10 L 775");

    [Fact]
    public void NetWare() => Expect(
        "netware",
        "total 0\r\nd [R----F--] supervisor            512       Jan 16 18:53    login\r\n- [RWCEAFMS] rhesus             214059       Oct 20  2024    cx.exe\r\n",
        "dir [login] 512 2026-01-16 18:53 L supervisor:",
        "file [cx.exe] 214059 2024-10-20 L rhesus:");

    [Fact]
    public void Vms() => Expect(
        "vms",
        """
        Directory DISK$USER:[ANNA]

        NOTES.TXT;3             9/12      2-JUL-2023 10:30:13.64  [STAFF,ANNA]  (RWED,RWED,RE,)
        SUB.DIR;1               1/3      19-NOV-2023 21:41        [ANNA]  (RWE,RWE,RE,RE)
        A_VERY_LONG_NAME_THAT_LEAVES_NO_ROOM.TXT;1
                                155      22-NOV-2026 08:43:30  [STAFF, ANNA]  (RWED,RWED,,)
        SECRET.DAT;1   %RMS-E-PRV, insufficient privilege or file protection violation

        Total of 4 files, 170/200 blocks.
        """,
        "file [NOTES.TXT;3] 2023-07-02 10:30:13 L 750 ANNA:STAFF",
        "dir [SUB] 2023-11-19 21:41 L 755 ANNA:",
        "file [A_VERY_LONG_NAME_THAT_LEAVES_NO_ROOM.TXT;1] 2026-11-22 08:43:30 L 700 ANNA:STAFF",
        "file [SECRET.DAT;1]");

    [Fact]
    public void Os400() => Expect(
        "os400",
        "QSYS            77824 11/22/25 15:09:55 *DIR       home/\r\nANNA             1234 11/22/25 15:09:55 *STMF      notes 1.txt\r\nANNA                                    *MEM       SOURCE.MBR\r\n",
        "dir [home] 77824 2025-11-22 15:09:55 L QSYS:",
        "file [notes 1.txt] 1234 2025-11-22 15:09:55 L ANNA:",
        "file [SOURCE.MBR] ANNA:");

    [Fact]
    public void Mvs_data_sets() => Expect(
        "mvs",
        """
        Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname
        WYOSPT 3420   2023/05/21  1  200  FB      80  8053  PS  TAPE.FILE
        TSO004 3390   2023/06/06 213000   U        0 27998  PO  'OTHER.LIBRARY'
        NRP004 3390   **NONE**    1   15  NONE     0     0  PO  NEVER.USED
        Migrated                                                OLD.DATA
        WPTA01 3390                                       VSAM  KEYED.DATA
        Pseudo Directory                                        DEEPER
        """,
        "file [TAPE.FILE] 2023-05-21 L",
        "dir [OTHER.LIBRARY] 2023-06-06 L",
        "dir [NEVER.USED]",
        "? [OLD.DATA]",
        "file [KEYED.DATA]",
        "dir [DEEPER]");

    [Fact]
    public void Mvs_members() => Expect(
        "mvs",
        """
         Name     VV.MM   Created       Changed      Size  Init   Mod   Id
        PROG1     01.01 2023/06/22 2023/06/23 16:32   128   128    0 ANNA
        PROG2
        """,
        "file [PROG1] 2023-06-23 16:32 L ANNA:",
        "file [PROG2]");

    [Fact]
    public void Os2() => Expect(
        "os2",
        "       36611      A    04-23-103  10:57  a file\r\n           0           DIR   02-11-103  16:15  folder\r\n        1123 RA 07-14-99 12:37 short\r\n",
        "file [a file] 36611 2003-04-23 10:57 L",
        "dir [folder] 2003-02-11 16:15 L",
        "file [short] 1123 1999-07-14 12:37 L");

    [Fact]
    public void VShell() => Expect(
        "vshell",
        "206876  Apr 04, 2000 21:06 a file\r\n0  Dec 12, 2002 02:13 folder/\r\n",
        "file [a file] 206876 2000-04-04 21:06 L",
        "dir [folder] 2002-12-12 02:13 L");

    [Fact]
    public void VxWorks() => Expect(
        "vxworks",
        "  size          date       time       name\r\n--------       ------     ------    --------\r\n     2048    Feb-28-1998  05:23:30   folder            <DIR>\r\n       18    Feb-28-1998  05:23:30   a file\r\n",
        "dir [folder] 1998-02-28 05:23:30 L",
        "file [a file] 18 1998-02-28 05:23:30 L");

    [Fact]
    public void NonStop() => Expect(
        "nonstop",
        "File         Code             EOF  Last Modification    Owner  RWEP\r\nIARPTS        101           16354 18-Mar-08 15:09:12 244, 10 \"nnnn\"\r\nJENNYCB2      101O          16384 10-Nov-20 17:15:21 255,255 \"oooo\"\r\n",
        "file [IARPTS] 16354 2008-03-18 15:09:12 L 244, 10:",
        "file [JENNYCB2] 16384 2020-11-10 17:15:21 L 255,255:");

    private static void Expect(string dialect, string listing, params string[] expected)
    {
        ListParser last = new(ListingText.Now);
        ListingText.Expect(() => last = new ListParser(ListingText.Now), listing, expected);
        Assert.Equal(dialect, last.Dialect);
        Assert.Equal((expected.Length, 0), (last.Entries, last.UnparsedLines));
    }
}

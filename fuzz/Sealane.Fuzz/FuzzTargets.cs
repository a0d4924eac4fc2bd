using Sealane.Fuzz.Targets;
using Sealane.Protocol;

namespace Sealane.Fuzz;

/// <summary>Everything that is fuzzed; a new target is one file and one line here.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new CommandLineTarget(),
        new FtpPathTarget(),
        new HostPortTarget(),
        new ReplyParserTarget(),
        new ReplyWriterTarget(),
        new ListingTarget(),
        new AsciiTarget(),
        new TimestampTarget(),
        new ListTarget(
            "list", () => new ListParser(ListTarget.Now),
            "-rw-r--r-- 1 a b 18 Nov 22 08:43 ", "drwxr-xr-x", "lrwxrwxrwx", " -> ", "total 12", "Feb 29", "11-22-26  08:43AM       <DIR>          ", "2026-11-22 08:43", "22. Nov 2025", "11\u6708",
            "+r,s1,\t", "m9223372036854775807,", "A.TXT;1", "2-JUL-2023 10:30:13.64", "(RWED,,,)", "[A,B]", "Volume Dsname", " Name VV.MM", "*STMF ", "DIR", "Apr 04, 2000 21:06 ", "9223372036854775807", "00:60", "12:00PM"),
        new ListTarget(
            "mlsx", () => new MlsxParser(),
            "type=file;", "type=dir;", "type=OS.unix=slink:/a b;", "size=18;", "modify=20261122140101.123;", "perm=;", "unique=1g2;", "UNIX.mode=0644;", "UNIX.ownername=a;", "; ", "=", ";"),
        new ListTarget("nlst", () => new NlstParser("/home/anna"u8.ToArray()), "/home/anna/", "anna/", "./", "..", "ls: "),
        new OneLineReplyTarget(),
        new CharsetTarget(),
    ];
}

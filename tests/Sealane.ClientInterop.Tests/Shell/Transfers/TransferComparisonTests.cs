using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>Transfers of single files: lftp and ftps say the same and leave the same behind, at both ends.</summary>
public sealed class TransferComparisonTests(ServerPark park) : ServerTests(park)
{
    private static readonly string[] s_scripts =
    [
        "get a.txt b.txt nosuch empty",
        "get a.txt -o zz b.txt -o nodir/x",
        "get -O ld a.txt -o q; get -O ld/nn a.txt",
        "get -E a.txt; get a.txt",
        "get a.txt; get a.txt; get -e a.txt; get empty -o blank",
        "get -c a.txt; get -c a.txt; get -c big.bin -o part; get -c nosuch",
        "reget big.bin -o part; reput l1; put l1 -o half; put -c l2 -o half",
        "get d; get d/; get a.txt -o ld/; get b.txt -o ld",
        "set xfer:clobber yes; get a.txt -o l1; get nosuch -o l2",
        "set xfer:clobber yes; set xfer:make-backup no; get a.txt -o l1",
        "set xfer:use-temp-file yes; get a.txt; put l1; set xfer:temp-file-name t-*; put l2; get b.txt",
        "set xfer:destination-directory LOCAL/ld; get a.txt; mget b.*; get empty -o e2",
        "set xfer:parallel 3; get a.txt b.txt empty nosuch; mget -O ld *.txt",
        "set net:limit-rate 400k; get big.bin; put big.bin -o up",
        "lcd ld; get a.txt; cd d; get x; get sub/y; get ../b.txt -o ../up; put ldx",
        "get 'sp ace/f 1'; get sp\\ ace/f\\ 1 -o 'q\"o'; put 'q\"o'; get \"it's \\\"q\\\"\"",
        "get -- -dash; put -- '-l dash'; get ./-dash -o [b]; get 'b[1]q.txt'; put 'l[1]'; get ünï.txt -o ß",
        "mget *.txt; mget -c q*; mget b.txt nosuch",
        "mget -d d/*; mget -d d/sub/*; mget -O ld */*; mget sp*/* -O ld",
        "mget -E d/*; mget -e d/s*/y; mget -e d/s*/y; mget b\\[1\\]*",
        "put l1; put nosuch; put ld; put l1/; put l1 -o d/zz l2 -o nodir/q",
        "put -E l1; put -O newd l2; put -O d ld/ldx; put -e l2; put l2 -o empty; put blank",
        "mput l* nosuch*; mput -d ld/*; mput -O d l*; mput -E l2",
        "mput -d ld/*/*; mput -c l1; mput l\\[1\\]",
        "get1 a.txt -o x1; get1 --source-region=1-3 a.txt -o x2; get1 --source-region=2- a.txt -o x3; get1 --source-region=1-3 --target-position=4 a.txt -o x2",
        "get1 -d -o ld/qq/ d/sub/y; get1 a.txt b.txt; get1",
        "set pget:min-chunk-size 10k; pget big.bin; pget -n 3 big.bin -o bb; pget nosuch; pget a.txt; pget a.txt; pget -O ld b.txt",
        "get -a text; put -a l2; cat text; cat -b text; cat text empty > out; cat text >> out; cat text | tr a-z A-Z",
        "cat nosuch; cat; cat text; more text",
        "get file:LOCAL/l1 -o zz; get a.txt -o file:LOCAL/yy; get -O file:LOCAL/ld b.txt",
        "get URL/d/x; get URL/d/sub/y -o zz; put l1 -o URL/up; put -O URL/d l2; get a.txt -o URL/copy; get URL/a.txt -o URL/copy2",
        "get; mget; put; mput; pget; reget; edit; more",
        "get -d a.txt; get --foo; mget -x; put -d l1; pget -z a.txt",
        "get nosuch || echo failed; get empty && echo fetched; (get a.txt; get b.txt -o c); get nosuch a.txt; echo end",
        "set cmd:verbose yes; get a.txt; get b.txt empty",
        "get -q a.txt; get -c -E b.txt",
    ];

    public static MatrixTheoryData<ServerKind, string> All() => new(TransferScript.Servers, s_scripts);

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_same_as_lftp(ServerKind kind, string script)
    {
        // TLS 1.2: with 1.3, lftp's uploads do not always arrive (ServerSmokeTests says why).
        ForeignServer server = await ServerAsync(kind, TlsRange.Only12);
        using var theirs = new TransferScript(server);
        TransferOutcome expected = await theirs.LftpAsync(script);
        using var ours = new TransferScript(server);

        Assert.Equal(expected, await ours.FtpsAsync(script));
    }
}

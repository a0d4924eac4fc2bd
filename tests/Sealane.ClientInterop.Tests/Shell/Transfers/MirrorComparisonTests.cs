using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>Mirrors: lftp and ftps tell of the same steps and leave the same trees. The order is ours: directories are made ahead of the files around them.</summary>
public sealed class MirrorComparisonTests(ServerPark park) : ServerTests(park)
{
    private static readonly string[] s_scripts =
    [
        "mirror -v d m; mirror -v d m",
        "mirror -vvv . m; mirror -vvv . m",
        "mirror d; mirror d ld/; mirror nosuch; mirror a.txt; mirror -R nosuch; mirror -R l1",
        "mirror -v -R ld up; mirror -v -R --delete ld d",
        "mirror -v -e d ld",
        "mirror -vv d ld; mirror --dry-run -e d ld",
        "mirror -vvv --dry-run d ld/mm; mirror --just-print -R ld newdir",
        "mirror -v --Move d mv",
        "mirror -v -R --Move ld mv",
        "mirror -v --dry-run --Move d m4",
        "mirror -i 'txt$' -v . n3; mirror -X '*.txt' -v . n4; mirror -x sub/ -x '^b' -v . n5; mirror -I '*.txt' -x '^d/' -v . n6",
        "mirror --no-recursion . n5 -v; mirror --older-than=2021-01-01 -v . n6; mirror -r d nr; mirror --size-range=3-10 -v . n7",
        "mirror -v -F d -O ld; mirror -v -f a.txt -f b.txt -O ld; mirror -v -f d/x -O ld",
        "mirror --flat -v . fl; mirror --no-empty-dirs -v -x y d ne",
        "mirror --on-change='echo changed' d m; mirror --on-change='echo changed' d m",
        "mirror -v -P3 . all; mirror --use-pget-n=3 . ap",
        "mirror -v -c . m; mirror -p . m2; mirror --no-umask . m3",
        "mirror -v --only-missing d ld; mirror -v --only-existing d ld --ignore-time",
        "cd d; mirror -v; mirror .. LOCAL/zz -x big",
        "mirror -v URL/d um; mirror -R -v ld URL/ur",
        "set mirror:require-source yes; mirror -v; mirror -R; mirror -v d rs",
        "set mirror:parallel-directories no; mirror -v . pd; mirror -R -v ld updir",
        "mirror --bogus; mirror -P; mirror --recursion=bad d; mirror --exclude-rx-from=nosuch d n",
        "mirror --parallel -v d n1; mirror -v --parallel=2 --use-pget-n=2 d n2; mirror -v d/ n3/; mirror -v d n4/; mirror -v d/sub/ n5; mirror -v -O n6 -F d/sub",
        "mirror -v --size-range=6 . n1; mirror -v --size-range=-3 . n2; mirror -v --size-range=60- . n3; mirror -v -N 'week ago' . n4; mirror -v --older-than='last week' . n5; mirror -v -N 'Nov 10 2019' . n6",
        "mirror d n1; mirror -v --Remove-source-files d n1; mirror --dry-run --Move 'sp ace' n2; mirror -v --Move 'sp ace' n2",
        "mirror --dry-run . n1; mirror --script=- -e d ld; mirror -R --just-print -e ld d",
        "mirror -v -I '*.txt' -X 'b*' . n1; mirror -v -X 'b*' -I '*.txt' . n2; mirror -v -i '^d/' -x sub/ . n3; mirror -v -X 'sub/' . n4",
        "mirror -R -v --only-newer -e --parallel=4 -x '\\.git/' ld d; mirror -R -v -c ld d; mirror -R -v --transfer-all --delete-excluded -e -x x ld d",
        "mirror --script=scr d n1; source scr; mirror -R --script=scr ld n2; source scr; mkdir file:LOCAL/n3; rm file:LOCAL/n1/x; !rm scr",
        "mirror -ve d ld; mirror -Rvec ld d; mirror -enrv d ld; mirror --verbose=2 . n1; mirror -vvr d n2",
        "mirror -v -n d ld; mirror -v --delete-first d ld; mirror -v --ignore-size --transfer-all d ld; mirror -v -e --delete-excluded -x '^x' d ld",
    ];

    public static MatrixTheoryData<ServerKind, string> All() => new(TransferScript.Servers, s_scripts);

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_same_as_lftp(ServerKind kind, string script)
    {
        ForeignServer server = await ServerAsync(kind, TlsRange.Only12);
        using var theirs = new TransferScript(server);
        TransferOutcome expected = await theirs.LftpAsync(script);
        using var ours = new TransferScript(server);
        TransferOutcome got = await ours.FtpsAsync(script);

        Assert.Equal(Comparable(expected, server), Comparable(got, server));
    }

    // vsftpd lists no seconds, and of old files no hours: lftp takes that for the time and sets none; ftps asks for it, and sets it. There, times are left out.
    private static TransferOutcome Comparable(TransferOutcome outcome, ForeignServer server) => outcome with
    {
        Output = string.Join('\n', outcome.Output.Split('\n').Order(StringComparer.Ordinal)),
        Local = server.Has(ServerTraits.Mlsd) ? outcome.Local : WithoutTimes(outcome.Local),
        Remote = server.Has(ServerTraits.Mlsd) ? outcome.Remote : WithoutTimes(outcome.Remote),
    };

    private static string WithoutTimes(string tree) => string.Join('\n', tree.Split('\n').Select(line => line.EndsWith('/') ? line : line[..line.LastIndexOf(' ')]));
}

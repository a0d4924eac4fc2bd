using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>The same script in both programs: output, messages and exit code must be the same. Nothing here needs a server.</summary>
public sealed class LftpComparisonTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Theory]
    [InlineData("echo a  b \"c  d\" 'e  f' \\; g\\ h \"x\\\"y\\\\z\\n\" 'it\\'s' \\( \\n")]
    [InlineData("foo && echo b || echo c; echo a # c; echo a#b; ECHO x")]
    [InlineData("foo &&\necho b")]
    [InlineData("echo \"a\nb\"")]
    [InlineData("echo abc | tr a b; echo x; echo y | cat && echo z; foo | cat")]
    [InlineData("echo a > f1; echo b >> f1; !cat f1")]
    [InlineData("echo a > /nonex/x")]
    [InlineData("echo a >; echo a |")]
    [InlineData("(lcd /tmp); lpwd; (exit 3); echo a")]
    [InlineData("alias x echo hi; x there; alias e \"echo 1; echo 2\"; e 3; alias echo echo al; echo b; command echo c; alias y \"a b\"; alias")]
    [InlineData("eval -f \"echo $1-$@\" x y; eval echo \"a b\"")]
    [InlineData("set ftp:foo; set use 1; set ftp:passive-mode maybe; set net:timeout abc; set net:timeout 5x; set net:limit-rate x; set xfer:parallel -1")]
    [InlineData("set dns:order foo; set cmd:interactive x; set ftp:charset foo; set ftp:ssl-auth foo; set ftp:proxy foo://b; set net:socket-bind-ipv4 abc; set ftps:initial-prot X; set -x")]
    [InlineData("lcd /nonex; lcd /tmp; lcd -; lpwd; lcd a b; source nofile; local pwd")]
    [InlineData("jobs 3; wait 5; wait; wait foo; kill; kill 3; jobs foo; sleep 5 & kill 0; jobs")]
    [InlineData("sleep; sleep x; repeat -c 2 -d 0.01 echo r; repeat -c 3 -d 0 --until-ok echo r; repeat --foo; repeat -c; at; at foo -- echo; at now -- echo hi")]
    [InlineData("bookmark add x ftp://u@h/d; bookmark; bookmark add; bookmark del zz; bookmark foo; bookmark add \"a b\" ftp://x; bookmark del x; bookmark")]
    [InlineData("scache 3; scache foo; cache; cache foo; cache size; cache size x; cache expire x; cache expire; user; open -x; command; history foo; help foo")]
    [InlineData("open 127.0.0.1; pwd; open ftps://127.0.0.1:990; pwd; open foo://bar; open nosuch.invalid")]
    [InlineData("slot a; open 127.0.0.1; slot b; slot")]
    [InlineData("queue -d; queue echo a")]
    [InlineData("queue stop; queue -d 4")]
    [InlineData("local glob echo zz*; set cmd:nullglob no; local glob echo zz*; local glob --not-exist zz* && echo none; .empty a || .notempty a && echo n")]
    [InlineData("set cmd:fail-exit yes; foo || echo b; echo c; !exit 3; echo d")]
    [InlineData("set cmd:at-exit-fg \"echo fg\"; set cmd:at-terminate \"echo term\"; set cmd:at-exit \"echo ex\"; exit 4")]
    [InlineData("exit foo; foo; exit")]
    [InlineData("exit -1")]
    [InlineData("!exit 5")]
    public async Task Scripts_do_the_same(string script)
    {
        ProgramResult theirs = await RunningProgram.LftpAsync(_home, null, "--norc", "-c", script);
        foreach (string file in Directory.GetFiles(_home))
        {
            File.Delete(file);
        }

        Assert.Equal(theirs, await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", script));
    }

    [Theory]
    [InlineData("echo a\nfoo\necho b\n")]
    [InlineData("(echo a\necho b)\nfoo\n|| echo c\n")]
    [InlineData("(echo a\n")]
    [InlineData("set cmd:fail-exit yes\nfoo\necho b\n")]
    [InlineData("exit 5\necho b\n")]
    [InlineData("# c\n  # d\necho a\\\nb")]
    public async Task Standard_input_does_the_same(string script) =>
        Assert.Equal(await RunningProgram.LftpAsync(_home, script, "--norc"), await RunningProgram.FtpsAsync(_home, script, "--norc"));

    [Theory]
    [InlineData("xfer:clobber", "yes")]
    [InlineData("net:limit-rate/a.example", "10k:20M")]
    [InlineData("net:timeout", "1d12h")]
    [InlineData("cmd:time-style", "\"a 'b' \\\\\\\"c\\\\\\\" d\\\\\\\\e\"")]
    [InlineData("mirror:order", "a>b")]
    [InlineData("passive-mode", "off")]
    public async Task Changed_settings_are_listed_the_same(string name, string value)
    {
        string script = $"set {name} {value}; set";
        string[] theirs = (await RunningProgram.LftpAsync(_home, null, "--norc", "-c", script)).Output.Split('\n');
        string[] before = (await RunningProgram.LftpAsync(_home, null, "--norc", "-c", "set")).Output.Split('\n');
        ProgramResult ours = await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", script);

        Assert.Equal(string.Join('\n', theirs.Except(before)) + "\n", ours.Output);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}

using Sealane.Client.Tests.Support;
using Sealane.Shell.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Tests.Programs;

/// <summary>Settings about TLS, data connections and proxies: what the built program says to a server that plays a script.</summary>
public sealed class ConnectionSettingTests : IDisposable
{
    // What the shell asks besides what a test is about.
    private const string Answers = """
        A: FEAT 211-Features:\r\n EPSV\r\n211 End
        A: TYPE 200 ok
        A: PWD 257 "/" is the current directory
        A: SIZE 502 no
        A: MDTM 502 no
        A: PBSZ 200 ok
        A: PROT 200 ok
        A: NOOP 200 ok
        A: QUIT 221 bye
        """;

    private const string Tls = "\nS: 234 go on\nT:\n";
    private const string SignIn = "C: USER u\nS: 331 password\nC: PASS secret\nS: 230 in\n";
    private const string Ready = "S: 220 ready\n" + Answers + "\n";
    private const string Passive = "D: open\nC: PASV\nS: 227 Entering (127,0,0,1,{p1},{p2})\n";
    private const string Closed = "D: closed\nC: PASV\nS: 227 Entering (127,0,0,1,{p1},{p2})\n";
    private const string Sent = "D: send hello\nD: end\nS: 226 done";
    private const string Begin = "C: RETR *\nS: 150 here\n";
    private const string Secret = Passive + Begin + "D: accept tls resumed\n" + Sent;
    private const string Plain = Passive + Begin + "D: accept\n" + Sent;

    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static string Script(ScriptedServer server, string settings, string site) => $"""
        set ssl:ca-file {server.CaFile}
        set net:max-retries 2
        set net:reconnect-interval-base 0
        set net:timeout 20
        set ftp:client ""
        set cmd:fail-exit yes
        {settings.Replace("{port}", $"{server.Port}", StringComparison.Ordinal)}
        open {site.Replace("{port}", $"{server.Port}", StringComparison.Ordinal)}
        cat x
        """;

    private Task<ProgramResult> RunAsync(ScriptedServer server, string settings, string site = "-u u,secret ftp://127.0.0.1:{port}") =>
        RunningProgram.FtpsAsync(_home, null, "--norc", "-c", Script(server, settings, site));

    [Theory]
    [InlineData("", Ready + "C: AUTH TLS" + Tls + SignIn + Secret)]
    [InlineData("set ftp:ssl-auth SSL", Ready + "C: AUTH SSL" + Tls + SignIn + Secret)]
    [InlineData("set ftp:ssl-auth tls-p", Ready + "C: AUTH TLS-P" + Tls + SignIn + Secret)]
    [InlineData("set ftp:ssl-auth TLS-C", Ready + "C: AUTH TLS-C" + Tls + SignIn + Secret)]
    [InlineData("set ftp:auto-passive-mode yes", Ready + "C: AUTH TLS" + Tls + SignIn + Closed + "C: PORT *\nS: 200 ok\n" + Begin + "D: connect tls resumed\n" + Sent)]
    [InlineData("set ftp:passive-mode no", Ready + "C: AUTH TLS" + Tls + SignIn + "C: PORT *\nS: 500 no\n" + "D: open\nC: EPSV\nS: 229 Entering (|||{port}|)\n" + Begin + "D: accept tls resumed\n" + Sent)]
    [InlineData("set ftp:passive-mode no\nset ftp:verify-address no", Ready + "C: AUTH TLS" + Tls + SignIn + "C: PORT *\nS: 200 ok\n" + Begin + "D: connect 127.0.0.2 tls resumed\n" + Sent)]
    [InlineData("set ftp:use-ip-tos yes\nset net:socket-buffer 64k\nset net:socket-maxseg 1000\nset ftp:bind-data-socket yes", Ready + "C: AUTH TLS" + Tls + SignIn + Secret)]
    [InlineData("set net:persist-retries 1", Ready + "C: AUTH TLS" + Tls + "C: USER u\nS: 530 Go away\n===\n" + Ready + "C: AUTH TLS" + Tls + SignIn + Secret)]
    [InlineData("set ftp:proxy ftp://127.0.0.1:{port}\nset ftp:proxy-auth-type open", Ready + "C: OPEN 127.0.0.1:*\nS: 220 connected\nC: AUTH TLS" + Tls + SignIn + Secret)]
    public async Task It_gets_the_file_by(string settings, string dialog)
    {
        await using ScriptedServer server = ScriptedServer.Play(dialog);
        Assert.Equal(new ProgramResult(0, "hello", ""), await RunAsync(server, settings));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("set ftp:auto-passive-mode no", Ready + "C: AUTH TLS" + Tls + SignIn + Closed + Closed, "Connection refused")]
    [InlineData("set ftp:verify-address yes\nset ftp:fix-pasv-address no\nset ftp:auto-passive-mode no", Ready + "C: AUTH TLS" + Tls + SignIn + "C: PASV\nS: 227 Entering (127,0,0,2,9,9)\nC: PASV\nS: 227 Entering (127,0,0,2,9,9)", "127.0.0.2")]
    [InlineData("set net:persist-retries 0", Ready + "C: AUTH TLS" + Tls + "C: USER u\nS: 530 Go away", "Login failed: 530 Go away")]
    [InlineData("set ftp:proxy ftp://127.0.0.1:{port}", "S: 220 never reached", "ftp:proxy-auth-type open")]
    public async Task It_fails_with(string settings, string dialog, string words)
    {
        await using ScriptedServer server = ScriptedServer.Play(dialog);
        ProgramResult result = await RunAsync(server, settings);
        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.True(server.Connections <= 1, "one connection is enough to see it");
    }

    [Fact]
    public async Task CCC_is_done_and_warned_of_once()
    {
        string dialog = Ready + "C: AUTH TLS" + Tls + SignIn + "C: CCC\nS: 200 clear\nX: clear\n" + Secret;
        await using ScriptedServer server = ScriptedServer.Play($"{dialog}\nC: QUIT\nS: 221 bye\n===\n{dialog}");
        ProgramResult result = await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", Script(server, "set ftp:ssl-use-ccc yes", "-u u,secret ftp://127.0.0.1:{port}") + "\nclose\ncat x");
        Assert.Equal((0, "hellohello"), (result.Code, result.Output));
        Assert.Equal(1, result.Error.Split("WARNING: ftp:ssl-use-ccc").Length - 1);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("set ftp:ssl-allow-anonymous yes", true)]
    [InlineData("set ftp:ssl-allow-anonymous no", false)]
    public async Task Anonymous_logins_have_TLS_unless_that_is_switched_off(string settings, bool encrypts)
    {
        string login = "C: USER anonymous\nS: 331 any\nC: PASS lftp@\nS: 230 in\n";
        await using ScriptedServer server = ScriptedServer.Play(encrypts ? $"{Ready}C: AUTH TLS{Tls}{login}{Secret}" : $"{Ready}{login}{Plain}");
        Assert.Equal(new ProgramResult(0, "hello", ""), await RunAsync(server, settings, "ftp://127.0.0.1:{port}"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("", "C: PBSZ 0\nS: 200 ok\nC: PROT P\nS: 200 ok\n", true)]
    [InlineData("set ftps:initial-prot P", "", true)]
    [InlineData("set ftps:initial-prot C\nset ftp:ssl-protect-data no", "", false)]
    [InlineData("set ftps:initial-prot p\nset ftp:ssl-protect-data no", "C: PBSZ 0\nS: 200 ok\nC: PROT C\nS: 200 ok\n", false)]
    public async Task Implicit_TLS_begins_with_the_protection_that_was_named(string settings, string said, bool encrypts)
    {
        await using ScriptedServer server = ScriptedServer.Play($"T:\nS: 220 ready\n{Answers}\nA: PBSZ\nA: PROT\n{said}{SignIn}{(encrypts ? Secret : Plain)}");
        Assert.Equal(new ProgramResult(0, "hello", ""), await RunAsync(server, settings, "-u u,secret ftps://127.0.0.1:{port}"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("yes", "shown")]
    [InlineData("no", "hidden")]
    public async Task The_own_certificate_goes_to_data_connections_as_said(string value, string seen)
    {
        string file = Path.Combine(_home, "own.pem");
        using (CertificateAndKey made = CertificateFactory.CreateAuthority("a client of the tests", DateTimeOffset.UtcNow))
        {
            await File.WriteAllTextAsync(file, made.CertificatePem + made.Key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await using ScriptedServer server = ScriptedServer.Play(Ready + "C: AUTH TLS" + Tls + SignIn + Secret.Replace("tls resumed", "tls " + seen, StringComparison.Ordinal));
        Assert.Equal(new ProgramResult(0, "hello", ""), await RunAsync(server, $"set ssl:cert-file {file}\nset ftp:ssl-data-use-keys {value}"));
        await server.FinishAsync();
    }

    // Of both programs: the conversation up to the login is the same.
    [Theory]
    [InlineData("user", "C: USER pu\nS: 331 password\nC: PASS pp\nS: 230 in\nC: USER u@ftp.sealane.test\nS: 331 password\nC: PASS secret\nS: 230 in")]
    [InlineData("joined", "C: USER u@pu@ftp.sealane.test\nS: 331 password\nC: PASS secret@pp\nS: 230 in")]
    [InlineData("joined-acct", "C: USER u@ftp.sealane.test pu\nS: 331 password\nC: PASS secret\nS: 332 account\nC: ACCT pp\nS: 230 in")]
    [InlineData("open", "C: USER pu\nS: 331 password\nC: PASS pp\nS: 230 in\nC: OPEN ftp.sealane.test\nS: 220 there\nC: USER u\nS: 331 password\nC: PASS secret\nS: 230 in")]
    [InlineData("proxy-user@host", "C: USER pu@ftp.sealane.test\nS: 331 password\nC: PASS pp\nS: 230 in\nC: USER u\nS: 331 password\nC: PASS secret\nS: 230 in")]
    public async Task FTP_proxies_are_spoken_to_as_lftp_does(string type, string dialog)
    {
        const string Site = "-u u,secret ftp.sealane.test";
        string settings = $"set ftp:ssl-allow no\nset ftp:proxy ftp://pu:pp@127.0.0.1:{{port}}\nset ftp:proxy-auth-type {type}";
        string script = $"{Ready}A: EPSV 500 no\nA: CLNT 200 ok\nA: CWD 250 ok\nA: OPTS 500 no\n{dialog}\n{Plain}";
        await using (ScriptedServer ours = ScriptedServer.Play(script))
        {
            Assert.Equal(new ProgramResult(0, "hello", ""), await RunAsync(ours, settings, Site));
            await ours.FinishAsync();
        }

        await using ScriptedServer theirs = ScriptedServer.Play(script);
        Assert.Equal(new ProgramResult(0, "hello", ""), await RunningProgram.LftpAsync(_home, null, "--norc", "-c", Script(theirs, settings, Site)));
        await theirs.FinishAsync();
    }
}

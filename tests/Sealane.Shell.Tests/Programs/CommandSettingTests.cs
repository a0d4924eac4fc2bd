using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>Settings that say which commands are used: what the built program says to a server under each of them.</summary>
public sealed class CommandSettingTests : IDisposable
{
    private const string Login = "|, USER u, PASS secret";

    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    private async Task<ProgramResult> RunAsync(PlainServer server, string settings, string commands) => await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", Script(server, settings, commands));

    private static string Script(PlainServer server, string settings, string commands) => $"""
        set ftp:ssl-allow no
        set net:max-retries 3
        set net:reconnect-interval-base 0
        set net:timeout 40
        set ftp:timezone GMT
        set ftp:client ""
        {settings.Replace("; ", "\n", StringComparison.Ordinal)}
        open -u u,secret ftp://127.0.0.1:{server.Port}
        {commands.Replace("; ", "\n", StringComparison.Ordinal)}
        """;

    [Theory]
    [InlineData("", "nlist", ", FEAT, TYPE I, OPTS UTF8 ON, PWD, PASV, NLST, QUIT")]
    [InlineData("set ftp:use-feat no", "nlist", ", TYPE I, PWD, PASV, NLST, QUIT")]
    [InlineData("set ftp:use-quit no", "nlist", ", FEAT, TYPE I, OPTS UTF8 ON, PWD, PASV, NLST")]
    [InlineData("set ftp:use-utf8 no", "nlist", ", FEAT, TYPE I, PWD, PASV, NLST, QUIT")]
    [InlineData("set ftp:use-site-idle yes; set net:idle 2m", "nlist", ", FEAT, TYPE I, OPTS UTF8 ON, SITE IDLE 120, PWD, PASV, NLST, QUIT")]
    [InlineData("set ftp:use-pret yes", "nlist", ", FEAT, TYPE I, OPTS UTF8 ON, PWD, PRET NLST, PASV, NLST, QUIT")]
    [InlineData("set ftp:lang de; set ftp:use-utf8 no", "nlist", ", FEAT, TYPE I, LANG de, PWD, PASV, NLST, QUIT")]
    [InlineData("set ftp:use-tvfs no; set ftp:use-utf8 no", "cd d/e; pwd", ", FEAT, TYPE I, PWD, CWD /d, CWD e, PWD, QUIT")]
    [InlineData("set ftp:use-utf8 no", "cd d/e; pwd", ", FEAT, TYPE I, PWD, CWD /d/e, PWD, QUIT")]
    [InlineData("set ftp:use-utf8 no; set ftp:use-stat-for-list yes", "ls; ls d", ", FEAT, TYPE I, PWD, STAT ., STAT d, QUIT")]
    [InlineData("set ftp:use-utf8 no; set ftp:use-stat-for-list yes; set ftp:list-options -la", "ls", ", FEAT, TYPE I, PWD, STAT -la, QUIT")]
    [InlineData("set ftp:use-utf8 no; set ftp:use-stat-for-list yes", "cls -1 d", ", FEAT, TYPE I, PWD, CWD /d, STAT ., QUIT")]
    [InlineData("set ftp:use-utf8 no; set ftp:sync-mode off", "mv a b", ", FEAT, TYPE I, PWD, RNFR a, RNTO b, QUIT")]
    [InlineData("set ftp:web-mode yes; set ftp:use-utf8 no", "renlist; renlist", ", FEAT, TYPE I, PWD, PASV, NLST, QUIT, |, USER u, PASS secret, FEAT, TYPE I, PWD, PASV, NLST, QUIT")]
    public async Task The_commands_are(string settings, string commands, string said)
    {
        await using var server = new PlainServer();
        server.Answers["FEAT"] = "211-Features:\r\n SIZE\r\n UTF8\r\n LANG EN*;DE\r\n211 End";
        server.Answers["SITE"] = server.Answers["PRET"] = server.Answers["LANG"] = "200 ok";
        server.Answers["RNFR"] = "350 go on";
        server.Answers["RNTO"] = "250 done";
        server.Answers["STAT"] = "213-status:\r\n-rw-r--r--   1 u g     5 Jan 01  2020 a.txt\r\n213 end";
        ProgramResult result = await RunAsync(server, settings, commands);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(Login + said, server.Said);
    }

    // lftp's own order of commands around the login is another; what is compared is what these settings bring about.
    [Theory]
    [InlineData("set ftp:use-pret yes", "cat -b a.txt", "PRET")]
    [InlineData("set ftp:use-pret no", "cat -b a.txt", "PRET")]
    [InlineData("set ftp:use-site-idle yes; set net:idle 100", "cat -b a.txt", "SITE")]
    [InlineData("set ftp:lang de", "cat -b a.txt", "LANG")]
    [InlineData("set ftp:use-feat no", "cat -b a.txt", "FEAT")]
    [InlineData("set ftp:use-quit no", "cat -b a.txt", "QUIT")]
    [InlineData("set ftp:use-stat-for-list yes", "ls; ls d; ls -l d", "STAT", "LIST")]
    [InlineData("set ftp:use-stat-for-list yes; set ftp:list-options -la", "ls; ls d", "STAT", "LIST")]
    [InlineData("set ftp:list-empty-ok no", "cls -1", "LIST", "NLST")]
    [InlineData("set ftp:list-empty-ok yes", "cls -1", "LIST", "NLST")]
    [InlineData("set ftp:web-mode yes", "cat -b a.txt; cat -b a.txt", "|", "QUIT")]
    public async Task Lftp_says_the_same(string settings, string commands, params string[] verbs)
    {
        string[] said = new string[2];
        string[] shown = new string[2];
        for (int i = 0; i < 2; i++)
        {
            await using var server = new PlainServer();
            server.Answers["FEAT"] = "211-Features:\r\n SIZE\r\n UTF8\r\n LANG EN*;DE\r\n PRET\r\n211 End";
            server.Answers["SITE"] = server.Answers["PRET"] = server.Answers["LANG"] = "200 ok";
            server.Answers["STAT"] = "213-status:\r\n-rw-r--r--   1 u g     5 Jan 01  2020 a.txt\r\n213 end";
            server.Data["LIST"] = "";
            ProgramResult result = i == 0
                ? await RunningProgram.LftpAsync(_home, null, "--norc", "-c", Script(server, settings, commands))
                : await RunAsync(server, settings, commands);
            shown[i] = $"{result.Code} {result.Output} {result.Error}";
            said[i] = string.Join(", ", server.Said.Split(", ").Where(command => verbs.Contains(command.Split(' ')[0])));
            if (i == 0)
            {
                // lftp names files from its directory, ours from the root.
                said[i] = said[i].Replace("RETR a.txt", "RETR /a.txt", StringComparison.Ordinal);
            }
        }

        Assert.Equal(said[0], said[1]);
        Assert.Equal(shown[0], shown[1]);
    }

    [Theory]
    [InlineData("no", "LIST, LIST")]
    [InlineData("yes", "LIST, REST 30, LIST")]
    public async Task A_listing_that_broke_off_is_begun_anew_or_gone_on_with(string setting, string said)
    {
        foreach (bool lftp in (bool[])[true, false])
        {
            await using var server = new PlainServer { BreaksAfter = 30 };
            string script = Script(server, $"set ftp:rest-list {setting}", "ls");
            ProgramResult result = lftp ? await RunningProgram.LftpAsync(_home, null, "--norc", "-c", script) : await RunningProgram.FtpsAsync(_home, null, "--norc", "-c", script);
            Assert.Equal((0, "-rw-r--r--   1 u g     5 Jan 01  2020 a.txt\n", ""), (result.Code, result.Output, result.Error));
            Assert.Equal(said, string.Join(", ", server.Said.Split(", ").Where(command => command.Split(' ')[0] is "LIST" or "REST")));
        }
    }

    [Theory]
    [InlineData("", "331 otp-md5 99 TeSt", "PASS 50FE1962C4965880")]
    [InlineData("set ftp:skey-allow no", "331 otp-md5 99 TeSt", "PASS This is a test.")]
    [InlineData("set ftp:skey-force yes", "331 otp-md5 99 TeSt", "PASS 50FE1962C4965880")]
    [InlineData("set ftp:skey-force yes", "331 password", null)]
    public async Task A_challenge_is_answered(string settings, string asked, string? said)
    {
        await using var server = new PlainServer();
        server.Answers["USER"] = asked;
        ProgramResult result = await RunAsync(server, settings, $"open -u u,'This is a test.' ftp://127.0.0.1:{server.Port}; cat -b a.txt");
        Assert.Equal(said is null ? 1 : 0, result.Code);
        Assert.Equal(said, server.Said.Split(", ").FirstOrDefault(command => command.StartsWith("PASS", StringComparison.Ordinal)));
        Assert.Equal(said is null, result.Error.Contains("Login failed: 127.0.0.1 asks for the password itself", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("set ftp:strict-multiline yes", 1)]
    [InlineData("set ftp:strict-multiline no", 0)]
    public async Task A_reply_may_end_with_another_code_if_that_is_said(string settings, int code)
    {
        await using var server = new PlainServer();
        server.Answers["PWD"] = "257-it is\r\n257 \"/\"";
        server.Answers["NOOP"] = "200-one\r\n226 two";
        ProgramResult result = await RunAsync(server, $"{settings}; set net:timeout {(code == 0 ? 60 : 2)}; set net:max-retries 1", "quote NOOP");
        Assert.Equal(code == 0 ? 0 : 1, result.Code);
    }

    [Fact]
    public async Task The_words_for_too_many_connections_are_the_settings()
    {
        await using var server = new PlainServer { Greeting = "421 the house is full" };
        ProgramResult result = await RunAsync(server, "set ftp:too-many-re house", "cat -b a.txt");
        Assert.Equal((1, "cat: a.txt: Fatal error: max-retries exceeded (421 the house is full)\n"), (result.Code, result.Error));
        Assert.Equal("|, |, |", server.Said);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}

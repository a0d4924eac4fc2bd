using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>The same session with vsftpd and with ftpsd: what their logs say of it is the same, line by line.</summary>
public sealed class VsftpdComparisonTests : IDisposable
{
    private const string Switches = """
        force_local_logins_ssl=NO
        force_local_data_ssl=NO
        dual_log_enable=YES
        log_ftp_protocol=YES
        ascii_upload_enable=YES
        ascii_download_enable=YES
        """;

    private readonly ScratchDirectory _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task The_logs_tell_the_same()
    {
        (string[] theirs, string[] theirTransfers) = await LogsAsync(ServerKind.Vsftpd, "seccomp_sandbox=NO");
        (string[] ours, string[] ourTransfers) = await LogsAsync(
            ServerKind.Ftpsd, "compat=vsftpd\nssl_enable=YES\nanonymous_enable=NO\nwrite_enable=YES\nxferlog_enable=YES\npasv_address=127.0.0.1");

        // What fail2ban and statistics read.
        Assert.Equal(Events(theirs), Events(ours));
        Assert.Equal(Commands(theirs), Commands(ours));
        Assert.Equal(Codes(theirs), Codes(ours));
        Assert.Equal(theirTransfers.Select(WithoutTime), ourTransfers.Select(WithoutTime));

        // The session says it of itself, so that it cannot come to nothing.
        Assert.Contains(Events(ours), line => line == "[ftptest] OK CHMOD: Client \"127.0.0.1\", \"/c 640\"");
        Assert.Contains(Commands(ours), line => line == "[ftptest] FTP command: Client \"127.0.0.1\", \"PASS <password>\"");
        Assert.DoesNotContain(ours, line => line.Contains(ForeignServer.Password, StringComparison.Ordinal));
        Assert.True(ourTransfers.Length >= 8);
    }

    private async Task<(string[] Lines, string[] Transfers)> LogsAsync(ServerKind kind, string settings)
    {
        string log = _logs.File($"{kind}.log"), transfers = _logs.File($"{kind}.xferlog");
        await using ForeignServer server = await ServerPark.StartAsync(kind, TlsRange.Both, $"{Switches}\nvsftpd_log_file={log}\nxferlog_file={transfers}\n{settings}");
        await PlayAsync(server.Port);
        await LogFile.UntilAsync(transfers, "/last ");
        return (await AfterGreetingAsync(log), await File.ReadAllLinesAsync(transfers, TestContext.Current.CancellationToken));
    }

    // The first connection is that of whoever looked whether the server listens.
    private static async Task<string[]> AfterGreetingAsync(string log)
    {
        string[] lines = await LogFile.UntilAsync(log, "FTP response: .*\"221");
        return lines[Array.FindIndex(lines, line => line.Contains("USER first", StringComparison.Ordinal))..];
    }

    private static async Task PlayAsync(int port)
    {
        using PlainSession session = await PlainSession.OpenAsync(port);
        await session.AskAsync("USER first");
        await session.AskAsync("PASS wrong");
        await session.LogInAsync(ForeignServer.UserName, ForeignServer.Password);
        await session.AskAsync("TYPE I");
        await session.TransferAsync("STOR a b", "hello");
        await session.TransferAsync("RETR a b");
        await session.TransferAsync("STOR nosuch/x", "");
        await session.TransferAsync("RETR nosuch");
        await session.TransferAsync("STOR empty", "");
        await session.TransferAsync("RETR empty");
        await session.AskAsync("REST 2");
        await session.TransferAsync("RETR a b");
        await session.TransferAsync("APPE a b", " again");
        await session.AskAsync("TYPE A");
        await session.TransferAsync("STOR text", "one\r\ntwo\r\n");
        await session.TransferAsync("RETR text");
        await session.TransferAsync("LIST");
        await session.AskAsync("TYPE I");
        await session.AskAsync("MKD dir");
        await session.AskAsync("MKD dir");
        await session.AskAsync("RMD nosuch");
        await session.AskAsync("CWD dir");
        await session.AskAsync("MKD say \"hello\"");
        await session.AskAsync("RMD say \"hello\"");
        await session.AskAsync("CDUP");
        await session.AskAsync("RNFR a b");
        await session.AskAsync("RNTO c");
        await session.AskAsync("RNFR c");
        await session.AskAsync("RNTO no/c");
        await session.AskAsync("RNFR nosuch");
        await session.AskAsync("SITE CHMOD 640 c");
        await session.AskAsync("SITE CHMOD 640 nosuch");
        await session.AskAsync("DELE c");
        await session.AskAsync("DELE c");
        await session.AskAsync("RMD dir");
        await session.TransferAsync("STOR last", "x");
        await session.AskAsync("QUIT");
    }

    private static IEnumerable<string> Events(string[] lines) => lines.Select(LogFile.Comparable).Where(line => !line.Contains("FTP ", StringComparison.Ordinal));

    private static IEnumerable<string> Commands(string[] lines) => lines.Select(LogFile.Comparable).Where(line => line.Contains("FTP command: ", StringComparison.Ordinal));

    // Texts are another test's; here it is who was answered what, in the form of a line.
    private static IEnumerable<string> Codes(string[] lines) =>
        lines.Select(LogFile.Comparable).Select(line => Regex.Match(line, "^.*FTP response: Client \"[^\"]+\", \"[0-9]{3}[ -]")).Where(match => match.Success).Select(match => match.Value);

    private static string WithoutTime(string line) => Regex.Replace(line, @"^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} ", "");
}

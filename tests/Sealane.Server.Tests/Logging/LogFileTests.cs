using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Logging;

/// <summary>The files that scripts and fail2ban read, line by line as vsftpd and wu-ftpd write them.</summary>
public sealed class LogFileTests : IDisposable
{
    private const string Stamp = @"^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} ";
    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-logs").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Vsftpds_lines_are_as_vsftpd_writes_them()
    {
        string[] lines = await LinesAsync("vsftpd.log", $"xferlog_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\nxferlog_std_format=NO");

        Assert.Matches(Stamp + @"\[pid \d+\] CONNECT: Client ""127\.0\.0\.1""$", lines[0]);
        Assert.Matches(Stamp + @"\[pid \d+\] \[u\] FAIL LOGIN: Client ""127\.0\.0\.1""$", lines[1]);
        Assert.Matches(Stamp + @"\[pid \d+\] \[u\] OK LOGIN: Client ""127\.0\.0\.1""$", lines[2]);
        Assert.Matches(Stamp + @"\[pid \d+\] \[u\] OK UPLOAD: Client ""127\.0\.0\.1"", ""/a b"", 5 bytes, \d+\.\d\dKbyte/sec$", lines[3]);
        Assert.Matches(Stamp + @"\[pid \d+\] \[u\] OK DOWNLOAD: Client ""127\.0\.0\.1"", ""/a b"", 5 bytes, \d+\.\d\dKbyte/sec$", lines[4]);
        Assert.Matches(@"\[u\] FAIL UPLOAD: Client ""127\.0\.0\.1"", ""/nosuch/x"", 0\.00Kbyte/sec$", lines[5]);
        Assert.Matches(@"\[u\] OK MKDIR: Client ""127\.0\.0\.1"", ""/d\\x1b""$", lines[6]);
        Assert.Matches(@"\[u\] OK RENAME: Client ""127\.0\.0\.1"", ""/a b /c""$", lines[7]);
        Assert.Matches(@"\[u\] OK DELETE: Client ""127\.0\.0\.1"", ""/c""$", lines[8]);
        Assert.Matches(@"\[u\] OK RMDIR: Client", lines[9]);
        Assert.Matches(@"\[u\] FAIL DOWNLOAD: Client ""127\.0\.0\.1"", ""/c"", 0\.00Kbyte/sec$", lines[10]);
        Assert.Matches(@"\[u\] FAIL DELETE: Client ""127\.0\.0\.1"", ""/c""$", lines[11]);
        Assert.Matches(@"\[u\] FAIL RENAME: Client ""127\.0\.0\.1"", ""/c""$", lines[12]);
        Assert.Matches(@"\[u\] FAIL CHMOD: Client ""127\.0\.0\.1"", ""/c 640""$", lines[13]);
        Assert.Equal(14, lines.Length);
    }

    [Fact]
    public async Task Xferlog_has_its_eighteen_fields()
    {
        string[] lines = await LinesAsync("xferlog", $"xferlog_enable=YES\nxferlog_file={_directory}/xferlog\nxferlog_std_format=YES");

        Assert.Equal(4, lines.Length);
        Assert.Matches(Stamp + @"1 127\.0\.0\.1 5 /a_b b _ i r u ftp 0 \* c$", lines[0]);
        Assert.Matches(Stamp + @"1 127\.0\.0\.1 5 /a_b b _ o r u ftp 0 \* c$", lines[1]);
        Assert.Matches(Stamp + @"1 127\.0\.0\.1 0 /nosuch/x b _ i r u ftp 0 \* i$", lines[2]);
        Assert.Matches(Stamp + @"1 127\.0\.0\.1 0 /c b _ o r u ftp 0 \* i$", lines[3]);
        Assert.All(lines, line => Assert.Equal(18, Regex.Replace(line, " +", " ").Split(' ').Length));
    }

    [Fact]
    public async Task Json_says_what_the_others_cannot()
    {
        string[] lines = await LinesAsync("json", $"transfer_log_json={_directory}/json\nssl_enable=YES");

        Assert.Equal(2, lines.Length);
        JsonElement upload = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("upload", upload.GetProperty("event").GetString());
        Assert.Equal("Completed", upload.GetProperty("outcome").GetString());
        Assert.Equal("/a b", upload.GetProperty("path").GetString());
        Assert.Equal(5, upload.GetProperty("bytes").GetInt64());
        Assert.Equal("u", upload.GetProperty("user").GetString());
        Assert.Equal(@"bad\x1b[2Jclient", upload.GetProperty("client_name").GetString());
        Assert.StartsWith("TLSv1.", upload.GetProperty("tls").GetString(), StringComparison.Ordinal);
        Assert.Equal("Orderly", upload.GetProperty("closed_by_client").GetString());
        Assert.True(DateTimeOffset.TryParse(upload.GetProperty("time").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _));
        Assert.Equal("download", JsonDocument.Parse(lines[1]).RootElement.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Both_forms_at_once_when_asked()
    {
        string config = $"dual_log_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\nxferlog_file={_directory}/xferlog";

        Assert.Equal(14, (await LinesAsync("vsftpd.log", config)).Length);
        Assert.Equal(4, (await File.ReadAllLinesAsync($"{_directory}/xferlog")).Length);
    }

    [Fact]
    public async Task The_protocol_log_shows_everything_but_secrets()
    {
        string[] lines = await LinesAsync("vsftpd.log", $"xferlog_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\nxferlog_std_format=NO\nlog_ftp_protocol=YES");

        Assert.Contains(lines, line => line.EndsWith("\"PASS <password>\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("FTP response: Client \"127.0.0.1\", \"230 Login successful.\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("s3cret", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public void An_interrupted_transfer_is_marked_in_every_form()
    {
        var record = new TransferRecord
        {
            Ended = DateTimeOffset.UnixEpoch,
            Session = 7,
            User = "x] forged",
            Client = IPAddress.Parse("192.0.2.1"),
            ClientName = null,
            Verb = "RETR",
            Path = FtpPath.Of("/a\x1b\u202eb"),
            Bytes = 1024,
            Elapsed = TimeSpan.FromSeconds(2),
            Completed = false,
            Outcome = "Aborted",
            Ascii = true,
            TlsVersion = null,
            Cipher = null,
            Proof = "Clear",
            PeerClose = "Reset",
        };

        Assert.EndsWith(@"[pid 7] [x? forged] FAIL DOWNLOAD: Client ""192.0.2.1"", ""/a\x1b\u202eb"", 1024 bytes, 0.50Kbyte/sec", record.ToVsftpd(), StringComparison.Ordinal);
        Assert.EndsWith(@" 2 192.0.2.1 1024 /a\x1b\u202eb a _ o r x]_forged ftp 0 * i", record.ToXferlog(), StringComparison.Ordinal);
        Assert.DoesNotContain(record.ToJson(), char.IsControl);
    }

    [Fact]
    public async Task Anonymous_users_are_told_by_what_they_give_as_password()
    {
        await using (SessionHarness harness = new(
            $"anonymous_enable=YES\nftp_username=nobody\ndual_log_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\nxferlog_file={_directory}/xferlog"))
        {
            await harness.PutAsync("/a", "12345");
            foreach (string password in new[] { "me and \"you\"@example.org\x1b", "" })
            {
                await using TestClient client = await harness.GreetedAsync();
                await client.AskAsync("USER anonymous", 331);
                await client.AskAsync($"PASS {password}", 230);
                await client.AskAsync("TYPE I", 200);
                await using TestData data = await client.ConnectDataAsync(await client.AskAsync("EPSV", 229));
                await client.AskAsync("RETR a", 150);
                await data.ReceiveAsync();
                await client.ExpectAsync(226);
            }
        }

        string[] xferlog = await File.ReadAllLinesAsync($"{_directory}/xferlog", TestContext.Current.CancellationToken);
        Assert.Equal(2, xferlog.Length);
        Assert.EndsWith(@" /a b _ o a me_and_""you""@example.org\x1b ftp 0 * c", xferlog[0], StringComparison.Ordinal);
        Assert.EndsWith(@" /a b _ o a ? ftp 0 * c", xferlog[1], StringComparison.Ordinal);
        string[] logins = [.. (await File.ReadAllLinesAsync($"{_directory}/vsftpd.log", TestContext.Current.CancellationToken)).Where(line => line.Contains("LOGIN", StringComparison.Ordinal))];
        Assert.Matches(@"\[ftp\] OK LOGIN: Client ""127\.0\.0\.1"", anon password ""me and \?you\?@example\.org\\x1b""$", logins[0]);
        Assert.Matches(@"\[ftp\] OK LOGIN: Client ""127\.0\.0\.1""$", logins[1]);
    }

    [Theory]
    [InlineData(AccountKind.Guest, " g bob ftp ")]
    [InlineData(AccountKind.Real, " r bob ftp ")]
    public void Xferlog_tells_guests_from_others(AccountKind kind, string expected)
    {
        var record = new TransferRecord
        {
            Ended = DateTimeOffset.UnixEpoch, Session = 7, User = "bob", Kind = kind, Client = IPAddress.Parse("192.0.2.1"), ClientName = null, Verb = "RETR", Path = FtpPath.Of("/a"), Bytes = 1,
            Elapsed = TimeSpan.Zero, Completed = true, Outcome = "Completed", Ascii = false, TlsVersion = null, Cipher = null, Proof = "Clear", PeerClose = "Orderly",
        };
        Assert.Contains(expected, record.ToXferlog(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_files_were_reached_is_marked_and_an_anonymous_client_is_known_by_its_password()
    {
        TransferRecord record = new()
        {
            Ended = DateTimeOffset.UnixEpoch,
            Session = 7,
            User = "ftp",
            Kind = AccountKind.Anonymous,
            Email = "me\n@ here",
            Client = IPAddress.Parse("2001:db8::1"),
            ClientName = null,
            Verb = "STOR",
            Path = FtpPath.Of("/incoming/x"),
            Completed = true,
            Outcome = "Completed",
            Ascii = false,
        };

        Assert.EndsWith(@" 1 2001:db8::1 0 /incoming/x b _ i a me\x0a@_here ftp 0 * c", record.ToXferlog(), StringComparison.Ordinal);
        Assert.EndsWith(" 1 2001:db8::1 0 /incoming/x b _ i g ftp ftp 0 * c", (record with { Kind = AccountKind.Guest }).ToXferlog(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max_clients=1", "Connection refused: too many sessions.")]
    [InlineData("max_per_ip=1", "Connection refused: too many sessions for this address.")]
    public async Task Whoever_is_turned_away_is_in_the_log(string limit, string words)
    {
        await using (SessionHarness harness = new($"xferlog_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\n{limit}"))
        {
            await using TestClient first = await harness.GreetedAsync();
            await using TestClient second = await harness.ConnectAsync();
            await second.ExpectAsync(421);
        }

        Assert.Single(await File.ReadAllLinesAsync($"{_directory}/vsftpd.log"), line => line.EndsWith($"] CONNECT: Client \"127.0.0.1\", \"{words}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_client_is_named_up_to_the_answer_and_no_longer()
    {
        await using (SessionHarness harness = new($"xferlog_enable=YES\nvsftpd_log_file={_directory}/vsftpd.log\nlog_ftp_protocol=YES"))
        {
            await using TestClient client = await harness.GreetedAsync();
            await client.AskAsync("USER u]", 331);
            await client.AskAsync("PASS wrong", 530);
            await client.AskAsync("NOOP", 200);
            await client.AskAsync("QUIT", 221);
        }

        string[] lines = [.. (await File.ReadAllLinesAsync($"{_directory}/vsftpd.log")).Select(line => Regex.Replace(line, @"^.*?\[pid \d+\] ", ""))];
        Assert.StartsWith("FTP command: Client", lines.Single(line => line.Contains("USER u]", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("[u?] FTP command: Client", lines.Single(line => line.EndsWith("\"PASS <password>\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("[u?] FTP response: Client", lines.Single(line => line.Contains("530 Login incorrect", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("FTP command: Client", lines.Single(line => line.EndsWith("\"NOOP\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // One conversation that touches everything that is logged.
    private async Task<string[]> LinesAsync(string file, string config)
    {
        var harness = new SessionHarness(config);
        await using (harness)
        {
            harness.AddAccount("s", "s3cret", Sealane.Server.Accounts.Permissions.All);
            await using TestClient client = await harness.GreetedAsync();
            if (harness.Options.Tls.Enabled)
            {
                await client.AskAsync("AUTH TLS", 234);
                await client.StartTlsAsync();
                await client.AskAsync("PROT P", 200);
            }

            await client.AskAsync("USER u", 331);
            await client.AskAsync("PASS s3cret-but-wrong", 530);
            await client.LogInAsync();
            await client.AskAsync("CLNT bad\x1b[2Jclient", 200);
            await client.AskAsync("TYPE I", 200);
            await client.UploadAsync("STOR a b", "hello");
            await client.DownloadAsync("RETR a b");
            await client.AskAsync("EPSV", 229);
            await client.AskAsync("STOR nosuch/x", 553);
            await client.AskAsync("MKD d\x1b", 257);
            await client.AskAsync("RNFR a b", 350);
            await client.AskAsync("RNTO c", 250);
            await client.AskAsync("DELE c", 250);
            await client.AskAsync("RMD d\x1b", 250);
            await client.AskAsync("EPSV", 229);
            await client.AskAsync("RETR c", 550);
            await client.AskAsync("DELE c", 550);
            await client.AskAsync("RNFR c", 550);
            await client.AskAsync("SITE CHMOD 640 c", 550);
            await client.AskAsync("QUIT", 221);
        }

        Assert.DoesNotContain(harness.Log.Lines, line => line.Text.Contains("s3cret", StringComparison.Ordinal) || line.Text.Any(char.IsControl));
        return await File.ReadAllLinesAsync(Path.Combine(_directory, file));
    }
}

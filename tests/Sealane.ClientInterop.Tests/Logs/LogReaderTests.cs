using System.Text.Json;
using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>Programs that read such logs find in ours what they look for, and nothing that a client has made up.</summary>
public sealed class LogReaderTests
{
    /// <summary>Debian's filter, as it comes with the package.</summary>
    [Fact]
    public async Task Fail2bans_filter_finds_refused_logins_and_nothing_else()
    {
        string program = Packages.Require("fail2ban", "/usr/bin/fail2ban-regex");
        string filter = Packages.Require("fail2ban", "/etc/fail2ban/filter.d/vsftpd.conf");
        string library = Packages.Require("fail2ban", "/usr/lib/python3/dist-packages/fail2ban");
        await using Site site = await Site.OpenAsync(
            "force_local_logins_ssl=NO\nforce_local_data_ssl=NO\nxferlog_enable=YES\nvsftpd_log_file=vsftpd.log\nlog_ftp_protocol=YES\nmax_login_fails=20");
        string log = Path.Combine(site.Root, "vsftpd.log");

        // Refused: an ordinary name, and names that would pass for the end of the bracket, of the line, or for another client's line.
        string[] strange = ["alice", "a] FAIL LOGIN: Client \"192.0.2.1\"", "b\" x", "c\td\u0001", "e\u00ff\u00fe", "f\u00c2\u0085g", "]", "vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=x rhost=192.0.2.2"];
        using (PlainSession attacker = await PlainSession.OpenAsync(site.Port, "127.0.0.9"))
        {
            foreach (string name in strange)
            {
                await attacker.AskAsync($"USER {name}");
                await attacker.AskAsync("PASS wrong");
            }
        }

        // Let in, and then up to the same with names of files and commands.
        using (PlainSession user = await PlainSession.OpenAsync(site.Port, "127.0.0.8"))
        {
            await user.LogInAsync(Site.User, Site.Password);
            await user.AskAsync("MKD x\", 5 bytes [pid 1] [root] FAIL LOGIN: Client \"192.0.2.3\"");
            await user.AskAsync("DELE  [pid 1] [root] FAIL LOGIN: Client \"192.0.2.4\"");
            await user.AskAsync("RNFR Sun Nov 22 10:11:12 2026 [pid 1] [root] FAIL LOGIN: Client \"192.0.2.5\"");
            await user.AskAsync("QUIT");
        }

        await LogFile.UntilAsync(log, "127.0.0.8.*\"221");
        ToolRun run = await Tool.RunAsync(
            "env",
            [$"PYTHONPATH={Path.GetDirectoryName(library)}", "/usr/bin/python3", program, "-c", Path.GetDirectoryName(Path.GetDirectoryName(filter))!, "--out", "ip", log, filter]);
        Assert.Equal(Enumerable.Repeat("127.0.0.9", strange.Length), run.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>ProFTPD's ftpstats reads any xferlog.</summary>
    [Fact]
    public async Task Ftpstats_counts_what_was_transferred()
    {
        string program = Packages.Require("ProFTPD", "/usr/sbin/ftpstats");
        await using Site site = await TransferredAsync();
        ToolRun run = await Tool.RunAsync("/usr/bin/perl", [program, "-f", Path.Combine(site.Root, "xferlog"), "-r"]);
        Assert.Matches(@"(?m)^Files Transmitted During Summary Period +4\b", run.Succeeded());
        Assert.Matches(@"(?m)^Bytes Transmitted During Summary Period +18\b", run.Output);
    }

    /// <summary>A reader written from the format's description (xferlog(5)): eighteen fields, each with the values that it may have.</summary>
    [Fact]
    public async Task Every_line_of_xferlog_has_its_fields()
    {
        await using Site site = await TransferredAsync();
        string script = Path.Combine(AppContext.BaseDirectory, "Scripts", "xferlog.py");
        ToolRun run = await Tool.RunAsync("python3", [script, Path.Combine(site.Root, "xferlog")]);
        JsonElement[] lines = [.. run.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            [
                @"/a_b\x09c_d 5 b i r demo c",
                @"/a_b\x09c_d 5 b o r demo c",
                "/text 8 a i r demo c",
                "/nosuch 0 b o r demo i",
            ],
            lines.Select(line => string.Join(' ', Fields(line, "file", "bytes", "type", "direction", "access", "user", "completion"))));
        Assert.All(lines, line => Assert.Equal("127.0.0.1", line.GetProperty("host").GetString()));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("seconds").GetInt64(), 1, 60));
    }

    private static IEnumerable<string> Fields(JsonElement line, params string[] names) => names.Select(name => line.GetProperty(name).ToString());

    private static async Task<Site> TransferredAsync()
    {
        Site site = await Site.OpenAsync("force_local_logins_ssl=NO\nforce_local_data_ssl=NO\nxferlog_enable=YES\nxferlog_std_format=YES\nxferlog_file=xferlog");
        try
        {
            using PlainSession session = await PlainSession.OpenAsync(site.Port);
            await session.LogInAsync(Site.User, Site.Password);
            await session.AskAsync("TYPE I");
            await session.TransferAsync("STOR a b\tc\u00c2\u00a0d", "hello");
            await session.TransferAsync("RETR a b\tc\u00c2\u00a0d");
            await session.AskAsync("TYPE A");
            await session.TransferAsync("STOR text", "one\r\ntw\r\n"[..8]);
            await session.AskAsync("TYPE I");
            await session.TransferAsync("RETR nosuch");
            await session.AskAsync("QUIT");
            await LogFile.UntilAsync(Path.Combine(site.Root, "xferlog"), " /nosuch ");
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }
}

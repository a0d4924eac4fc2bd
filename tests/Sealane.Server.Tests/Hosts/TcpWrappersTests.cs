using System.Net;
using Sealane.Server.Hosts;
using Sealane.Server.Options;
using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Hosts;

/// <summary>tcp_wrappers in a server: who gets a greeting, and under which settings.</summary>
public sealed class TcpWrappersTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sealane-hosts-").FullName;

    private string Allow => Path.Combine(_directory, "hosts.allow");

    private string Deny => Path.Combine(_directory, "hosts.deny");

    private string Partners => Path.Combine(_directory, "partners.conf");

    private string Config => $"tcp_wrappers=YES\nhosts_allow_file={Allow}\nhosts_deny_file={Deny}\n";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_refused_address_is_told_so_before_the_greeting()
    {
        await File.WriteAllTextAsync(Deny, "vsftpd: 127.0.0.2\n", TestContext.Current.CancellationToken);
        await using SessionHarness harness = new(Config);
        await using TestClient refused = await harness.ConnectAsync("127.0.0.2");
        await refused.ExpectAsync(421, "^421 Service not available.$");
        await refused.ExpectEndAsync();

        Assert.Contains("hosts.deny:1: vsftpd: 127.0.0.2", Assert.Single(harness.Log.Of(1005)), StringComparison.Ordinal);
        await using TestClient other = await harness.LoggedInAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("compat=vsftpd\n")]
    public async Task A_refusal_stands_in_vsftpds_log_in_its_words(string compat)
    {
        await File.WriteAllTextAsync(Deny, "vsftpd: 127.0.0.2\n", TestContext.Current.CancellationToken);
        string log = Path.Combine(_directory, "vsftpd.log");
        await using (SessionHarness harness = new(Config + compat + $"xferlog_enable=YES\nxferlog_std_format=NO\nvsftpd_log_file={log}\n"))
        {
            await using TestClient refused = await harness.ConnectAsync("127.0.0.2");
            await refused.ExpectAsync(421, "^421 Service not available.$");
            await refused.ExpectEndAsync();
        }

        // vsftpd's: [pid N] CONNECT: Client "A", "Connection refused: ..."
        Assert.EndsWith($"[pid {Environment.ProcessId}] CONNECT: Client \"127.0.0.2\", \"Connection refused: tcp_wrappers denial.\"", Assert.Single(await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_holds_from_the_moment_in_which_it_is_written()
    {
        await using SessionHarness harness = new(Config);
        await using TestClient before = await harness.LoggedInAsync(from: "127.0.0.2");

        await File.WriteAllTextAsync(Deny, "vsftpd: 127.0.0.2\n", TestContext.Current.CancellationToken);
        await ExpectRefusedAsync(harness, "127.0.0.2");
        await using TestClient other = await harness.LoggedInAsync(from: "127.0.0.3");
        await before.AskAsync("NOOP", 200); // who is in stays in

        // Also of a list that a line names, and of the settings that one gives.
        string list = Path.Combine(_directory, "list");
        await File.WriteAllTextAsync(Deny, $"vsftpd: {list}\n", TestContext.Current.CancellationToken);
        await using TestClient again = await harness.LoggedInAsync(from: "127.0.0.2");
        await File.WriteAllTextAsync(list, "127.0.0.2\n", TestContext.Current.CancellationToken);
        await ExpectRefusedAsync(harness, "127.0.0.2");
        await File.WriteAllTextAsync(Partners, "ftpd_banner=One\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Allow, $"vsftpd: 127.0.0.2: setenv VSFTPD_LOAD_CONF {Partners}\n", TestContext.Current.CancellationToken);
        await ExpectGreetingAsync(harness, "One");
        await File.WriteAllTextAsync(Partners, "ftpd_banner=Two\n", TestContext.Current.CancellationToken);
        await ExpectGreetingAsync(harness, "Two");
    }

    [Fact]
    public async Task What_cannot_be_used_leaves_the_lines_before_it_in_force()
    {
        await File.WriteAllTextAsync(Deny, "vsftpd: 127.0.0.2\n", TestContext.Current.CancellationToken);
        await using SessionHarness harness = new(Config);
        await File.WriteAllTextAsync(Deny, "vsftpd: .example.com\n", TestContext.Current.CancellationToken);
        await ExpectRefusedAsync(harness, "127.0.0.2");
        await ExpectRefusedAsync(harness, "127.0.0.2");
        await using TestClient other = await harness.LoggedInAsync(from: "127.0.0.3");
        Assert.Contains("hosts.deny:1: error: ", Assert.Single(harness.Log.Of(5014)), StringComparison.Ordinal); // once, and not for each client

        await File.WriteAllTextAsync(Deny, "vsftpd: 127.0.0.3\n", TestContext.Current.CancellationToken);
        await ExpectRefusedAsync(harness, "127.0.0.3");
        await using TestClient pardoned = await harness.LoggedInAsync(from: "127.0.0.2");
        Assert.Single(harness.Log.Of(5013));
    }

    [Fact]
    public void Rules_of_files_that_have_not_changed_are_not_read_again()
    {
        File.WriteAllText(Deny, $"vsftpd: {Path.Combine(_directory, "list")}\n");
        HostSources sources = new(new Storage.LaterTime()) { Read = _ => throw new InvalidOperationException() };
        sources.Add(Deny);
        sources.Add(Allow);
        Assert.True(sources.Hold());
        File.WriteAllText(Allow, "");
        Assert.True(sources.Holds(Deny));
        Assert.False(sources.Hold());
    }

    [Fact]
    public async Task On_the_implicit_port_a_refused_address_gets_neither_TLS_nor_a_word()
    {
        await File.WriteAllTextAsync(Deny, "ALL: ALL\n", TestContext.Current.CancellationToken);
        await using SessionHarness harness = new(Config + "ssl_enable=YES\n", implicitTls: true);
        await using TestClient refused = await harness.ConnectAsync();
        await refused.ExpectEndAsync();
    }

    [Fact]
    public async Task Settings_of_an_address_hold_for_its_sessions_alone()
    {
        await File.WriteAllTextAsync(Allow, $"vsftpd: 127.0.0.2: setenv VSFTPD_LOAD_CONF {Partners}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Partners, "ftpd_banner=Hello partner\nwrite_enable=NO\nmax_per_ip=1\npasv_min_port=21000\npasv_max_port=21099\n", TestContext.Current.CancellationToken);
        await using SessionHarness harness = new(Config);

        await using TestClient partner = await harness.ConnectAsync("127.0.0.2");
        await partner.ExpectAsync(220, "Hello partner");
        await partner.LogInAsync("u", "p");
        await partner.AskAsync("MKD made", 550);
        Assert.InRange(int.Parse((await partner.AskAsync("EPSV", 229)).ToString().Split('|')[3], System.Globalization.CultureInfo.InvariantCulture), 21000, 21099);
        await using TestClient second = await harness.ConnectAsync("127.0.0.2");
        await second.ExpectAsync(421, "^421 There are too many connections from your internet address.$");

        await using TestClient other = await harness.LoggedInAsync();
        await other.AskAsync("MKD made", 257);
    }

    [Fact]
    public void Settings_of_an_address_may_say_how_its_uploads_become_files()
    {
        File.WriteAllText(Allow, $"vsftpd: 127.0.0.2: setenv VSFTPD_LOAD_CONF {Partners}\n");
        File.WriteAllText(Partners, "local_umask=027\nfile_open_mode=0777\nupload_mode=inplace\ndelete_failed_uploads=YES\n");
        LoadedConfiguration loaded = Load(Config);
        Assert.DoesNotContain(loaded.Diagnostics, finding => finding.File == Partners);
        UploadOptions theirs = loaded.Options!.Hosts!.Find(IPAddress.Parse("127.0.0.2"))!.Options!.Uploads;
        Assert.Equal((0b000_010_111, 0b111_111_111, Sealane.Server.Storage.UploadMode.InPlace, true), (theirs.Umask, theirs.OpenMode, theirs.Mode, theirs.DeleteFailed));
        Assert.NotEqual(theirs.Umask, loaded.Options.Uploads.Umask);
    }

    [Fact]
    public async Task A_port_range_of_an_address_outlives_reloads()
    {
        await File.WriteAllTextAsync(Allow, $"vsftpd: 127.0.0.2: setenv VSFTPD_LOAD_CONF {Partners}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Partners, "pasv_min_port=21098\npasv_max_port=21099\n", TestContext.Current.CancellationToken);
        await using SessionHarness harness = new(Config);
        ServerOptions again = harness.Server.Options with { Listen = new() { Endpoints = [new ListenEndpoint(harness.EndPoint, false, false)] } };
        for (int i = 0; i < 3; i++)
        {
            // Its two listeners stay open for a while: who came after a reload with ports of his own would find them taken.
            await using TestClient one = await harness.LoggedInAsync(from: "127.0.0.2");
            await using TestClient two = await harness.LoggedInAsync(from: "127.0.0.2");
            await one.AskAsync("EPSV", 229);
            await two.AskAsync("EPSV", 229);
            await harness.Server.ReconfigureAsync(again, null);
        }
    }

    [Fact]
    public void What_is_wrong_with_an_address_s_settings_is_an_error_with_its_own_line()
    {
        File.WriteAllText(Allow, $"\nvsftpd: 127.0.0.2: setenv VSFTPD_LOAD_CONF {Partners}\n");
        Diagnostic missing = Assert.Single(Load(Config).Diagnostics, finding => finding.Severity == Severity.Error);
        Assert.Equal((Allow, 2), (missing.File, missing.Line));

        File.WriteAllText(Partners, "write_enable=NO\nmax_clients=lots\n");
        Diagnostic wrong = Assert.Single(Load(Config).Diagnostics, finding => finding.Severity == Severity.Error);
        Assert.Equal((Partners, 2, "max_clients"), (wrong.File, wrong.Line, wrong.Option));

        File.WriteAllText(Partners, "listen_port=2121\nssl_tlsv13=NO\nwrite_enable=NO\n");
        LoadedConfiguration useless = Load(Config);
        Assert.NotNull(useless.Options);
        Assert.Equal(["listen_port", "ssl_tlsv13"], useless.Diagnostics.Where(finding => finding.File == Partners).Select(finding => finding.Option));
    }

    [Fact]
    public void Files_that_cannot_be_read_keep_the_server_from_starting_and_missing_ones_do_not()
    {
        Assert.NotNull(Load(Config).Options);
        Directory.CreateDirectory(Deny);
        Assert.Equal("hosts_deny_file", Assert.Single(Load(Config).Diagnostics, finding => finding.Severity == Severity.Error).Option);
    }

    [Fact]
    public void Check_shows_each_line_and_what_it_does()
    {
        File.WriteAllText(Allow, $"vsftpd: 10. EXCEPT 10.0.0.1 : setenv VSFTPD_LOAD_CONF {Partners}\nsshd: ALL\n");
        File.WriteAllText(Partners, "");
        File.WriteAllText(Deny, "ALL: ALL\n");
        StringWriter text = new();
        new ConfigurationReport(Load(Config)).Write(text, all: false);
        string report = string.Join('\n', text.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains($"{Allow}:1 allow 10. EXCEPT 10.0.0.1 with the settings of {Partners}\n{Deny}:1 deny ALL\nallow everybody else", report, StringComparison.Ordinal);
        Assert.DoesNotContain("sshd", report, StringComparison.Ordinal);
    }

    private static async Task ExpectRefusedAsync(SessionHarness harness, string from)
    {
        await using TestClient refused = await harness.ConnectAsync(from);
        await refused.ExpectAsync(421, "^421 Service not available.$");
    }

    private static async Task ExpectGreetingAsync(SessionHarness harness, string banner)
    {
        await using TestClient partner = await harness.ConnectAsync("127.0.0.2");
        await partner.ExpectAsync(220, banner);
    }

    private static LoadedConfiguration Load(string config) => new ConfigurationLoader(new HostFacts
    {
        StateDirectory = "/var/lib/test",
        Probe = path => Directory.Exists(path) ? FileCondition.Directory : File.Exists(path) ? FileCondition.Readable : FileCondition.Missing,
        CertificateFault = (_, _) => null,
    }).Parse(System.Text.Encoding.UTF8.GetBytes(config), "/etc/test.conf", []);
}

using System.Text.Json;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class ConfigurationReportTests
{
    // Options of whose status nobody doubts any more.
    private const string Golden = """
        # a comment
        listen=YES
        ssl_sslv2=NO

        require_ssl_reuse=YES
        max_clients=20
        better_stou=YES
        """;

    [Fact]
    public void People_see_each_line_and_what_becomes_of_it()
    {
        string[] lines = Print(TestHost.Check(Golden, "hide_ids=YES"), all: false, width: 80);
        Assert.Equal(
            [
                $"/etc/test.conf: 6 of {OptionCatalog.All.Count} options set",
                "    2  listen=YES                                                       applied",
                "    3  ssl_sslv2=NO                                                     ignored",
                "           SSL 2 is broken and never offered (RFC 6176).",
                "    5  require_ssl_reuse=YES                                            applied",
                "           Safer than vsftpd: A resumed session must be of this very control",
                "           connection; vsftpd accepts any session of the server.",
                "    6  max_clients=20                                                   applied",
                "    7  better_stou=YES                                                  emulated",
                "           They always are.",
                "   -o  hide_ids=YES                                                     applied",
                "",
            ],
            lines[..12]);
        Assert.Equal("Not set, and by default not as in vsftpd ('ftpsd import vsftpd' and compat=vsftpd keep vsftpd's):", lines[12]);
        Assert.Contains("       write_enable=YES  vsftpd: NO", lines);
        Assert.Equal("Ready to serve: no errors, no warnings.", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains('\x1b', StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_switched_off_is_not_called_safer() =>
        Assert.DoesNotContain(Print(TestHost.Check("ssl_enable=NO\nanonymous_enable=NO\nrequire_ssl_reuse=NO"), all: false), line => line.Contains("Safer", StringComparison.Ordinal));

    [Fact]
    public void Errors_stand_with_their_lines_and_the_nearest_name()
    {
        string[] lines = Print(TestHost.Check("hide_ids=YES\nmax_client=3\nmax_clients=x"), all: false);
        Assert.Contains("/etc/test.conf:2: error: there is no option 'max_client'. Did you mean max_clients?", lines);
        Assert.Contains("/etc/test.conf:3: error: max_clients: wants a whole number, not 'x'.", lines);
        Assert.Equal("Not usable: 2 errors, no warnings.", lines[^1]);
    }

    [Fact]
    public void A_terminal_gets_colours()
    {
        using StringWriter output = new();
        new ConfigurationReport(TestHost.Check("hide_ids=YES\nmax_clients=x")) { Colored = true }.Write(output, all: false);
        Assert.Contains("\x1b[32mapplied\x1b[0m", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\x1b[31mNot usable\x1b[0m", output.ToString(), StringComparison.Ordinal);
    }

    // What Debian and Red Hat ship (their settings, without the comments), the tutorial's, and one with every option that vsftpd and its distributors ever had.
    public static TheoryData<string, string> Files => new()
    {
        { "Debian", "listen=NO\nlisten_ipv6=YES\nanonymous_enable=NO\nlocal_enable=YES\ndirmessage_enable=YES\nuse_localtime=YES\nxferlog_enable=YES\nconnect_from_port_20=YES\n"
            + "secure_chroot_dir=/var/run/vsftpd/empty\npam_service_name=vsftpd\nrsa_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem\nrsa_private_key_file=/etc/ssl/private/ssl-cert-snakeoil.key\nssl_enable=NO\n" },
        { "Red Hat", "anonymous_enable=NO\nlocal_enable=YES\nwrite_enable=YES\nlocal_umask=022\ndirmessage_enable=YES\nxferlog_enable=YES\nconnect_from_port_20=YES\nxferlog_std_format=YES\nlisten=NO\n"
            + "listen_ipv6=YES\npam_service_name=vsftpd\nuserlist_enable=YES\n" },
        { "tutorial", "listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nwrite_enable=YES\nchroot_local_user=YES\nssl_enable=YES\nrsa_cert_file=/etc/ssl/private/vsftpd.pem\n"
            + "rsa_private_key_file=/etc/ssl/private/vsftpd.key\nssl_tlsv1=YES\nssl_sslv2=NO\nssl_sslv3=NO\nrequire_ssl_reuse=NO\nssl_ciphers=HIGH\n" },
        { "everything", string.Concat(OptionCatalog.All.Where(option => !option.IsOurs).Select(option => $"{(option.Aliases.Count > 0 ? option.Aliases[0] : option.Name)}={option.Vsftpd}\n")) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Configurations_of_the_world_are_explained_line_by_line(string whose, string content)
    {
        Dictionary<string, FileCondition> files = OptionCatalog.All.Select(option => option.Vsftpd).OfType<string>().Where(value => value.StartsWith('/'))
            .Concat(["/etc/ssl/certs/ssl-cert-snakeoil.pem", "/etc/ssl/private/ssl-cert-snakeoil.key", "/etc/ssl/private/vsftpd.pem", "/etc/ssl/private/vsftpd.key"])
            .Distinct().ToDictionary(file => file, _ => FileCondition.Readable);
        LoadedConfiguration loaded = TestHost.With(files).Parse(System.Text.Encoding.UTF8.GetBytes(content), "/etc/vsftpd.conf", []);
        Assert.DoesNotContain(loaded.Diagnostics, finding => finding.Severity == Severity.Error);
        string[] lines = Print(loaded, all: true, width: 80);
        string[] set = content.TrimEnd('\n').Split('\n');
        for (int i = 0; i < set.Length; i++)
        {
            string name = OptionCatalog.Find(set[i].Split('=')[0])!.Name;
            Assert.True(lines.Any(line => line.StartsWith($"{i + 1,5}  {name}=", StringComparison.Ordinal)), $"{whose}: line {i + 1}, {set[i]}, is not explained");
        }

        int findings = lines.Length - 1 - loaded.Diagnostics.Count;
        Assert.All(lines[..findings], line => Assert.True(line.Length <= 80 || line.StartsWith("Not set, and", StringComparison.Ordinal) || line.Contains("  vsftpd: ", StringComparison.Ordinal) || line.StartsWith("/etc", StringComparison.Ordinal), line));
    }

    [Fact]
    public void All_shows_every_option()
    {
        string[] lines = Print(TestHost.Check(""), all: true);
        Assert.All(OptionCatalog.All, option => Assert.Contains(lines, line => line.StartsWith($"       {option.Name}=", StringComparison.Ordinal)));
    }

    [Fact]
    public void Programs_get_the_same_as_json()
    {
        using MemoryStream stream = new();
        ConfigurationJson.Write(TestHost.Check("hide_ids=YES\nmax_clients=x"), stream);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        Assert.False(json.RootElement.GetProperty("usable").GetBoolean());
        JsonElement[] options = [.. json.RootElement.GetProperty("options").EnumerateArray()];
        Assert.Equal(OptionCatalog.All.Count, options.Length);
        JsonElement hide = options.Single(option => option.GetProperty("name").ValueEquals("hide_ids"));
        Assert.Equal(("YES", "file", 1), (hide.GetProperty("value").GetString(), hide.GetProperty("from").GetString(), hide.GetProperty("line").GetInt32()));
        Assert.Equal("error", json.RootElement.GetProperty("diagnostics")[0].GetProperty("severity").GetString());
    }

    [Fact]
    public void Passwords_are_masked()
    {
        LoadedConfiguration loaded = TestHost.Check("accounts=postgres://ftp:s3cret@db/ftp");
        Assert.DoesNotContain("s3cret", string.Join('\n', Print(loaded, all: true)), StringComparison.Ordinal);
        Assert.Equal("postgres://ftp:***@db/ftp", loaded.Rows.Single(row => row.Option.Name == "accounts").Value);
    }

    private static string[] Print(LoadedConfiguration loaded, bool all, int width = 100)
    {
        using StringWriter output = new() { NewLine = "\n" };
        new ConfigurationReport(loaded) { Width = width }.Write(output, all);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}

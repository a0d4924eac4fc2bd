using System.Globalization;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Options;

public sealed class OptionsBinderTests
{
    [Fact]
    public void Defaults_are_safe()
    {
        ServerOptions options = TestHost.Usable("");
        Assert.True(options.Tls is { Enabled: true, ForceLogins: true, ForceData: true, StrictReadEof: true, SessionReuse: SessionReuse.Prefer, CertificateFile: null });
        Assert.True(options.Uploads is { Mode: UploadMode.Atomic, Umask: 63, OpenMode: 438, DeleteFailed: false });
        Assert.True(options.Passive is { Enabled: true, MinPort: 50000, MaxPort: 50999, Promiscuous: false, AdvertisedAddress: null, AdvertisedName: null });
        Assert.True(options.Limits is { MaxClients: 2000, MaxPerAddress: 50, BytesPerSecond: 0 });
        Assert.True(options.Login is { MaxFailures: 3, BanAfter: 20 });
        Assert.True(options.Logs is { VsftpdLogFile: null, XferlogFile: null, JsonFile: null, Protocol: false });
        Assert.Equal(("/var/lib/test", "/var/lib/test/accounts.db", false), (options.StateDirectory, options.AccountsDatabase, options.VsftpdReplies));
    }

    [Fact]
    public void Compat_switches_the_compiled_defaults_of_vsftpd_on()
    {
        ServerOptions options = TestHost.Usable("compat=vsftpd");
        Assert.True(options.VsftpdReplies);
        Assert.True(options is { Tls.Enabled: false, Tls.ForceLogins: false, Access.Write: false, Access.AsciiUpload: false, Uploads.Mode: UploadMode.InPlace });
        Assert.True(options is { Passive.MinPort: 5001, Passive.MaxPort: 65535, Login.BanAfter: 0 });
        Assert.Equal(SessionReuse.Require, options.Tls.SessionReuse);
        Assert.True(TestHost.Usable("compat=vsftpd\nwrite_enable=YES").Access.Write);
    }

    [Theory]
    [InlineData("listen=YES", "0.0.0.0:21")]
    [InlineData("listen=NO\nlisten_ipv6=YES", "[::]:21 dual")]
    [InlineData("listen=YES\nlisten_ipv6=YES", "[::]:21 dual")]
    [InlineData("listen_address=127.0.0.1\nlisten_ipv6=YES", "127.0.0.1:21, [::]:21")]
    [InlineData("listen_ipv6=YES\nlisten_address6=::1", "0.0.0.0:21, [::1]:21")]
    [InlineData("implicit_ssl=YES\nlisten_port=990", "0.0.0.0:990 tls")]
    [InlineData("listen_ipv6=YES\nlisten_port=2121\nlisten_implicit_port=990", "[::]:2121 dual, [::]:990 dual tls")]
    public void Listening_sockets_never_fight_for_a_port(string content, string expected) =>
        Assert.Equal(expected, string.Join(", ", TestHost.Usable(content).Listen.Endpoints.Select(e => $"{e.EndPoint}{(e.DualStack ? " dual" : "")}{(e.ImplicitTls ? " tls" : "")}")));

    [Theory]
    [InlineData("pasv_min_port=60000", 60000, 65535)]
    [InlineData("pasv_max_port=6000", 5001, 6000)]
    [InlineData("pasv_max_port=2000", 1024, 2000)]
    [InlineData("pasv_max_port=0", 5001, 65535)]
    [InlineData("pasv_min_port=0\npasv_max_port=0", 1024, 65535)]
    [InlineData("pasv_min_port=40000\npasv_max_port=40009", 40000, 40009)]
    [InlineData("pasv_min_port=40000\npasv_max_port=40000", 40000, 40000)]
    public void An_end_of_the_passive_range_that_is_not_given_makes_room_for_the_other(string content, int min, int max)
    {
        PassiveOptions passive = TestHost.Usable(content).Passive;
        Assert.Equal((min, max), (passive.MinPort, passive.MaxPort));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("xferlog_enable=YES\nsyslog_enable=YES", null, null, "/dev/log")]
    [InlineData("dual_log_enable=YES\nsyslog_enable=YES", null, "/var/log/xferlog", "/dev/log")]
    [InlineData("xferlog_enable=YES\nxferlog_std_format=YES\nsyslog_enable=YES", null, "/var/log/xferlog", null)]
    [InlineData("syslog_enable=YES", null, null, null)]
    [InlineData("xferlog_enable=YES", "/var/log/vsftpd.log", null)]
    [InlineData("xferlog_enable=YES\nxferlog_std_format=YES", null, "/var/log/xferlog")]
    [InlineData("xferlog_std_format=YES", null, null)]
    [InlineData("dual_log_enable=YES", "/var/log/vsftpd.log", "/var/log/xferlog")]
    public void Which_logs_are_written_follows_vsftpd(string content, string? vsftpd, string? xferlog, string? syslog = null)
    {
        LogOptions logs = TestHost.Usable(content).Logs;
        Assert.Equal((vsftpd, xferlog, syslog), (logs.VsftpdLogFile, logs.XferlogFile, logs.SyslogSocket));
    }

    [Fact]
    public void Verbs_are_admitted_by_one_list_and_refused_by_the_other()
    {
        AccessOptions access = TestHost.Usable("cmds_allowed=retr, LIST,,dele\ncmds_denied=DELE").Access;
        Assert.Equal([true, true, false, false], new[] { "RETR", "LIST", "DELE", "STOR" }.Select(access.Admits));
        Assert.True(TestHost.Usable("").Access.Admits("STOR"));
    }

    private const string Anybody = "anonymous_enable=YES\n";
    [Theory]
    [InlineData("", null)]
    [InlineData("ssl_request_cert=YES", "asked")]
    [InlineData("require_cert=YES", "required")]
    [InlineData("validate_cert=YES\nca_certs_file=/ca.pem", "asked validated /ca.pem")]
    [InlineData("validate_cert=YES\nca_certs_file=/ca.pem\nssl_request_cert=NO", null)]
    [InlineData("validate_cert=YES\nca_certs_file=/ca.pem\nssl_request_cert=NO\nrequire_cert=YES", "required validated /ca.pem")]
    [InlineData("compat=vsftpd\nssl_enable=YES\nrsa_cert_file=", "asked")]
    public void Clients_are_asked_for_a_certificate_where_something_depends_on_it(string content, string? expected)
    {
        LoadedConfiguration loaded = TestHost.With(new() { ["/ca.pem"] = FileCondition.Readable }).Parse(System.Text.Encoding.UTF8.GetBytes(content), "/etc/test.conf", []);
        Assert.NotNull(loaded.Options);
        ClientCertificateOptions? asked = loaded.Options.Tls.ClientCertificates;
        Assert.Equal(expected, asked is null ? null : $"{(asked.Require ? "required" : "asked")}{(asked.Validate ? " validated" : "")} {asked.AuthoritiesFile}".TrimEnd());
    }

    [Fact]
    public void Each_applied_option_reaches_the_options_record()
    {
        // Options whose effect shows only together with another one.
        Dictionary<string, string> others = new()
        {
            ["listen_address6"] = "listen_ipv6=YES\n", ["pasv_addr_resolve"] = "pasv_address=h.example.org\n", ["vsftpd_log_file"] = "xferlog_enable=YES\n",
            ["xferlog_file"] = "dual_log_enable=YES\n", ["xferlog_std_format"] = "xferlog_enable=YES\n", ["rsa_private_key_file"] = "rsa_cert_file=/var/log/c\n",
            ["chroot_list_file"] = "local_enable=YES\nchroot_list_enable=YES\n", ["guest_username"] = "local_enable=YES\nguest_enable=YES\n",
            ["virtual_use_local_privs"] = "local_enable=YES\nguest_enable=YES\n", ["chroot_local_user"] = "local_enable=YES\n",
            ["chroot_list_enable"] = "local_enable=YES\n", ["passwd_chroot_enable"] = "local_enable=YES\n",
            ["chown_uploads"] = Anybody, ["chown_username"] = Anybody + "chown_uploads=YES\n", ["chown_upload_mode"] = Anybody + "chown_uploads=YES\n",
            ["banned_email_file"] = Anybody + "deny_email_enable=YES\n", ["email_password_file"] = Anybody + "secure_email_list_enable=YES\n",
            ["ca_certs_file"] = "ssl_request_cert=YES\n", ["validate_cert"] = "ca_certs_file=/var/log/a\n", ["syslog_enable"] = "xferlog_enable=YES\n",
            ["syslog_socket"] = "xferlog_enable=YES\nsyslog_enable=YES\n",
        };
        foreach (string name in OptionCatalog.Names.Where(name => name.StartsWith("anon_", StringComparison.Ordinal)))
        {
            others[name] = Anybody;
        }

        string[] files = [OptionCatalog.Get("banned_email_file").Default, OptionCatalog.Get("email_password_file").Default, "/var/log/a", "/var/log/c", OptionCatalog.Get("userlist_file").Default, OptionCatalog.Get("chroot_list_file").Default];
        ConfigurationLoader loader = TestHost.With(files.ToDictionary(path => path, _ => FileCondition.Readable));
        foreach (OptionDefinition option in OptionCatalog.All.Where(option => option.Status == OptionStatus.Applied && option.Name is not ("pasv_addr_resolve" or "hosts_allow_file" or "hosts_deny_file")))
        {
            string other = others.GetValueOrDefault(option.Name, option.Needs is null ? "" : option.Needs + "=YES\n");
            Assert.False(Print(other) == Print($"{other}{option.Name}={Another(option)}"), $"{option.Name} changes nothing.");
        }

        string Print(string content)
        {
            LoadedConfiguration loaded = loader.Parse(System.Text.Encoding.UTF8.GetBytes(content), "/var/log/conf", []);
            ServerOptions options = loaded.Options ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
            return $"{options} {options.Hosts is not null} {string.Join(';', options.Listen.Endpoints)} {string.Join(',', options.Access.VerbsAllowed ?? [])} {string.Join(',', options.Access.VerbsDenied)}";
        }
    }

    // A valid value that is not the default.
    private static string Another(OptionDefinition option) => option.Kind switch
    {
        OptionKind.Flag when option.Name == "listen" => "NO\nlisten_ipv6=YES",
        OptionKind.Flag => ValueGrammar.Flag(option.Default)!.Value ? "NO" : "YES",
        OptionKind.Choice => option.Choices.First(choice => choice != option.Default),
        OptionKind.Octal => "0123",
        OptionKind.FilePath => option.Name is "state_dir" or "user_config_dir" ? "/srv/state" : "/var/log/a",
        OptionKind.Address => option.Name == "listen_address" ? "127.0.0.1" : "::1",
        OptionKind.Verbs => "RETR",
        OptionKind.Text => option.Name switch { "pasv_address" => "192.0.2.1", "accounts" => "sqlite:/a.db", _ => "HIGH" },
        _ => option.Name switch
        {
            "pasv_max_port" or "pasv_min_port" => "50500",
            _ => (ValueGrammar.Number(option.Default)!.Value + 7).ToString(CultureInfo.InvariantCulture),
        },
    };
}

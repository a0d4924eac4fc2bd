using System.Net;
using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class OptionsValidatorTests
{
    [Fact]
    public void OpenSSL_is_asked_about_ciphers_and_Red_Hats_policy_is_no_error_elsewhere()
    {
        ConfigurationLoader machine = new(new HostFacts
        {
            StateDirectory = "/var/lib/test",
            Probe = _ => FileCondition.Missing,
            CertificateFault = (_, _) => null,
            CipherFault = list => list == "HIGH" ? null : $"OpenSSL knows no cipher of '{list}'",
        });
        Assert.Equal("HIGH", machine.Parse("ssl_ciphers=HIGH"u8, "/etc/test.conf", []).Options?.Tls.Ciphers);
        Diagnostic error = TestHost.Error(machine.Parse("listen=YES\nssl_ciphers=DES-CBC3-SHA"u8, "/etc/test.conf", []));
        Assert.Equal((2, "OpenSSL knows no cipher of 'DES-CBC3-SHA'."), (error.Line, error.Message));

        LoadedConfiguration redHat = machine.Parse("ssl_ciphers=PROFILE=SYSTEM"u8, "/etc/test.conf", []);
        Assert.NotNull(redHat.Options);
        Assert.Null(redHat.Options.Tls.Ciphers);
        Assert.Equal(Severity.Note, Assert.Single(redHat.Diagnostics, d => d.Option == "ssl_ciphers").Severity);
    }

    [Theory]
    [InlineData("listen=NO", "listen")]
    [InlineData("listen_address=::1", "listen_address")]
    [InlineData("listen_ipv6=YES\nlisten_address6=127.0.0.1", "listen_address6")]
    [InlineData("listen_implicit_port=21", "listen_implicit_port")]
    [InlineData("ssl_enable=NO\nlisten_implicit_port=990", "listen_implicit_port")]
    [InlineData("ssl_enable=NO\nimplicit_ssl=YES", "implicit_ssl")]
    [InlineData("pasv_min_port=6000\npasv_max_port=5000", "pasv_min_port")]
    [InlineData("pasv_max_port=1000", "pasv_max_port")]
    [InlineData("pasv_address=ftp.example.org", "pasv_address")]
    [InlineData("pasv_address=\"192.0.2.1\"", "pasv_address")]
    [InlineData("pasv_address=192.0.2", "pasv_address")]
    [InlineData("pasv_address=no such host\npasv_addr_resolve=YES", "pasv_address")]
    [InlineData("pasv_address=2001:db8::1", "pasv_address")]
    [InlineData("pasv_address=0.0.0.0", "pasv_address")]
    [InlineData("ssl_tlsv12=NO\nssl_tlsv13=NO", "ssl_tlsv13")]
    [InlineData("ssl_ciphers=HIGH;LOW", "ssl_ciphers")]
    [InlineData("rsa_cert_file=/nowhere.pem", "rsa_cert_file")]
    [InlineData("rsa_private_key_file=/key.pem", "rsa_private_key_file")]
    [InlineData("validate_cert=YES", "validate_cert")]
    [InlineData("require_cert=YES\nca_certs_file=/nowhere.pem", "ca_certs_file")]
    [InlineData("ssl_sni_hostname=192.0.2.1", "ssl_sni_hostname")]
    [InlineData("ssl_sni_hostname=not a host", "ssl_sni_hostname")]
    [InlineData("banner_file=/nowhere", "banner_file")]
    [InlineData("xferlog_enable=YES\nvsftpd_log_file=/nowhere/log", "vsftpd_log_file")]
    [InlineData("dual_log_enable=YES\nxferlog_file=/var/log/vsftpd.log", "xferlog_file")]
    [InlineData("transfer_log_json=/var/log", "transfer_log_json")]
    [InlineData("accounts=postgres://user:secret@host/db", "accounts")]
    [InlineData("accounts=/var/lib/accounts.db", "accounts")]
    [InlineData("accounts=sqlite:", "accounts")]
    public void What_cannot_work_is_one_error(string content, string option)
    {
        Diagnostic error = TestHost.Error(content);
        Assert.Equal(option, error.Option);
        Assert.True(error.Line > 0);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen_ipv6=YES\nlisten=NO\nlisten_address=192.0.2.1", "listen_address")]
    [InlineData("listen_port=50021", "listen_port")]
    [InlineData("listen_port=2121\npasv_min_port=0\npasv_max_port=0", "listen_port")]
    [InlineData("pasv_min_port=100\npasv_max_port=2000", "pasv_min_port")]
    [InlineData("pasv_address=127.0.0.1", "pasv_address")]
    [InlineData("pasv_enable=NO\nport_enable=NO", "pasv_enable")]
    [InlineData("pasv_promiscuous=YES", "pasv_promiscuous")]
    [InlineData("port_promiscuous=YES", "port_promiscuous")]
    [InlineData("ssl_enable=NO", "ssl_enable")]
    [InlineData("force_local_logins_ssl=NO", "force_local_logins_ssl")]
    [InlineData("force_local_data_ssl=NO", "force_local_data_ssl")]
    [InlineData("require_cert=YES", "require_cert")]
    [InlineData("run_as_launching_user=YES", "run_as_launching_user")]
    [InlineData("connect_from_port_20=YES\nport_enable=NO", "connect_from_port_20")]
    [InlineData("strict_ssl_read_eof=NO", "strict_ssl_read_eof")]
    [InlineData("idle_session_timeout=0", "idle_session_timeout")]
    [InlineData("data_connection_timeout=0", "data_connection_timeout")]
    [InlineData("max_clients=10\nmax_per_ip=20", "max_per_ip")]
    [InlineData("deny_file=/etc/", "deny_file")]
    [InlineData("hide_file=d/x", "hide_file")]
    [InlineData("upload_file=in/*", "upload_file")]
    [InlineData("download_file=out/*", "download_file")]
    public void What_is_perhaps_not_meant_is_a_warning(string content, string option) => TestHost.Warning(option, content);

    [Theory]
    [InlineData("anonymous_enable=NO\nanon_upload_enable=YES\nanon_umask=022")]
    [InlineData("tcp_wrappers=NO\nuserlist_enable=no\nuserlist_file=/etc/other")]
    [InlineData("pam_service_name=ftp\nguest_username=www")]
    [InlineData("seccomp_sandbox=NO\nbackground=NO\nchroot_local_user=YES\nallow_writeable_chroot=YES")]
    [InlineData("pasv_address=127.0.0.1\nlisten_address=127.0.0.1")]
    [InlineData("pasv_address=ftp.example.org\npasv_addr_resolve=YES")]
    [InlineData("dual_log_enable=YES")]
    [InlineData("deny_file={*.key,.ht*}\nhide_file=.*\nupload_file=*.zip\ndownload_file=*.zip")]
    [InlineData("dirmessage_enable=YES\nmessage_file=NOTICE\nls_recurse_enable=YES\ntext_userdb_names=YES\ntilde_user_enable=YES")]
    public void What_comes_to_nothing_is_passed_over_in_silence(string content) => Assert.Empty(TestHost.Check(content).Diagnostics);

    [Theory]
    [InlineData(FileCondition.Unreadable, "'/etc/ssl/key.pem' cannot be read by the user that runs ftpsd.")]
    [InlineData(FileCondition.Directory, "'/etc/ssl/key.pem' is a directory.")]
    [InlineData(FileCondition.Readable, "the key is another certificate's.")]
    public void A_key_that_cannot_be_used_is_an_error(FileCondition key, string message)
    {
        ConfigurationLoader loader = TestHost.With(
            new() { ["/etc/ssl/cert.pem"] = FileCondition.Readable, ["/etc/ssl/key.pem"] = key }, "the key is another certificate's.");
        Diagnostic error = TestHost.Error(loader.Parse("rsa_cert_file=ssl/cert.pem\nrsa_private_key_file=/etc/ssl/key.pem"u8, "/etc/test.conf", []));
        Assert.Equal((2, message), (error.Line, error.Message));
    }

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_the_file()
    {
        LoadedConfiguration loaded = TestHost.Check(
            "pasv_min_port=6000\nlissten=YES\nmax_clients=many\npasv_max_port=5000\nrsa_cert_file=/nowhere.pem\nnonsense\n", "local_umask=x");
        Assert.Null(loaded.Options);
        Assert.Equal([1, 2, 3, 5, 6, 0], loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Line));
    }

    [Fact]
    public void The_configuration_that_tutorials_give_is_usable_as_it_stands()
    {
        ConfigurationLoader loader = TestHost.With(new() { ["/etc/ssl/certs/vsftpd.crt"] = FileCondition.Readable, ["/etc/ssl/private/vsftpd.key"] = FileCondition.Readable });
        LoadedConfiguration loaded = loader.Parse(
            """
            listen=YES
            anonymous_enable=NO
            local_enable=YES
            write_enable=YES
            chroot_local_user=YES
            ssl_enable=YES
            rsa_cert_file=/etc/ssl/certs/vsftpd.crt
            rsa_private_key_file=/etc/ssl/private/vsftpd.key
            ssl_tlsv1=YES
            ssl_sslv2=NO
            ssl_sslv3=NO
            require_ssl_reuse=NO
            ssl_ciphers=HIGH
            """u8,
            "/etc/vsftpd.conf",
            []);
        Assert.DoesNotContain(loaded.Diagnostics, d => d.Severity == Severity.Warning);
        Assert.DoesNotContain(loaded.Diagnostics, d => d.Severity == Severity.Error);

        TlsOptions tls = loaded.Options!.Tls;
        Assert.Equal(("/etc/ssl/certs/vsftpd.crt", "/etc/ssl/private/vsftpd.key", "HIGH"), (tls.CertificateFile, tls.PrivateKeyFile, tls.Ciphers));
        Assert.Equal((true, true, true, SessionReuse.Ignore), (tls.Enabled, tls.Tls12, tls.Tls13, tls.SessionReuse));
        Assert.Equal(new IPEndPoint(IPAddress.Any, 21), Assert.Single(loaded.Options.Listen.Endpoints).EndPoint);
    }

    [Theory]
    [InlineData("state_dir=/srv/f\nrsa_cert_file=/nowhere.pem", "/srv/f")]
    [InlineData("state_dri=/srv/f", null)]
    [InlineData("state_dir=\"/srv/f\"", null)]
    public void Where_accounts_are_is_known_while_a_certificate_is_missing_but_never_guessed(string content, string? state)
    {
        LoadedConfiguration loaded = TestHost.Check(content);
        Assert.Null(loaded.Options);
        Assert.Equal((state, state is null ? null : state + "/accounts.db"), (loaded.StateDirectory, loaded.AccountsDatabase));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_error_when_it_was_asked_for()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "ftpsd.conf");
        Diagnostic error = TestHost.Error(TestHost.With([]).Load(path, []));
        Assert.Equal($"{path}: error: there is no such file. 'ftpsd quickstart' makes one.", error.ToString());

        LoadedConfiguration none = TestHost.With([]).Load(null, ["max_clients=7"]);
        Assert.Equal((null, 7), (none.File, none.Options!.Limits.MaxClients));
    }

    [Fact]
    public void A_file_is_read_from_disk_and_its_paths_start_where_it_lies()
    {
        string directory = Directory.CreateTempSubdirectory("sealane-options-").FullName;
        try
        {
            string path = Path.Combine(directory, "ftpsd.conf");
            File.WriteAllText(path, "state_dir=state\naccounts=sqlite:users.db\n", Encoding.UTF8);
            ServerOptions options = TestHost.With([]).Load(path, []).Options!;
            Assert.Equal((Path.Combine(directory, "state"), Path.Combine(directory, "users.db")), (options.StateDirectory, options.AccountsDatabase));
            Assert.Equal("is a directory, not a configuration file.", TestHost.Error(TestHost.With([]).Load(directory, [])).Message);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
                Assert.Equal("can be changed by every user of this machine.", Assert.Single(TestHost.With([]).Load(path, []).Diagnostics).Message);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}

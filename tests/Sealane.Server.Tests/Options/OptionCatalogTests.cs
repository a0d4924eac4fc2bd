using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class OptionCatalogTests
{
    // The parser tables of vsftpd 3.0.5, and what Debian, RHEL and openSUSE add to them.
    private const string Vsftpd = """
        allow_anon_ssl allow_writeable_chroot anon_mkdir_write_enable anon_other_write_enable anon_upload_enable anon_world_readable_only anonymous_enable
        ascii_download_enable ascii_upload_enable async_abor_enable background check_shell chmod_enable chown_uploads chroot_list_enable chroot_local_user
        connect_from_port_20 debug_ssl delete_failed_uploads deny_email_enable dirlist_enable dirmessage_enable download_enable dual_log_enable force_anon_data_ssl
        force_anon_logins_ssl force_dot_files force_local_data_ssl force_local_logins_ssl ftp_enable guest_enable hide_ids http_enable implicit_ssl isolate
        isolate_network listen listen_ipv6 local_enable lock_upload_files log_ftp_protocol ls_recurse_enable mdtm_write no_anon_password no_log_lock
        one_process_model passwd_chroot_enable pasv_addr_resolve pasv_enable pasv_promiscuous port_enable port_promiscuous ptrace_sandbox require_cert
        require_ssl_reuse run_as_launching_user seccomp_sandbox secure_email_list_enable session_support setproctitle_enable ssl_enable ssl_request_cert ssl_sslv2
        ssl_sslv3 ssl_tlsv1 ssl_tlsv11 ssl_tlsv12 ssl_tlsv13 strict_ssl_read_eof strict_ssl_write_shutdown syslog_enable tcp_wrappers text_userdb_names
        tilde_user_enable use_localtime use_sendfile userlist_deny userlist_enable validate_cert virtual_use_local_privs write_enable xferlog_enable
        xferlog_std_format accept_timeout anon_max_rate anon_umask chown_upload_mode connect_timeout data_connection_timeout delay_failed_login
        delay_successful_login file_open_mode ftp_data_port idle_session_timeout listen_port local_max_rate local_umask max_clients max_login_fails max_per_ip
        pasv_max_port pasv_min_port trans_chunk_size anon_root banned_email_file banner_file ca_certs_file chown_username chroot_list_file cmds_allowed cmds_denied
        deny_file dsa_cert_file dsa_private_key_file email_password_file ftp_username ftpd_banner guest_username hide_file listen_address listen_address6
        local_root message_file nopriv_user pam_service_name pasv_address rsa_cert_file rsa_private_key_file secure_chroot_dir ssl_ciphers ssl_sni_hostname
        user_config_dir user_sub_token userlist_file vsftpd_log_file xferlog_file
        upload_file download_file utf8_filesystem ssl_tlsv1_1 ssl_tlsv1_2 ssl_tlsv1_3 dh_param_file ecdh_param_file better_stou userlist_log bind_retries log_die
        reverse_lookup_enable wc_logs_enable address_space_limit allow_root_squashed_chroot
        """;

    public static TheoryData<string> VsftpdNames => [.. Vsftpd.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    public static TheoryData<string> AllNames => [.. OptionCatalog.Names];

    [Theory]
    [MemberData(nameof(VsftpdNames))]
    public void Every_name_of_vsftpd_is_known_and_is_not_ours(string name) => Assert.False(OptionCatalog.Find(name)!.IsOurs);

    [Fact]
    public void Only_our_own_names_are_beyond_those_of_vsftpd()
    {
        HashSet<string> theirs = [.. VsftpdNames.Select(row => row.Data)];
        string[] ours = [.. OptionCatalog.All.Where(option => option.IsOurs).Select(option => option.Name).Order()];
        Assert.Equal(
            ["accounts", "admin_listen", "ban_after", "compat", "drain_timeout", "hosts_allow_file", "hosts_deny_file", "listen_implicit_port", "log_level", "login_timeout", "partial_expiry", "pasv_addr_ttl",
                "pasv_queue_timeout", "pid_file", "state_dir", "storage", "syslog_socket", "tls_handshake_timeout", "transfer_log_json", "upload_mode", "upload_sync"], ours);
        Assert.Empty(OptionCatalog.Names.Where(name => !theirs.Contains(name)).Except(ours));
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Each_default_is_a_value_that_the_file_could_hold(string name)
    {
        OptionDefinition option = OptionCatalog.Find(name)!;
        foreach (string value in new[] { option.Default, option.DefaultFor(vsftpdDefaults: true) })
        {
            Assert.Null(ValueGrammar.Fault(option, value));
            Assert.DoesNotContain(TestHost.Check($"{name}={value}").Diagnostics, d => d.Message.StartsWith("wants", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void What_is_not_simply_applied_says_why(string name)
    {
        OptionDefinition option = OptionCatalog.Find(name)!;
        Assert.Equal(option.Status != OptionStatus.Applied, option.Reason.Length > 0);
        Assert.EndsWith(".", option.Description, StringComparison.Ordinal);
        if (option.Vsftpd is not null && option.Status is OptionStatus.Applied)
        {
            Assert.Equal(!ValueGrammar.Same(option, option.Default, option.Vsftpd), option.Difference.Length > 0);
        }

        if (option.Needs is not null)
        {
            Assert.Equal(OptionKind.Flag, OptionCatalog.Find(option.Needs)!.Kind);
        }
    }

    [Theory]
    [InlineData("lissten", "listen")]
    [InlineData("rsa_cert", null)]
    [InlineData("anonymous_enabled", "anonymous_enable")]
    [InlineData("SSL_ENABLE", "ssl_enable")]
    [InlineData("ssl-enable", "ssl_enable")]
    [InlineData("pasv_mni_port", "pasv_min_port")]
    [InlineData("local_unmask", "local_umask")]
    [InlineData("xyzzy", null)]
    public void A_mistyped_name_is_answered_with_the_nearest(string typed, string? meant)
    {
        Diagnostic error = TestHost.Error($"{typed}=YES");
        Assert.Equal($"there is no option '{typed}'.", error.Message);
        Assert.Equal(meant is null ? "'ftpsd check --all' lists the options." : $"Did you mean {meant}?", error.Fix);
    }
}

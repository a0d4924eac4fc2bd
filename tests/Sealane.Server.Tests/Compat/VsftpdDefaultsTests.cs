using Sealane.Server.Options;
using Sealane.Server.Tests.Options;

namespace Sealane.Server.Tests.Compat;

/// <summary>What vsftpd compiled in, as read from the memory of Debian's 3.0.3 with an empty configuration (3.0.5 for newer names); the manual is wrong about some of them.</summary>
public sealed class VsftpdDefaultsTests
{
    private const string On = """
        anon_world_readable_only anonymous_enable check_shell chmod_enable dirlist_enable download_enable force_local_data_ssl force_local_logins_ssl ftp_enable
        isolate isolate_network listen lock_upload_files mdtm_write pasv_enable port_enable require_ssl_reuse ssl_request_cert ssl_tlsv1 ssl_tlsv12 ssl_tlsv13
        strict_ssl_read_eof use_sendfile userlist_deny reverse_lookup_enable
        """;

    // name=value, all that are neither a flag nor empty.
    private const string Values = """
        accept_timeout=60 anon_max_rate=0 anon_umask=077 chown_upload_mode=0600 connect_timeout=60 data_connection_timeout=300 delay_failed_login=1 delay_successful_login=0
        file_open_mode=0666 ftp_data_port=20 idle_session_timeout=300 listen_port=21 local_max_rate=0 local_umask=077 max_clients=2000 max_login_fails=3 max_per_ip=50
        pasv_max_port=0 pasv_min_port=5001 trans_chunk_size=0 bind_retries=9 address_space_limit=0
        banned_email_file=/etc/vsftpd.banned_emails chown_username=root chroot_list_file=/etc/vsftpd.chroot_list email_password_file=/etc/vsftpd.email_passwords ftp_username=ftp
        guest_username=ftp message_file=.message nopriv_user=nobody pam_service_name=vsftpd rsa_cert_file=/usr/share/ssl/certs/vsftpd.pem secure_chroot_dir=/var/run/vsftpd/empty
        ssl_ciphers=ECDHE-RSA-AES256-GCM-SHA384 userlist_file=/etc/vsftpd.user_list vsftpd_log_file=/var/log/vsftpd.log xferlog_file=/var/log/xferlog
        """;

    [Fact]
    public void The_catalogue_has_them()
    {
        HashSet<string> on = [.. Words(On)];
        Dictionary<string, string> values = Words(Values).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        string[] wrong = [.. OptionCatalog.All.Where(option => !option.IsOurs)
            .Where(option => option.Vsftpd != (values.GetValueOrDefault(option.Name) ?? (on.Contains(option.Name) ? "YES" : IsFlag(option) ? "NO" : "")))
            .Select(option => $"{option.Name}={option.Vsftpd}")];
        Assert.Empty(wrong);
        Assert.All(on.Concat(values.Keys), name => Assert.NotNull(OptionCatalog.Find(name)));
    }

    [Fact]
    public void They_are_in_force_under_compat()
    {
        LoadedConfiguration loaded = TestHost.Check("compat=vsftpd");
        Assert.All(loaded.Rows.Where(row => !row.Option.IsOurs), row => Assert.Equal(row.Option.Vsftpd, row.Value));
    }

    private static bool IsFlag(OptionDefinition option) => option.Kind == OptionKind.Flag || option.Name == "require_ssl_reuse";

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

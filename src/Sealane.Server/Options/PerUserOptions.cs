using System.Collections.Frozen;

namespace Sealane.Server.Options;

/// <summary>The options that a file of <c>user_config_dir</c> can set for its user: those that are asked after the login and for one session.</summary>
internal static class PerUserOptions
{
    private static readonly FrozenSet<string> s_names = FrozenSet.Create(
        StringComparer.Ordinal,

        // files and commands
        "write_enable", "download_enable", "dirlist_enable", "chmod_enable", "mdtm_write", "cmds_allowed", "cmds_denied", "ascii_upload_enable", "ascii_download_enable",
        "local_umask", "file_open_mode", "upload_mode", "upload_sync", "partial_expiry", "delete_failed_uploads", "lock_upload_files", "hide_ids", "use_localtime",
        "force_dot_files", "ls_recurse_enable", "text_userdb_names", "tilde_user_enable", "deny_file", "hide_file", "upload_file", "download_file", "dirmessage_enable",
        "message_file", "async_abor_enable", "utf8_filesystem", "better_stou", "use_sendfile",

        // limits
        "idle_session_timeout", "data_connection_timeout", "accept_timeout", "connect_timeout", "local_max_rate", "trans_chunk_size",

        // data connections
        "pasv_enable", "port_enable", "port_promiscuous", "require_ssl_reuse", "strict_ssl_read_eof", "strict_ssl_write_shutdown", "force_local_data_ssl", "force_anon_data_ssl",

        // anonymous users and guests
        "anon_root", "anon_upload_enable", "anon_mkdir_write_enable", "anon_other_write_enable", "anon_world_readable_only", "anon_max_rate", "anon_umask",
        "chown_uploads", "chown_username", "chown_upload_mode",

        // users of the system
        "local_root", "user_sub_token", "guest_enable", "guest_username", "virtual_use_local_privs", "chroot_local_user", "allow_writeable_chroot", "chroot_list_enable",
        "chroot_list_file", "passwd_chroot_enable",

        // logs
        "log_ftp_protocol", "debug_ssl");

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => s_names;

    /// <summary>True when a user's file can set the option of that name (no alias).</summary>
    public static bool Contains(string name) => s_names.Contains(name);
}

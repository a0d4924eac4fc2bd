using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Anonymous logins, and what guests without local privileges share with them.</summary>
internal static class Anonymous
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("anonymous_enable", Flag, "NO", "YES", "Let anybody log in as ftp or anonymous, shut into anon_root or the home of ftp_username.")
        {
            Difference = "Nobody gets in whom you did not let in.",
        },
        new("allow_anon_ssl", Flag, "YES", "NO", "Anonymous users may use TLS; NO refuses them there, unless force_anon_logins_ssl.")
        {
            Needs = "anonymous_enable", Difference = "Many clients begin TLS before they know who their user will be.",
        },
        new("force_anon_logins_ssl", Flag, "NO", "NO", "Anonymous logins need TLS.") { Needs = "anonymous_enable" },
        new("force_anon_data_ssl", Flag, "NO", "NO", "Files and listings of anonymous users travel over TLS only.") { Needs = "anonymous_enable" },
        new("anon_root", FilePath, "", "", "Directory that anonymous users see as /; empty for the home of ftp_username.") { Needs = "anonymous_enable" },
        new("anon_upload_enable", Flag, "NO", "NO", "Anonymous users may upload under names that are not taken."),
        new("anon_mkdir_write_enable", Flag, "NO", "NO", "Anonymous users may make directories."),
        new("anon_other_write_enable", Flag, "NO", "NO", "Anonymous users may overwrite, append, delete and rename."),
        new("anon_world_readable_only", Flag, "YES", "YES", "Anonymous users may download only what everybody may read."),
        new("anon_max_rate", Rate, "0", "0", "Bytes per second of each anonymous session; 0 for no limit."),
        new("anon_umask", Octal, "077", "077", "Permission bits that anonymous uploads and directories do not get.") { Maximum = 0x1FF },
        new("no_anon_password", Flag, "NO", "NO", "Anonymous users are logged in by USER, and not asked for a password.") { Needs = "anonymous_enable" },
        new("ftp_username", Text, "ftp", "ftp", "System user whom anonymous users act as, if the server may act for others, and whose home they see. Its name is that of their file in user_config_dir.")
        {
            Needs = "anonymous_enable",
        },
        new("chown_uploads", Flag, "NO", "NO", "Give complete anonymous uploads to chown_username; needs root."),
        new("chown_username", Text, "root", "root", "The owner that chown_uploads gives them.") { Needs = "chown_uploads" },
        new("chown_upload_mode", Octal, "0600", "0600", "Permission bits that chown_uploads gives them.") { Needs = "chown_uploads", Maximum = 0x1FF },
        new("deny_email_enable", Flag, "NO", "NO", "Refuse the anonymous passwords that banned_email_file lists.") { Needs = "anonymous_enable" },
        new("banned_email_file", FilePath, "/etc/vsftpd.banned_emails", "/etc/vsftpd.banned_emails", "The list of deny_email_enable, one password a line; read at each login.") { Needs = "deny_email_enable" },
        new("secure_email_list_enable", Flag, "NO", "NO", "Accept only the anonymous passwords that email_password_file lists.") { Needs = "anonymous_enable" },
        new("email_password_file", FilePath, "/etc/vsftpd.email_passwords", "/etc/vsftpd.email_passwords", "The list of secure_email_list_enable, one password a line; read at each login.") { Needs = "secure_email_list_enable" },
    ];
}

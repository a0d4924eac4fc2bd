using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Anonymous logins, all refused in this version.</summary>
internal static class Anonymous
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("anonymous_enable", Flag, "NO", "YES", "Let anybody log in as ftp or anonymous.")
        {
            Status = OptionStatus.NotYet, Reason = "Anonymous logins are refused.", Difference = "Nobody gets in whom you did not let in.",
        },
        new("allow_anon_ssl", Flag, "NO", "NO", "Anonymous users may use TLS.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("force_anon_logins_ssl", Flag, "NO", "NO", "Anonymous logins need TLS.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("force_anon_data_ssl", Flag, "NO", "NO", "Anonymous data connections need TLS.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_root", FilePath, "", "", "Directory that anonymous users start in.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_upload_enable", Flag, "NO", "NO", "Anonymous users may upload.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_mkdir_write_enable", Flag, "NO", "NO", "Anonymous users may make directories.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_other_write_enable", Flag, "NO", "NO", "Anonymous users may delete and rename.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_world_readable_only", Flag, "YES", "YES", "Anonymous users may download only what everybody may read.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_max_rate", Rate, "0", "0", "Bytes per second of each anonymous session; 0 for no limit.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("anon_umask", Octal, "077", "077", "Permission bits that anonymous uploads do not get.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.", Maximum = 0x1FF,
        },
        new("no_anon_password", Flag, "NO", "NO", "Anonymous users are not asked for a password.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("ftp_username", Text, "ftp", "ftp", "System user whose home anonymous users see.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("chown_uploads", Flag, "NO", "NO", "Give anonymous uploads to chown_username.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("chown_username", Text, "root", "root", "The owner that chown_uploads gives them.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("chown_upload_mode", Octal, "0600", "0600", "Permission bits that chown_uploads gives them.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.", Maximum = 0x1FF,
        },
        new("deny_email_enable", Flag, "NO", "NO", "Refuse the anonymous passwords that banned_email_file lists.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("banned_email_file", FilePath, "/etc/vsftpd.banned_emails", "/etc/vsftpd.banned_emails", "The list of deny_email_enable.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("secure_email_list_enable", Flag, "NO", "NO", "Accept only the anonymous passwords that email_password_file lists.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
        new("email_password_file", FilePath, "/etc/vsftpd.email_passwords", "/etc/vsftpd.email_passwords", "The list of secure_email_list_enable.")
        {
            Status = OptionStatus.NotYet, Needs = "anonymous_enable", Reason = "Anonymous logins are refused.",
        },
    ];
}

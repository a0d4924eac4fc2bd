using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Greeting, transfer logs, diagnostics.</summary>
internal static class Logging
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("ftpd_banner", Text, "", "", "Text of the greeting; empty for ours."),
        new("banner_file", FilePath, "", "", "File shown as the greeting; wins over ftpd_banner."),
        new("xferlog_enable", Flag, "NO", "NO", "Write the transfer log."),
        new("xferlog_std_format", Flag, "NO", "NO", "Write it in wu-ftpd's format to xferlog_file, instead of vsftpd's format to vsftpd_log_file."),
        new("dual_log_enable", Flag, "NO", "NO", "Write both formats."),
        new("vsftpd_log_file", FilePath, "/var/log/vsftpd.log", "/var/log/vsftpd.log", "Log in vsftpd's format."),
        new("xferlog_file", FilePath, "/var/log/xferlog", "/var/log/xferlog", "Log in wu-ftpd's format."),
        new("log_ftp_protocol", Flag, "NO", "NO", "Log every command and reply, passwords masked."),
        // Neither of the old formats can hold a hash, a duration or a reason; this one a program can read.
        new("transfer_log_json", FilePath, "", null, "File to which each transfer is written as one line of JSON; empty for none."),
        new("log_level", Choice, "info", null, "What the server says about itself on standard error: error, warning, info or debug.")
        {
            Choices = ["error", "warning", "info", "debug"],
        },
        new("syslog_enable", Flag, "NO", "NO", "Send vsftpd's log to the system's log, facility FTP, instead of vsftpd_log_file."),
        new("syslog_socket", FilePath, "/dev/log", null, "The datagram socket of syslog_enable.") { Needs = "syslog_enable" },
        new("dirmessage_enable", Flag, "NO", "NO", "Show message_file when a directory is entered, at login too: once for each directory and session, its first 4000 bytes."),
        new("message_file", Text, ".message", ".message", "The file of dirmessage_enable; read with the user's own rights, never from outside his jail, and not where deny_file or download_file closes it.") { Needs = "dirmessage_enable" },
        new("no_log_lock", Flag, "NO", "NO", "Do not lock log files.")
        {
            Status = OptionStatus.Ignored, Reason = "One process writes the logs and needs no lock.",
        },
        new("log_die", Flag, "NO", "NO", "Log fatal errors.")
        {
            Status = OptionStatus.Emulated, Reason = "They are always logged on standard error, which under systemd is the system's log.",
        },
        new("wc_logs_enable", Flag, "NO", "NO", "Logs are safe for names in any script.")
        {
            Status = OptionStatus.Emulated, Reason = "They always are.",
        },
        new("reverse_lookup_enable", Flag, "NO", "YES", "Look up the host name of each client.")
        {
            Status = OptionStatus.Ignored, Reason = "Addresses are logged as they are.", Difference = "A slow name server cannot delay logins.",
        },
    ];
}

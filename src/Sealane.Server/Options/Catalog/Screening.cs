using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Lists and files that decide about single users.</summary>
internal static class Screening
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("userlist_enable", Flag, "NO", "NO", "Consult userlist_file when a user name arrives, before a password is asked for."),
        new("userlist_deny", Flag, "YES", "YES", "userlist_file names who is refused; NO: who is admitted.") { Needs = "userlist_enable" },
        new("userlist_file", FilePath, "/etc/vsftpd.user_list", "/etc/vsftpd.user_list", "The list of userlist_enable, one name a line; read at each login.") { Needs = "userlist_enable" },
        new("userlist_log", Flag, "NO", "NO", "Log whom userlist_file refuses.")
        {
            Status = OptionStatus.Emulated, Needs = "userlist_enable", Reason = "They always are.",
        },
        new("user_config_dir", FilePath, "", "", "Directory of files with settings for single users, each named as its user logs in. Read at each login; one with a bad value keeps its user out."),
    ];
}

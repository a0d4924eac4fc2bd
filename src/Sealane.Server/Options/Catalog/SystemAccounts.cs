using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Logins of the system's own users, guests, and the jail.</summary>
internal static class SystemAccounts
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("local_enable", Flag, "NO", "NO", "Let the system's users log in, through PAM, each with his own rights on files; needs root.") { NeedsRestart = true },
        new("pam_service_name", Text, "vsftpd", "vsftpd", "PAM service for system users. Not set: /etc/pam.d/vsftpd if there, else /etc/pam.d/ftpsd; never 'other'.") { Needs = "local_enable" },
        new("check_shell", Flag, "YES", "YES", "System users need a shell that /etc/shells lists.")
        {
            Status = OptionStatus.Emulated, Needs = "local_enable", Reason = "As in vsftpd with PAM, pam_shells.so in the service's file decides.",
        },
        new("session_support", Flag, "NO", "NO", "Keep a PAM session open during each login of a system user; costs a process for each.") { Needs = "local_enable" },
        new("local_root", FilePath, "", "", "Directory that system users start in instead of their homes; may hold user_sub_token. Passed over where the user cannot enter it.") { Needs = "local_enable" },
        new("user_sub_token", Text, "", "", "Text in local_root, and in the home of guest_username, that stands for the login name.") { Needs = "local_enable" },
        new("guest_enable", Flag, "NO", "NO", "Whoever PAM lets in acts as guest_username, even if the system knows no such user.") { Needs = "local_enable" },
        new("guest_username", Text, "ftp", "ftp", "The system user that guests act as.") { Needs = "guest_enable" },
        new("virtual_use_local_privs", Flag, "NO", "NO", "Guests may do what system users may; otherwise they are jailed, and may read, list, and what the anon_*_enable options add.") { Needs = "guest_enable" },
        new("chroot_local_user", Flag, "NO", "NO", "Shut system users into their home directories. Accounts of 'ftpsd user add' always are."),
        new("allow_writeable_chroot", Flag, "NO", "NO", "Permit a home that its user can write to.")
        {
            Status = OptionStatus.Emulated, Reason = "Always permitted: this jail has no such hazard.",
        },
        new("chroot_list_enable", Flag, "NO", "NO", "chroot_list_file names the exceptions to chroot_local_user."),
        new("chroot_list_file", FilePath, "/etc/vsftpd.chroot_list", "/etc/vsftpd.chroot_list", "The list of chroot_list_enable, one name a line.") { Needs = "chroot_list_enable" },
        new("passwd_chroot_enable", Flag, "NO", "NO", "A /./ in the home directory marks where the jail of chroot_local_user ends and the session begins."),
        new("allow_root_squashed_chroot", Flag, "NO", "NO", "Permit homes on file systems that root cannot read.")
        {
            Status = OptionStatus.Ignored, Reason = "The jail needs no chroot(2), and so no root.",
        },
    ];
}

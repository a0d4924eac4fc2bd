using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Logins of the system's own users, guests, and the jail.</summary>
internal static class SystemAccounts
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("local_enable", Flag, "NO", "NO", "Let the system's users log in.")
        {
            NeedsRestart = true, Status = OptionStatus.NotYet, Reason = "Make an account for each with 'ftpsd user add NAME --home DIR'.",
        },
        new("pam_service_name", Text, "vsftpd", "vsftpd", "PAM service for system users.")
        {
            Status = OptionStatus.NotYet, Needs = "local_enable", Reason = "System users do not log in yet.",
        },
        new("check_shell", Flag, "YES", "YES", "System users need a shell that /etc/shells lists.")
        {
            Status = OptionStatus.NotYet, Needs = "local_enable", Reason = "System users do not log in yet.",
        },
        new("session_support", Flag, "NO", "NO", "Record sessions of system users in utmp and wtmp.")
        {
            Status = OptionStatus.NotYet, Needs = "local_enable", Reason = "System users do not log in yet.",
        },
        new("local_root", FilePath, "", "", "Directory that system users start in; may hold user_sub_token.")
        {
            Status = OptionStatus.NotYet, Needs = "local_enable", Reason = "An account's --home is its root.",
        },
        new("user_sub_token", Text, "", "", "Text in local_root that stands for the login name.")
        {
            Status = OptionStatus.NotYet, Needs = "local_enable", Reason = "An account's --home is its root.",
        },
        new("guest_enable", Flag, "NO", "NO", "Treat every user as guest_username.")
        {
            Status = OptionStatus.NotYet, Reason = "Accounts made with 'ftpsd user add' need no system user.",
        },
        new("guest_username", Text, "ftp", "ftp", "The system user that guests are.")
        {
            Status = OptionStatus.NotYet, Needs = "guest_enable", Reason = "There are no guests yet.",
        },
        new("virtual_use_local_privs", Flag, "NO", "NO", "Guests may do what system users may.")
        {
            Status = OptionStatus.NotYet, Needs = "guest_enable", Reason = "Each account carries its own permissions.",
        },
        new("chroot_local_user", Flag, "NO", "NO", "Shut users into their home directories.")
        {
            Status = OptionStatus.Emulated, Reason = "Every account is shut into its home, by the kernel's path resolution.",
        },
        new("allow_writeable_chroot", Flag, "NO", "NO", "Permit a home that its user can write to.")
        {
            Status = OptionStatus.Emulated, Reason = "Always permitted: this jail has no such hazard.",
        },
        new("chroot_list_enable", Flag, "NO", "NO", "chroot_list_file names the exceptions to chroot_local_user.")
        {
            Status = OptionStatus.Emulated, Reason = "There are no exceptions: every account is shut into its home.",
        },
        new("chroot_list_file", FilePath, "/etc/vsftpd.chroot_list", "/etc/vsftpd.chroot_list", "The list of chroot_list_enable.")
        {
            Status = OptionStatus.Emulated, Reason = "There are no exceptions: every account is shut into its home.",
        },
        new("passwd_chroot_enable", Flag, "NO", "NO", "A /./ in the home directory marks where the jail begins.")
        {
            Status = OptionStatus.Emulated, Reason = "An account's --home is its root.",
        },
        new("allow_root_squashed_chroot", Flag, "NO", "NO", "Permit homes on file systems that root cannot read.")
        {
            Status = OptionStatus.Ignored, Reason = "The jail needs no chroot(2), and so no root.",
        },
    ];
}

using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>What clients may do, and how files are written and listed.</summary>
internal static class Files
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("write_enable", Flag, "YES", "NO", "Allow commands that change files.")
        {
            Difference = "Each account carries its own permissions.",
        },
        new("download_enable", Flag, "YES", "YES", "Allow RETR."),
        new("dirlist_enable", Flag, "YES", "YES", "Allow listings."),
        new("chmod_enable", Flag, "YES", "YES", "Allow SITE CHMOD."),
        new("mdtm_write", Flag, "YES", "YES", "Let MDTM with a time set a file's modification time."),
        new("cmds_allowed", Verbs, "", "", "Verbs allowed after login, all others are refused; empty for all."),
        new("cmds_denied", Verbs, "", "", "Verbs refused after login; wins over cmds_allowed."),
        new("ascii_upload_enable", Flag, "YES", "NO", "Convert line ends of uploads under TYPE A.")
        {
            Difference = "TYPE A does what the client asked for; clients ask for TYPE I when they want bytes.",
        },
        new("ascii_download_enable", Flag, "YES", "NO", "Convert line ends of downloads under TYPE A.")
        {
            Difference = "TYPE A does what the client asked for; clients ask for TYPE I when they want bytes.",
        },
        new("local_umask", Octal, "077", "077", "Permission bits that new files and directories do not get.") { Maximum = 0x1FF },
        new("file_open_mode", Octal, "0666", "0666", "Permission bits of uploads before local_umask.") { Maximum = 0x1FF },
        // Readers never see half a file, and a broken upload never replaces a good file.
        new("upload_mode", Choice, "atomic", null, "atomic: an upload appears under its name when it is complete; inplace: it is written there from the start.")
        {
            Choices = ["atomic", "inplace"], Compat = "inplace",
        },
        // The price of certainty is the operator's to pay: one fsync for each file.
        new("upload_sync", Flag, "NO", null, "Confirm an upload only when it is on stable storage (fsync)."),
        // Interrupted uploads stay resumable, and must not fill the disk for ever.
        new("partial_expiry", Seconds, "604800", null, "Seconds after which the bytes of an interrupted upload are removed; 0 for never.") { Maximum = 31536000 },
        new("delete_failed_uploads", Flag, "NO", "NO", "Remove what a failed upload left, so that it cannot be resumed."),
        new("lock_upload_files", Flag, "YES", "YES", "Lock files while they are written.")
        {
            Status = OptionStatus.Emulated, Reason = "With upload_mode=atomic, readers keep the old file until the new one is whole; with inplace, a second upload to a file that is being written is refused with 450, where vsftpd lets it wait. Downloads never wait.",
        },
        new("hide_ids", Flag, "NO", "NO", "Show every owner and group in listings as ftp."),
        new("use_localtime", Flag, "NO", "NO", "Show listings in local time instead of UTC, and let MDTM speak it. MLSD, MLST and MFMT stay at UTC, as RFC 3659 has it."),
        new("force_dot_files", Flag, "NO", "NO", "List names that begin with a dot without being asked."),
        new("ls_recurse_enable", Flag, "NO", "NO", "Allow recursive listings (LIST -R, NLST -R, STAT -R). Links are not followed; depth and length are bounded."),
        new("text_userdb_names", Flag, "NO", "NO", "Show names instead of numbers of owners in listings, where the system knows one. In a jail, too."),
        new("tilde_user_enable", Flag, "NO", "NO", "Understand ~user at the beginning of a path, for system users who are not jailed. ~ alone is always where the session began."),
        new("utf8_filesystem", Flag, "NO", "NO", "File names are UTF-8.")
        {
            Status = OptionStatus.Emulated, Reason = "They always are.",
        },
        new("better_stou", Flag, "NO", "NO", "Unpredictable names for STOU.")
        {
            Status = OptionStatus.Emulated, Reason = "They always are.",
        },
        new("async_abor_enable", Flag, "NO", "NO", "Listen for ABOR during transfers.")
        {
            Status = OptionStatus.Emulated, Reason = "ABOR is always heard.",
        },
        new("deny_file", Text, "", "", "Patterns of names that nobody may touch: *, ?, {a,b}; a name that contains the text as it stands fits, too. Every part of a path is compared, as it was given and where it really leads, so that links, detours and renamed directories are no way around it (vsftpd compares what was given)."),
        new("hide_file", Text, "", "", "Patterns of names that listings leave out, as in deny_file. Whoever knows such a name can use it."),
        new("upload_file", Text, "", "", "Pattern of the only names that may be uploaded, and that files may be renamed to; deny_file wins."),
        new("download_file", Text, "", "", "Pattern of the only names that may be downloaded; deny_file wins. A link and the file that it leads to must both fit, and HASH counts as a download."),
        // Where the files of accounts live: the local disk, until there are other stores.
        new("storage", Text, "", null, "Where files are kept; empty for the local disk.")
        {
            Status = OptionStatus.NotYet, Reason = "Files are kept on the local disk; mount what is elsewhere.",
        },
    ];
}

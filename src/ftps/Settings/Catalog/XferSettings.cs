using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Transfers of files.</summary>
internal static class XferSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("file:charset", Charset, "", "The encoding of local names.") { Reason = "Local names are read and written as UTF-8 here, whatever the locale is; convmv renames files whose names are in another encoding." },
        new("file:use-fallocate", Flag, "yes", "Whether space is reserved before a download."),
        new("file:use-lock", Flag, "no", "Whether local files are locked while they are in use."),
        new("pget:default-n", Number, "5", "The connections of pget."),
        new("pget:min-chunk-size", Number, "1M", "The smallest part that pget gives to a connection."),
        new("pget:save-status", Interval, "10s", "How often pget's progress is saved."),
        new("xfer:auto-rename", Flag, "no", "Whether the server's word for a file's name is taken.") { Reason = "FTP servers suggest no names; a file keeps the name it is asked for by, or that of -o." },
        new("xfer:backup-suffix", Text, "~%Y%m%d%H%M%S~", "What a replaced file's name gets, by strftime."),
        new("xfer:buffer-size", Number, "0x10000", "The most bytes of a transfer's buffer, from 1k to 240k; while nobody sets it, 240k."),
        new("xfer:clobber", Flag, "no", "Whether get may replace files."),
        new("xfer:destination-directory", Text, "", "Where get puts files; the closure is the host."),
        new("xfer:disk-full-fatal", Flag, "no", "Whether a full disk ends a transfer at once."),
        new("xfer:eta-period", Interval, "120", "The time that the remaining time is reckoned from."),
        new("xfer:eta-terse", Flag, "yes", "Whether the remaining time shows its greatest unit only."),
        new("xfer:keep-backup", Flag, "no", "Whether the replaced file is kept after the transfer."),
        new("xfer:make-backup", Flag, "yes", "Whether a replaced file is kept until the transfer is done."),
        new("xfer:max-redirections", Number, "10", "How often another place may be named for a file.") { Reason = "FTP knows no redirections; a file is where it was asked for, or it is not there." },
        new("xfer:parallel", Number, "1", "Files transferred at once by one command."),
        new("xfer:rate-period", Interval, "15", "The time that the rate is reckoned from."),
        new("xfer:temp-file-name", Text, ".in.*", "The name while a transfer runs; the asterisk stands for the file's."),
        new("xfer:timeout", Interval, "1d", "How long a transfer may make no progress; net:timeout counts too."),
        new("xfer:use-temp-file", Flag, "no", "Whether files have another name while a transfer runs."),
        new("xfer:verify", Flag, "no", "Whether xfer:verify-command is run after each transfer."),
        new("xfer:verify-command", Text, "", "A command that gets the file's name and fails if the file is not right."),
    ];
}

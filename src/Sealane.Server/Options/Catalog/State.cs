using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Options of ours: where things are kept, and how closely vsftpd is followed.</summary>
internal static class State
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        // One place for everything the server writes about itself, so that one backup and one quickstart directory hold it.
        new("state_dir", FilePath, "", null, "Directory of the accounts database, the local CA and the control socket; empty for /var/lib/ftpsd as root, else a directory of the user's own.") { NeedsRestart = true },
        new("accounts", Text, "", null, "Where accounts are kept: sqlite:PATH; empty for accounts.db under state_dir.") { MayHoldPassword = true, NeedsRestart = true },
        // For scripts that do not ask systemd; ftpsd status needs none.
        new("pid_file", FilePath, "", null, "File that holds the process id while the server runs, written anew on SIGUSR1; empty for none.") { NeedsRestart = true },
        new("compat", Choice, "none", null, "vsftpd: vsftpd's compiled defaults and reply texts instead of ours.") { Choices = ["none", "vsftpd"] },
        new("admin_listen", Text, "", null, "Loopback address and port of the web console and metrics; empty for none.")
        {
            Status = OptionStatus.NotYet, Reason = "There is no web console; 'ftpsd status --json' answers programs.",
        },
    ];
}

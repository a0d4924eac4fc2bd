using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>How vsftpd arranges its processes; ours is one process.</summary>
internal static class ProcessModel
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("background", Flag, "NO", "NO", "Detach from the terminal.")
        {
            Status = OptionStatus.Ignored, Reason = "The server stays in the foreground, where systemd and containers want it; 'ftpsd serve &' detaches it.",
        },
        new("one_process_model", Flag, "NO", "NO", "One process for each session instead of two.")
        {
            Status = OptionStatus.Ignored, Reason = "One process serves all sessions.",
        },
        new("isolate", Flag, "YES", "YES", "Give session processes their own process namespace.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes.",
        },
        new("isolate_network", Flag, "YES", "YES", "Give session processes their own network namespace.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes.",
        },
        new("seccomp_sandbox", Flag, "NO", "NO", "Filter system calls of session processes.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes; SystemCallFilter= of systemd filters the server's.",
        },
        new("ptrace_sandbox", Flag, "NO", "NO", "Trace session processes.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes.",
        },
        new("setproctitle_enable", Flag, "NO", "NO", "Show sessions in the process list.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes.",
        },
        new("secure_chroot_dir", FilePath, "/var/run/vsftpd/empty", "/var/run/vsftpd/empty", "Empty directory for processes that need no files.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no such processes.",
        },
        new("address_space_limit", Count, "0", "0", "Memory limit of session processes.")
        {
            Status = OptionStatus.Ignored, Reason = "There are no session processes; MemoryMax= of systemd limits the server's.",
        },
        new("run_as_launching_user", Flag, "NO", "NO", "Run as whoever starts the server, root included: nopriv_user is not consulted.") { NeedsRestart = true },
        // Of no use to a server that was not started as root, and not possible with local_enable=YES, which acts as each system user.
        new("nopriv_user", Text, "nobody", "nobody", "The system user that a server started as root becomes once it listens, unless local_enable=YES; root to stay root. Not set, and with anonymous_enable=YES: ftp_username.") { NeedsRestart = true },
    ];
}

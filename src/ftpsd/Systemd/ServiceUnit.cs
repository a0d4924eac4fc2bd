using System.Globalization;
using Sealane.Server.Options;

namespace Sealane.Daemon.Systemd;

/// <summary>A systemd unit that gives the server what its configuration needs and nothing more.</summary>
/// <param name="program">Absolute path of this program.</param>
/// <param name="configuration">Absolute path of the configuration file.</param>
/// <param name="overrides">Each <c>NAME=VALUE</c> on top of it.</param>
/// <param name="options">What is in it.</param>
/// <param name="user">The system user that it runs as when it need not be root.</param>
internal sealed class ServiceUnit(string program, string configuration, IReadOnlyList<string> overrides, ServerOptions options, string user)
{
    private const string Mark = "# Made by 'ftpsd service install'; it writes this file anew. Your own changes: systemctl edit UNIT";
    private const string StandardState = "/var/lib/ftpsd";

    /// <summary>Whether install wrote this file.</summary>
    public static bool IsOurs(string path) => File.ReadLines(path).FirstOrDefault() == Mark;

    /// <summary>The whole file.</summary>
    public string Write() => $"""
        {Mark}
        # What each line is for: docs/service.md. How tight it is: systemd-analyze security --offline=true FILE

        [Unit]
        Description=FTPS server (ftpsd)
        Documentation=man:ftpsd(8) man:ftpsd.conf(5)
        Wants=network-online.target
        After=network-online.target nss-lookup.target

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart={Quoted(program)} serve {Quoted(configuration)}{string.Concat(overrides.Select(setting => " " + Quoted("-o" + setting)))}
        ExecReload={Quoted(program)} reload {Quoted(configuration)}{Where}
        Restart=on-failure
        RestartSec=2
        WatchdogSec=30
        TimeoutStopSec={((int)options.Limits.DrainTimeout.TotalSeconds + 30).ToString(CultureInfo.InvariantCulture)}
        LimitNOFILE=65536

        {(options.NeedsRoot ? Root : Unprivileged)}

        # Nothing of the system can be changed; files of accounts can, wherever their homes are.
        ProtectSystem=full
        {State}UMask=0077
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectProc={(options.NeedsRoot ? "default" : "invisible")}
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID={(options.NeedsRoot ? "no" : "yes")}
        LockPersonality=yes
        RemoveIPC={(options.NeedsRoot ? "no" : "yes")}
        KeyringMode=private
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX{(options.NeedsRoot ? " AF_NETLINK" : "")}
        SystemCallArchitectures=native
        SystemCallFilter=@system-service{(options.NeedsRoot ? "" : "\nSystemCallFilter=~@privileged @resources\nSystemCallFilter=@chown sched_getaffinity sched_setaffinity prlimit64")}
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """;

    // Not there: MemoryDenyWriteExecute, because the runtime makes machine code while it runs.
    private string Unprivileged => $"""
        # Never root: low ports are all that it needs more than any other program.
        User={user}
        Group={user}
        AmbientCapabilities=CAP_NET_BIND_SERVICE
        CapabilityBoundingSet=CAP_NET_BIND_SERVICE
        NoNewPrivileges=yes
        """;

    private const string Root = """
        # local_enable=YES or chown_uploads=YES: root, to log system users in through PAM, to act as each of them, or to give uploads away; NoNewPrivileges would break PAM modules that have helpers of their own.
        User=root
        CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_AUDIT_WRITE CAP_SYS_RESOURCE CAP_KILL
        NoNewPrivileges=no
        """;

    // systemd makes the standard directory, with the right owner; another one is its operator's.
    private string State => options.StateDirectory == StandardState ? "StateDirectory=ftpsd\nStateDirectoryMode=0700\n" : "";

    // The file alone would not tell where the server is to be found.
    private string Where => overrides.Any(setting => setting.StartsWith("state_dir=", StringComparison.Ordinal)) ? $" --state-dir {Quoted(options.StateDirectory)}" : "";

    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+@:=".Contains(c, StringComparison.Ordinal))
            ? path
            : $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";
}

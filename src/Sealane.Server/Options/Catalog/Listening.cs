using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Where the server listens.</summary>
internal static class Listening
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("listen", Flag, "YES", "YES", "Listen for control connections on IPv4."),
        new("listen_ipv6", Flag, "NO", "NO", "Listen on IPv6; without listen_address6 that socket takes IPv4 clients too. May be combined with listen."),
        new("listen_address", Address, "", "", "IPv4 address to listen on; empty for all."),
        new("listen_address6", Address, "", "", "IPv6 address to listen on; empty for all."),
        new("listen_port", Port, "21", "21", "Control port.") { Minimum = 1, Maximum = 65535 },
        // One process serves both kinds of clients; vsftpd needs a second copy of itself with implicit_ssl=YES.
        new("listen_implicit_port", Port, "0", null, "A second control port, on which TLS starts with the first byte (990 by custom); 0 for none.") { Maximum = 65535 },
        new("implicit_ssl", Flag, "NO", "NO", "TLS starts with the first byte on listen_port, too."),
        new("ftp_enable", Flag, "YES", "YES", "Speak FTP on the listening port.")
        {
            Status = OptionStatus.Ignored, Reason = "FTP is all that the port speaks.",
        },
        new("http_enable", Flag, "NO", "NO", "Answer HTTP GET on the listening port.")
        {
            Status = OptionStatus.Ignored, Reason = "It was an experiment of vsftpd's; HTTP verbs are refused.",
        },
        new("max_clients", Count, "2000", "2000", "Most control connections at a time; 0 for no limit.") { Maximum = int.MaxValue },
        new("max_per_ip", Count, "50", "50", "Most control connections at a time from one address; 0 for no limit.") { Maximum = int.MaxValue },
        // libwrap is gone from most systems, and reads its files for each connection; ours are rules that 'ftpsd check' shows and a reload exchanges.
        new("tcp_wrappers", Flag, "NO", "NO", "Let in and refuse clients by the lines about vsftpd, ftpsd or ALL in hosts.allow and hosts.deny. A line holds from the moment in which it is written."),
        new("hosts_allow_file", FilePath, "/etc/hosts.allow", null, "The hosts.allow of tcp_wrappers.") { Needs = "tcp_wrappers" },
        new("hosts_deny_file", FilePath, "/etc/hosts.deny", null, "The hosts.deny of tcp_wrappers.") { Needs = "tcp_wrappers" },
    ];
}

using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Passive and active data connections.</summary>
internal static class DataConnections
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("pasv_enable", Flag, "YES", "YES", "Allow PASV and EPSV."),
        new("pasv_min_port", Port, "50000", "5001", "Lowest passive port; 0 for 1024. Set alone, pasv_max_port becomes 65535.")
        {
            Maximum = 65535, Difference = "A fixed range of a thousand ports can be opened in a firewall.",
        },
        new("pasv_max_port", Port, "50999", "0", "Highest passive port; 0 for 65535. Set alone, pasv_min_port becomes 5001, or 1024 below that.")
        {
            Maximum = 65535, Difference = "A fixed range of a thousand ports can be opened in a firewall.",
        },
        new("pasv_address", Text, "", "", "IPv4 address announced in the reply to PASV, for servers behind NAT; a host name with pasv_addr_resolve. Empty for the control connection's."),
        new("pasv_addr_resolve", Flag, "NO", "NO", "pasv_address is a host name."),
        // A name is used where addresses change: vsftpd resolves it once, at its start.
        new("pasv_addr_ttl", Seconds, "300", null, "Seconds after which the name in pasv_address is resolved again.") { Minimum = 1, Maximum = 86400 },
        new("pasv_promiscuous", Flag, "NO", "NO", "Accept a passive data connection from another address than the control connection's."),
        new("port_enable", Flag, "YES", "YES", "Allow PORT and EPRT."),
        new("port_promiscuous", Flag, "NO", "NO", "Let PORT and EPRT name any address, and ports below 1024."),
        new("accept_timeout", Seconds, "60", "60", "Seconds to wait for the client after PASV.") { Minimum = 1, Maximum = 86400 },
        // Clients of one address that outnumber the ports wait in line instead of failing at once.
        new("pasv_queue_timeout", Seconds, "10", null, "Seconds PASV waits for a free port when all are leased to the same address; 0 to refuse at once.") { Maximum = 3600 },
        new("connect_timeout", Seconds, "60", "60", "Seconds to connect to the client after PORT.") { Minimum = 1, Maximum = 86400 },
        new("data_connection_timeout", Seconds, "300", "300", "Seconds a transfer may stand still; 0 for no limit.") { Maximum = 604800 },
        new("connect_from_port_20", Flag, "NO", "NO", "Active data connections leave from ftp_data_port; where they cannot, they fail rather than leave from another."),
        new("ftp_data_port", Port, "20", "20", "The port of connect_from_port_20; below 1024 it takes root at the start, or CAP_NET_BIND_SERVICE.")
        {
            Minimum = 1, Maximum = 65535, Needs = "connect_from_port_20",
        },
        new("bind_retries", Count, "9", "9", "Attempts to find a free passive port.")
        {
            Status = OptionStatus.Ignored, Reason = "Passive ports are leased from a pool, not guessed.",
        },
        new("trans_chunk_size", Count, "0", "0", "Bytes handed to the kernel at a time.")
        {
            Status = OptionStatus.Ignored, Reason = "Rate limits are smooth at any size.",
        },
        new("use_sendfile", Flag, "YES", "YES", "Send unencrypted files with sendfile(2).")
        {
            Status = OptionStatus.Ignored, Reason = "Encrypted files cannot be sent that way.",
        },
    ];
}

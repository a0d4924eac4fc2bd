using Sealane.Client.Profiles;

namespace Sealane.Shell.Doctor;

/// <summary>The option that helps, in the words of the server's own program.</summary>
internal static class Remedies
{
    private const string SomeServer = "ask the server's administrator to";

    public static string OfferTls(ServerKind kind) => kind switch
    {
        ServerKind.Sealane => "in ftpsd.conf: ssl_enable=YES (it is the default), then ftpsd reload",
        ServerKind.Vsftpd => "in vsftpd.conf: ssl_enable=YES, rsa_cert_file=…, rsa_private_key_file=…",
        ServerKind.ProFtpd => "in proftpd.conf: LoadModule mod_tls.c, TLSEngine on, TLSRSACertificateFile …, TLSRSACertificateKeyFile …",
        ServerKind.PureFtpd => "start pure-ftpd with --tls=2 (file conf/TLS: 2) and a certificate in /etc/ssl/private/pure-ftpd.pem",
        ServerKind.PyFtpdlib => "use TLS_FTPHandler instead of FTPHandler, with certfile, tls_control_required and tls_data_required set",
        ServerKind.FileZilla => "in the administration interface, listener's protocol: \"Require explicit FTP over TLS\"",
        ServerKind.Iis => "in IIS, FTP SSL Settings: choose a certificate and \"Require SSL connections\"",
        _ => $"{SomeServer} switch TLS on; until then this server must get no password over a network that others share",
    };

    public static string ModernTls(ServerKind kind) => kind switch
    {
        ServerKind.Sealane => "in ftpsd.conf: ssl_tlsv1_2=YES and ssl_tlsv1_3=YES (both are the default)",
        ServerKind.Vsftpd => "in vsftpd.conf: ssl_tlsv1=NO, ssl_sslv2=NO, ssl_sslv3=NO and ssl_ciphers=HIGH (3.0.5 adds ssl_tlsv1_2, ssl_tlsv1_3)",
        ServerKind.ProFtpd => "in proftpd.conf: TLSProtocol TLSv1.2 TLSv1.3",
        ServerKind.PureFtpd => "in pure-ftpd's --tlsciphersuite: HIGH:-TLSv1:-TLSv1.1, or an OpenSSL configuration with MinProtocol = TLSv1.2",
        ServerKind.PyFtpdlib => "give TLS_FTPHandler.ssl_context a context with set_min_proto_version(TLS1_2_VERSION)",
        ServerKind.FileZilla => "in the administration interface: minimum allowed TLS version v1.2",
        ServerKind.Iis => "in Windows' Schannel settings: TLS 1.0 and 1.1 off, 1.2 on",
        _ => $"{SomeServer} allow TLS 1.2 and 1.3 and nothing older",
    };

    public static string Ciphers(ServerKind kind) => kind switch
    {
        ServerKind.Vsftpd => "in vsftpd.conf: ssl_ciphers=HIGH (what it is built with is a single old cipher)",
        ServerKind.ProFtpd => "in proftpd.conf: TLSCipherSuite HIGH:!aNULL, and no shorter list",
        ServerKind.PureFtpd => "start pure-ftpd with --tlsciphersuite=HIGH",
        _ => $"{SomeServer} allow ECDHE with AES-GCM",
    };

    public static string NoResumptionDemanded(ServerKind kind) => kind switch
    {
        ServerKind.Sealane => "in ftpsd.conf: require_ssl_reuse=PREFER",
        ServerKind.Vsftpd => "in vsftpd.conf: require_ssl_reuse=NO (3.0.3 and older cannot take TLS 1.3 sessions from some clients)",
        ServerKind.ProFtpd => "in proftpd.conf: TLSOptions NoSessionReuseRequired; and TLSSessionCache shm:… where it keeps none",
        _ => $"{SomeServer} look whether it keeps TLS sessions (a session cache), or does not demand them for data connections",
    };

    public static string NamePublicAddress(ServerKind kind) => kind switch
    {
        ServerKind.Sealane => "in ftpsd.conf: pasv_address=PUBLIC-ADDRESS-OR-NAME",
        ServerKind.Vsftpd => "in vsftpd.conf: pasv_address=PUBLIC-ADDRESS (with a name: pasv_addr_resolve=YES)",
        ServerKind.ProFtpd => "in proftpd.conf: MasqueradeAddress PUBLIC-ADDRESS-OR-NAME",
        ServerKind.PureFtpd => "start pure-ftpd with --forcepassiveip PUBLIC-ADDRESS (file conf/ForcePassiveIP)",
        ServerKind.PyFtpdlib => "set handler.masquerade_address = \"PUBLIC-ADDRESS\"",
        ServerKind.FileZilla => "in the administration interface, passive mode: public IP or host name",
        ServerKind.Iis => "in IIS, FTP Firewall Support: External IP Address of Firewall",
        _ => $"{SomeServer} set the address that PASV names to its public one",
    };

    public static string OpenPorts(ServerKind kind) => (kind switch
    {
        ServerKind.Sealane or ServerKind.Vsftpd => "choose a range with pasv_min_port=50000 and pasv_max_port=50100",
        ServerKind.ProFtpd => "choose a range with PassivePorts 50000 50100",
        ServerKind.PureFtpd => "choose a range with --passiveportrange 50000:50100 (file conf/PassivePortRange)",
        ServerKind.PyFtpdlib => "choose a range with handler.passive_ports = range(50000, 50101)",
        ServerKind.FileZilla => "choose a range in the administration interface, passive mode",
        ServerKind.Iis => "choose a range in IIS, FTP Firewall Support: Data Channel Port Range",
        _ => $"{SomeServer} choose a range of passive ports",
    }) + ", and open it in every firewall between here and there (a firewall cannot read the ports of an encrypted conversation)";

    public static string Names(string host) => System.Net.IPAddress.TryParse(host, out _)
        ? $"a new certificate with the address in its place: ftpsd cert create --force --name {host}, or openssl req -x509 -newkey rsa:2048 -noenc -days 365 -subj /CN={host} -addext subjectAltName=IP:{host} -keyout key.pem -out cert.pem"
        : $"a new certificate with the name in its place: ftpsd cert create --force --name {host}, or openssl req -x509 -newkey rsa:2048 -noenc -days 365 -subj /CN={host} -addext subjectAltName=DNS:{host} -keyout key.pem -out cert.pem";
}

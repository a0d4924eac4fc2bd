using static Sealane.Server.Options.OptionKind;

namespace Sealane.Server.Options.Catalog;

/// <summary>Encryption: certificate, protocol versions, what is enforced.</summary>
internal static class Tls
{
    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("ssl_enable", Flag, "YES", "NO", "Offer TLS (AUTH TLS, PBSZ, PROT).")
        {
            Difference = "Passwords and files do not cross the network readable.",
        },
        new("rsa_cert_file", FilePath, "", "/usr/share/ssl/certs/vsftpd.pem", "Certificate and its chain, PEM; RSA or ECDSA. Empty for the local CA's certificate under state_dir.")
        {
            Difference = "Without a certificate of yours, the local CA under state_dir supplies one.",
        },
        new("rsa_private_key_file", FilePath, "", "", "Private key of the certificate, PEM; empty when rsa_cert_file holds it too."),
        new("ssl_ciphers", Text, "", "ECDHE-RSA-AES256-GCM-SHA384", "OpenSSL cipher list for TLS 1.2; TLS 1.3 suites are not affected. Empty for ours.")
        {
            Difference = "One RSA cipher alone would shut out ECDSA certificates.",
        },
        new("ssl_tlsv13", Flag, "YES", "YES", "Offer TLS 1.3.") { Aliases = ["ssl_tlsv1_3"] },
        new("ssl_tlsv12", Flag, "YES", "YES", "Offer TLS 1.2.") { Aliases = ["ssl_tlsv1_2"] },
        new("ssl_tlsv11", Flag, "NO", "NO", "Offer TLS 1.1.")
        {
            Aliases = ["ssl_tlsv1_1"], Status = OptionStatus.Ignored, Reason = "TLS 1.1 is broken and never offered (RFC 8996); 1.2 and 1.3 are.",
        },
        new("ssl_tlsv1", Flag, "NO", "YES", "Offer TLS 1.0.")
        {
            Status = OptionStatus.Ignored, Reason = "TLS 1.0 is broken and never offered (RFC 8996); 1.2 and 1.3 are.",
            Difference = "In vsftpd 3.0.3 this is the switch for all of TLS; here it asks for 1.0 alone.",
        },
        new("ssl_sslv3", Flag, "NO", "NO", "Offer SSL 3.")
        {
            Status = OptionStatus.Ignored, Reason = "SSL 3 is broken and never offered (RFC 7568).",
        },
        new("ssl_sslv2", Flag, "NO", "NO", "Offer SSL 2.")
        {
            Status = OptionStatus.Ignored, Reason = "SSL 2 is broken and never offered (RFC 6176).",
        },
        new("require_ssl_reuse", Choice, "PREFER", "YES", "Data connections must resume the TLS session of their control connection: YES refuses others with 522, PREFER counts and logs them, NO does not look.")
        {
            Choices = ["YES", "NO", "PREFER"],
            Difference = "Clients that cannot resume sessions work out of the box; a data connection's address is checked in any case.",
        },
        new("strict_ssl_read_eof", Flag, "YES", "YES", "An upload that ends without close_notify has failed; NO keeps what may be half a file."),
        new("strict_ssl_write_shutdown", Flag, "NO", "NO", "A download whose receiver does not answer close_notify has failed."),
        new("force_local_logins_ssl", Flag, "YES", "YES", "Passwords are accepted over TLS only."),
        new("force_local_data_ssl", Flag, "YES", "YES", "Files and listings travel over TLS only (PROT P)."),
        // vsftpd has none: a client that connects and says nothing holds one of its processes.
        new("tls_handshake_timeout", Seconds, "30", null, "Seconds a TLS handshake may take.") { Minimum = 1, Maximum = 86400 },
        new("debug_ssl", Flag, "NO", "NO", "Log protocol version, cipher, resumption and client certificate of each TLS connection."),
        // Our default is off: a client that is asked may trouble its user with the question, and nothing follows from the answer.
        new("ssl_request_cert", Flag, "NO", "YES", "Ask clients for a certificate; on as well with require_cert, and with validate_cert unless it is set.")
        {
            Difference = "Some clients pass the question on to their users, and without validate_cert or require_cert nothing depends on the answer.",
        },
        new("require_cert", Flag, "NO", "NO", "Refuse clients without a certificate."),
        new("validate_cert", Flag, "NO", "NO", "Refuse client certificates that ca_certs_file does not vouch for."),
        new("ca_certs_file", FilePath, "", "", "Authorities that vouch for client certificates, PEM; clients are told their names. A replaced file is taken up like a certificate."),
        new("ssl_sni_hostname", Text, "", "", "Refuse TLS clients that do not ask for this host name (SNI), data connections included; empty for any."),
        new("dsa_cert_file", FilePath, "", "", "DSA certificate.")
        {
            Status = OptionStatus.Ignored, Reason = "No client accepts DSA any more; put an RSA or ECDSA certificate into rsa_cert_file.",
        },
        new("dsa_private_key_file", FilePath, "", "", "Private key of the DSA certificate.")
        {
            Status = OptionStatus.Ignored, Reason = "No client accepts DSA any more.",
        },
        new("dh_param_file", FilePath, "", "", "Diffie-Hellman parameters.")
        {
            Status = OptionStatus.Ignored, Reason = "OpenSSL chooses sound parameters by itself.",
        },
        new("ecdh_param_file", FilePath, "", "", "Elliptic curve parameters.")
        {
            Status = OptionStatus.Ignored, Reason = "OpenSSL chooses sound curves by itself.",
        },
    ];
}

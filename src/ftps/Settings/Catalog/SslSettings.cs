using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>TLS and trust.</summary>
internal static class SslSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("ssl:ca-file", Text, "", "A PEM file with the authorities to trust, instead of the system's."),
        new("ssl:ca-path", Text, "", "A directory with authorities to trust, named by hash."),
        new("ssl:cert-file", Text, "", "The client's own certificate, PEM or PFX."),
        new("ssl:check-hostname", Flag, "yes", "Whether the certificate must be for the host that was asked for."),
        new("ssl:crl-file", Text, "", "A PEM file with certificates that were revoked."),
        new("ssl:key-file", Text, "", "The private key of ssl:cert-file."),
        new("ssl:priority", Text, "", "TLS versions and ciphers, in GnuTLS's words; those that choose versions are understood."),
        new("ssl:use-sni", Flag, "yes", "Whether the host's name is sent in the handshake."),
        new("ssl:verify-certificate", Flag, "yes", "Whether a server must prove who it is. The closure is a host, or a certificate's fingerprint."),
    ];
}

using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>FTP: security, connections, listings, replies.</summary>
internal static class FtpSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("ftp:abor-max-wait", Interval, "15s", "How long the reply to ABOR is waited for."),
        new("ftp:acct", Text, "", "The argument of ACCT, which is sent after a login if it is not empty.") { InEffect = true },
        new("ftp:anon-pass", Text, "lftp@", "The password of an anonymous login.") { InEffect = true },
        new("ftp:anon-user", Text, "anonymous", "The name of an anonymous login.") { InEffect = true },
        new("ftp:auto-passive-mode", Flag, "yes", "Whether the other of passive and active mode is tried when one does not work."),
        new("ftp:auto-sync-mode", Regex, "", "Greetings of servers that ftp:sync-mode is switched on for."),
        new("ftp:bind-data-socket", Flag, "yes", "Whether data connections come from the control connection's address."),
        new("ftp:charset", Charset, "", "The encoding of names on the server; empty for UTF-8 where the server has it.") { InEffect = true },
        new("ftp:client", Text, "ftps/0.1.0", "What is said to servers that ask for a name (CLNT); empty for nothing.") { InEffect = true },
        new("ftp:compressed-re", Regex, "\\.(bz2|[glrsx7]z|lzma|lz[hox]|[ai]ce|apk|ar[cj]|cab|cfs|dar|[je]ar|lha|isz|pak|rar|sitx?|t(gz|bz2|lz)|tar\\.(gz|xz|bz2|lzma)|war|zipx?|zoo|[arz0][0-9][0-9])$", "Names that MODE Z is not used for."),
        new("ftp:fix-pasv-address", Flag, "yes", "Whether a passive address that cannot be is replaced by the server's.") { InEffect = true },
        new("ftp:fxp-force", Flag, "no", "Whether transfers between two servers must not pass through here."),
        new("ftp:fxp-passive-source", Flag, "no", "Whether the source is the passive side between two servers."),
        new("ftp:fxp-passive-sscn", Flag, "yes", "Whether the passive side between two servers is the one that gets SSCN."),
        new("ftp:home", Text, "", "The directory that paths begin from; empty for where the server puts a login.") { InEffect = true },
        new("ftp:ignore-pasv-address", Flag, "no", "Whether the passive address is never used, only its port.") { InEffect = true },
        new("ftp:lang", Text, "", "The language of replies (LANG)."),
        new("ftp:list-empty-ok", Flag, "no", "Whether an empty listing is believed at once."),
        new("ftp:list-options", Text, "", "Options that LIST gets, such as -a.") { InEffect = true },
        new("ftp:mode-z-level", Number, "6", "How hard MODE Z compresses."),
        new("ftp:nop-interval", Interval, "120", "How often NOOP is sent while a transfer's end is awaited."),
        new("ftp:passive-mode", Flag, "on", "Whether data connections are opened by this side.") { InEffect = true },
        new("ftp:port-ipv4", IPv4Address, "", "The address to name in PORT.") { InEffect = true },
        new("ftp:port-range", PortRange, "full", "The ports of active mode.") { InEffect = true },
        new("ftp:prefer-epsv", Flag, "no", "Whether EPSV is tried before PASV over IPv4.") { InEffect = true },
        new("ftp:proxy", Proxy, "", "The proxy for FTP; empty for none.") { InEffect = true },
        new("ftp:proxy-auth-type", Choice, "user", "How an FTP proxy is told where to go.") { Choices = ["user", "joined", "joined-acct", "open", "proxy-user@host"] },
        new("ftp:rest-list", Flag, "no", "Whether REST may come before LIST."),
        new("ftp:rest-stor", Flag, "yes", "Whether REST may come before STOR."),
        new("ftp:retry-530", Regex, "too many|overloaded|try (again |back )?later|is restricted to|maximum number|number of connect|only.*session.*allowed|more connection|already connected|simultaneous login", "Refused logins that are tried again."),
        new("ftp:retry-530-anonymous", Regex, "Login incorrect", "The same for anonymous logins, besides ftp:retry-530."),
        new("ftp:site", Text, "(nil)", "Arguments of SITE commands to send after a login."),
        new("ftp:site-group", Text, "", "The argument of SITE GROUP, sent after a login."),
        new("ftp:ssl-allow", Flag, "yes", "Whether TLS is negotiated with ftp: sites.") { InEffect = true },
        new("ftp:ssl-allow-anonymous", Flag, "no", "Whether TLS is negotiated for anonymous logins."),
        new("ftp:ssl-auth", Choice, "TLS", "The argument of AUTH.") { Choices = ["SSL", "TLS", "TLS-P", "TLS-C"] },
        new("ftp:ssl-copy-sid", Flag, "yes", "Whether data connections resume the control connection's TLS session.") { InEffect = true },
        new("ftp:ssl-data-use-keys", Flag, "yes", "Whether data connections show the client certificate too."),
<<<<<<< HEAD
        new("ftp:ssl-force", Flag, "yes", "Whether a server without TLS is refused before a password is sent. Of lftp the default is no.") { InEffect = true },
        new("ftp:ssl-protect-data", Flag, "yes", "Whether files are encrypted.") { InEffect = true },
=======
        new("ftp:ssl-force", Flag, "yes", "Whether a server without TLS is refused before a password is sent; lftp's default is no."),
        new("ftp:ssl-protect-data", Flag, "yes", "Whether files are encrypted."),
>>>>>>> shell
        new("ftp:ssl-protect-fxp", Flag, "yes", "Whether files between two servers are encrypted."),
        new("ftp:ssl-protect-list", Flag, "yes", "Whether listings are encrypted.") { InEffect = true },
        new("ftp:ssl-shutdown-timeout", Interval, "5", "How long the end of TLS is waited for after a transfer.") { InEffect = true },
        new("ftp:ssl-use-ccc", Flag, "no", "Whether the control connection goes on in clear text after the login."),
        new("ftp:strict-multiline", Flag, "off", "Whether replies of many lines must be exactly as RFC 959 has them."),
        new("ftp:sync-mode", Flag, "on", "Whether one command is sent at a time."),
        new("ftp:timezone", Text, "GMT", "The zone of the times that LIST shows."),
        new("ftp:too-many-re", Regex, "(Too many|No more) connections", "Texts of 421 that mean the connection limit is reached."),
        new("ftp:trust-feat", Flag, "no", "Whether only what FEAT names is used."),
        new("ftp:verify-address", Flag, "no", "Whether data connections must come from the server's address."),
        new("ftp:verify-port", Flag, "no", "Whether data connections must come from port 20."),
        new("ftp:waiting-150-timeout", Interval, "5", "How long 150 is waited for once the data connection is there."),
        new("ftp:web-mode", Flag, "off", "Whether the connection is closed after each transfer."),
        new("ftps:initial-prot", Choice, "", "The protection that an implicit connection begins with; empty if unknown.") { Choices = ["C", "S", "E", "P", ""] },
    ];
}

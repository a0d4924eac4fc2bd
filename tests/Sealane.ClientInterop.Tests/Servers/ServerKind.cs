namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>The servers that the client must get along with, as strict as each can be.</summary>
public enum ServerKind
{
    /// <summary>vsftpd with <c>require_ssl_reuse=YES</c> and <c>strict_ssl_read_eof=YES</c>.</summary>
    Vsftpd,

    /// <summary>ProFTPD with TLS required and its default: data connections must resume.</summary>
    ProFtpd,

    /// <summary>Pure-FTPd with TLS required; does not ask for resumption.</summary>
    PureFtpd,

    /// <summary>pyftpdlib with TLS required; does not ask for resumption.</summary>
    Pyftpdlib,

    /// <summary>Our own with <c>require_ssl_reuse=YES</c>.</summary>
    Ftpsd,

    /// <summary>Our own as it comes: <c>require_ssl_reuse=PREFER</c>.</summary>
    FtpsdPrefer,
}

/// <summary>What a server speaks.</summary>
public enum TlsRange
{
    /// <summary>TLS 1.2 and 1.3.</summary>
    Both,

    /// <summary>TLS 1.2 and nothing else.</summary>
    Only12,

    /// <summary>TLS 1.3 and nothing else.</summary>
    Only13,
}

/// <summary>What distinguishes the servers from one another.</summary>
[Flags]
internal enum ServerTraits
{
    None = 0,
    Mlsd = 1,
    Hash = 1 << 1,
    Mfmt = 1 << 2,
    SiteChmod = 1 << 3,

    /// <summary>A data connection that resumes no session is refused.</summary>
    RequiresReuse = 1 << 4,

    /// <summary>An upload that ends without close_notify is refused.</summary>
    RequiresCloseNotify = 1 << 5,

    /// <summary>Reads commands that were sent ahead of a reply.</summary>
    Pipelining = 1 << 6,

    /// <summary>Also listens on ::1, on the same port.</summary>
    IPv6 = 1 << 7,

    /// <summary>A data connection's handshake may begin before the transfer command has been sent. pyftpdlib 1.5 resets such a connection; once the command is on its way, all is well.</summary>
    EarlyTls = 1 << 8,
}

namespace Sealane.Client;

/// <summary>What kind of thing went wrong; decides exit codes and whether trying again makes sense.</summary>
public enum FtpsFailure
{
    /// <summary>The host name is not known.</summary>
    Resolve,

    /// <summary>Nobody answers at that address and port, or a proxy on the way refuses.</summary>
    Connect,

    /// <summary>The server offers no TLS, or the handshake failed. Nothing secret was sent; if it speaks TLS from the first byte, ask for <see cref="FtpsSecurity.Implicit"/>.</summary>
    Tls,

    /// <summary>The server's certificate is not trusted. Nothing was sent to it; <see cref="FtpsException.Verdict"/> has the reason, and the message what mends it.</summary>
    Untrusted,

    /// <summary>User name or password were refused.</summary>
    Login,

    /// <summary>The server holds as many connections as it allows: use fewer, or come back later.</summary>
    TooManyConnections,

    /// <summary>There is no such file or directory, or it may not be touched; FTP gives both the same code.</summary>
    NotAvailable,

    /// <summary>The server refused the command for another reason; <see cref="FtpsException.Reply"/> says which.</summary>
    Refused,

    /// <summary>The server does not know the command, and there is no other way.</summary>
    NotSupported,

    /// <summary>The data connection could not be made or was refused: mostly a firewall; the other mode may work (<see cref="FtpsClientOptions.TryOtherDataMode"/>).</summary>
    DataConnection,

    /// <summary>The transfer ended before the whole file had been moved; it can be resumed.</summary>
    Truncated,

    /// <summary>All bytes seemed to arrive, but size or hash differ: move the file again, from its beginning.</summary>
    Verification,

    /// <summary>The other side was silent for too long.</summary>
    TimedOut,

    /// <summary>The control connection broke, or there is none: <see cref="FtpsClient.ReconnectAsync"/>, then repeat.</summary>
    ConnectionLost,

    /// <summary>The server's answer is not FTP.</summary>
    Protocol,

    /// <summary>A local file could not be read or written.</summary>
    LocalFile,
}

namespace Sealane.Client;

/// <summary>How a control connection becomes a TLS connection.</summary>
public enum FtpsSecurity
{
    /// <summary>Connect in the clear, then AUTH TLS before anything else is said (RFC 4217). A server that refuses gets nothing.</summary>
    Explicit,

    /// <summary>TLS from the first byte; port 990 by custom.</summary>
    Implicit,

    /// <summary>No TLS at all: passwords and files can be read and changed by everybody on the way. Never used unless asked for by name.</summary>
    PlainText,

    /// <summary>AUTH TLS, and in the clear when the server does not know it: whoever sits on the way decides. Only for scripts that were written for lftp with <c>ftp:ssl-force no</c>.</summary>
    ExplicitIfOffered,
}

/// <summary>How data connections are made.</summary>
public enum DataConnectionMode
{
    /// <summary>EPSV; where the server or the way to it does not bear it, PASV.</summary>
    Passive,

    /// <summary>PASV first, EPSV on IPv6 only.</summary>
    PassiveClassic,

    /// <summary>EPRT or PORT: the server connects to us. Fails behind most routers.</summary>
    Active,
}

/// <summary>Which address a passive data connection goes to when the server names another than its own.</summary>
public enum PassiveAddress
{
    /// <summary>The named one if it is a public one and TLS proves that the same server is there; else the control connection's, which is what a server behind a router means.</summary>
    Repaired,

    /// <summary>Always the control connection's.</summary>
    Control,

    /// <summary>Always the named one.</summary>
    Named,
}

/// <summary>How much of what is transferred is encrypted.</summary>
public enum DataProtection
{
    /// <summary>Files and listings (PROT P).</summary>
    All,

    /// <summary>Files; listings in the clear.</summary>
    FilesOnly,

    /// <summary>Nothing (PROT C), only the control connection. Asked for by name only; never a fallback.</summary>
    ControlOnly,
}

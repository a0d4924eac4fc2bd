namespace Sealane.Client.Profiles;

/// <summary>Which program a server is, as far as its words show. Decides only which shortcuts are taken; every server gets plain FTP.</summary>
public enum ServerKind
{
    /// <summary>Not recognised: no shortcuts.</summary>
    Unknown,

    /// <summary>ftpsd.</summary>
    Sealane,

    /// <summary>vsftpd.</summary>
    Vsftpd,

    /// <summary>ProFTPD.</summary>
    ProFtpd,

    /// <summary>Pure-FTPd.</summary>
    PureFtpd,

    /// <summary>FileZilla Server.</summary>
    FileZilla,

    /// <summary>pyftpdlib.</summary>
    PyFtpdlib,

    /// <summary>Microsoft's IIS.</summary>
    Iis,
}

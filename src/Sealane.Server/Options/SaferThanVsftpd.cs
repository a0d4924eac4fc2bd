using System.Collections.Frozen;

namespace Sealane.Server.Options;

/// <summary>Where an option does what vsftpd does with it and we are safer all the same: what a reader of his old configuration should know.</summary>
internal static class SaferThanVsftpd
{
    private static readonly FrozenDictionary<string, string> s_remarks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["chroot_local_user"] = "The kernel confines each path (openat2); a home that its user can write to is no hazard, and no allow_writeable_chroot is needed.",
        ["chroot_list_enable"] = "The kernel confines each path (openat2); no chroot(2), and no writable-root hazard.",
        ["require_ssl_reuse"] = "A resumed session must be of this very control connection; vsftpd accepts any session of the server.",
        ["ssl_enable"] = "TLS 1.2 and 1.3 only; each data connection is tied to its control connection.",
        ["strict_ssl_read_eof"] = "With upload_mode=atomic a cut-off upload never appears under its name.",
        ["pasv_enable"] = "Ports are drawn at random and serve the client's own address alone.",
        ["port_enable"] = "Only the client's own address, and after EPSV ALL nothing (vsftpd forgets that for EPRT).",
        ["max_login_fails"] = "Failures are counted by address over all sessions too (ban_after; off with compat=vsftpd).",
        ["chmod_enable"] = "A mode that is no octal number is refused; vsftpd sets 0.",
        ["cmds_denied"] = "Both names of a verb are meant: denying MKD denies XMKD.",
        ["local_enable"] = "Files are touched with the user's own rights, and no process of his waits as root.",
        ["anonymous_enable"] = "Anonymous users see their directory only, on whatever system.",
        ["nopriv_user"] = "Without local_enable the whole server runs as this user once it listens, not only its sessions.",
        ["ftpd_banner"] = "Without one, the greeting names no version.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The remark on that option; null where there is none.</summary>
    internal static string? Remark(string option) => s_remarks.GetValueOrDefault(option);
}

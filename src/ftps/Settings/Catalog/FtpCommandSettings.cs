using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Which of FTP's commands may be used.</summary>
internal static class FtpCommandSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("ftp:catch-size", Flag, "yes", "Whether a size is taken from the text of 150."),
        new("ftp:device-prefix", Flag, "no", "Whether paths may begin with a device's name.") { Reason = "lftp sends the same commands with it and without it. `quote CWD dev:/path' goes to such a directory." },
        new("ftp:netkey-allow", Flag, "yes", "Whether network keys answer a login's challenge.") { Reason = "Answers of such key cards are made with DES, which protects nobody any more; over TLS the password is as safe." },
        new("ftp:skey-allow", Flag, "yes", "Whether S/Key answers a login's challenge."),
        new("ftp:skey-force", Flag, "no", "Whether nothing but S/Key does."),
        new("ftp:stat-interval", Interval, "1", "How often STAT asks for a transfer's progress.") { Reason = "STAT is not asked during transfers; see ftp:use-stat." },
        new("ftp:use-abor", Flag, "yes", "Whether ABOR ends a transfer."),
        new("ftp:use-allo", Flag, "no", "Whether ALLO comes before an upload."),
        new("ftp:use-feat", Flag, "yes", "Whether FEAT is asked."),
        new("ftp:use-fxp", Flag, "no", "Whether files go straight from server to server. They cannot check each other as a client does; of lftp the default is yes."),
        new("ftp:use-hftp", Flag, "yes", "Whether FTP goes through an HTTP proxy as HTTP.") { Reason = "FTP goes through an HTTP proxy by CONNECT (ftp:proxy http://…), which lets TLS through; as HTTP, the proxy would see passwords and files." },
        new("ftp:use-ip-tos", Flag, "no", "Whether connections are marked for interactive use and bulk."),
        new("ftp:use-mdtm", Flag, "yes", "Whether MDTM asks for times."),
        new("ftp:use-mdtm-overloaded", Flag, "no", "Whether MDTM with two arguments sets times."),
        new("ftp:use-mlsd", Flag, "yes", "Whether MLSD lists directories."),
        new("ftp:use-mode-z", Flag, "no", "Whether MODE Z compresses transfers, where the server has it. It pays over slow networks only; of lftp the default is yes."),
        new("ftp:use-pret", TriState, "auto", "Whether PRET comes before PASV."),
        new("ftp:use-quit", Flag, "yes", "Whether QUIT ends a connection."),
        new("ftp:use-site-chmod", Flag, "yes", "Whether SITE CHMOD sets permissions."),
        new("ftp:use-site-idle", Flag, "no", "Whether SITE IDLE asks to be borne while idle for as long as net:idle says."),
        new("ftp:use-site-utime", Flag, "yes", "Whether SITE UTIME sets times."),
        new("ftp:use-site-utime2", Flag, "yes", "Whether its form with two arguments does."),
        new("ftp:use-size", Flag, "yes", "Whether SIZE asks for sizes."),
        new("ftp:use-stat", Flag, "yes", "Whether STAT asks for a transfer's progress.") { Reason = "STAT is not asked during transfers: what passes through here is counted here, and of a copy between two servers no progress is shown." },
        new("ftp:use-stat-for-list", Flag, "no", "Whether STAT lists directories, over the control connection, where there is no MLSD."),
        new("ftp:use-telnet-iac", Flag, "yes", "Whether ABOR is announced by TELNET's signals."),
        new("ftp:use-tvfs", TriState, "auto", "Whether directories are entered by whole paths; no for one name at a time. Auto does so with every server, whether it lists TVFS or not."),
        new("ftp:use-utf8", Flag, "yes", "Whether OPTS UTF8 ON is sent."),
    ];
}

namespace Sealane.Server.Options;

/// <summary>Checks that anonymous users can be served as configured, and says what they then may do.</summary>
internal sealed class AnonymousValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    private static readonly string[] s_writing = ["anon_upload_enable", "anon_mkdir_write_enable", "anon_other_write_enable"];

    internal void Validate()
    {
        bool guests = settings.Flag("local_enable") && settings.Flag("guest_enable") && !settings.Flag("virtual_use_local_privs");
        bool anonymous = settings.Flag("anonymous_enable");
        if (!anonymous && !guests)
        {
            return;
        }

        if (!settings.Flag("write_enable") && s_writing.FirstOrDefault(settings.Flag) is { } useless)
        {
            Warning(useless, "has no effect while write_enable=NO.", "Write write_enable=YES.");
        }

        CheckHandover();
        if (anonymous)
        {
            CheckUser();
            CheckTls();
            CheckList("deny_email_enable", "banned_email_file", "nobody would be refused");
            CheckList("secure_email_list_enable", "email_password_file", "nobody would be let in");
        }
    }

    private void CheckUser()
    {
        string name = settings.Text("ftp_username");
        string? root = settings.Path("anon_root");
        if (host.FindUser(name) is not { } user)
        {
            // A server that cannot act for others needs only the directory.
            if (root is null || host.IsRoot())
            {
                Complain("ftp_username", $"there is no system user {DiagnosticSink.Quote(name)}, whom anonymous users act as.", $"Run 'useradd --system --home-dir /srv/ftp --shell /usr/sbin/nologin {(name.All(char.IsAsciiLetterOrDigit) ? name : "ftp")}'.");
                return;
            }
        }
        else if (user.Id == 0)
        {
            Complain("ftp_username", $"{DiagnosticSink.Quote(name)} is root: no file system permission would hold anonymous users.", "Name a user that owns nothing.");
            return;
        }

        root ??= host.FindUser(name)?.Home ?? "/";
        if (host.Probe(root) is FileCondition.Missing or FileCondition.Readable or FileCondition.Unreadable)
        {
            string option = settings.IsSet("anon_root") ? "anon_root" : "ftp_username";
            diagnostics.Warning(
                settings.Origin(option) ?? settings.Origin("anonymous_enable"), option, $"there is no directory {DiagnosticSink.Quote(root)}, which anonymous users would see as /; they are told 421.", $"Run 'mkdir -p {root}'; nobody but root needs to be able to write there.");
        }
        else if (root == "/")
        {
            Warning("anon_root", "anonymous users see the whole file system, as far as everybody may read it.", "Name a directory of their own.");
        }

        if (settings.IsSet("anonymous_enable"))
        {
            diagnostics.Note(settings.Origin("anonymous_enable"), "anonymous_enable", $"whoever reaches the server may log in as ftp or anonymous, without an account; {Rights()}.");
        }
    }

    private string Rights()
    {
        string[] may = [.. s_writing.Where(settings.Flag)];
        return may.Length == 0 || !settings.Flag("write_enable") ? "they may read and list" : $"they may read, list, and change files ({string.Join(", ", may)})";
    }

    private void CheckTls()
    {
        if (!settings.Flag("ssl_enable"))
        {
            foreach (string option in new[] { "force_anon_logins_ssl", "force_anon_data_ssl" })
            {
                if (settings.Flag(option))
                {
                    Warning(option, "has no effect while ssl_enable=NO.", "Write ssl_enable=YES.");
                }
            }

            return;
        }

        if (!settings.Flag("force_anon_logins_ssl") && settings.IsSet("anonymous_enable"))
        {
            diagnostics.Note(
                settings.Origin("anonymous_enable"), "anonymous_enable", "anonymous users need no TLS, whatever force_local_logins_ssl says: they have no password to protect.", "force_anon_logins_ssl=YES and force_anon_data_ssl=YES ask them for it.");
        }

        if (!settings.Flag("allow_anon_ssl"))
        {
            if (settings.Flag("force_anon_logins_ssl"))
            {
                diagnostics.Note(settings.Origin("allow_anon_ssl"), "allow_anon_ssl", "force_anon_logins_ssl=YES wins: anonymous users may, and must, use TLS.");
            }
            else if (settings.IsSet("allow_anon_ssl"))
            {
                Warning("allow_anon_ssl", "anonymous users of clients that begin TLS by themselves are refused.", "Write allow_anon_ssl=YES.");
            }
        }
    }

    private void CheckHandover()
    {
        if (!settings.Flag("chown_uploads"))
        {
            return;
        }

        string name = settings.Text("chown_username");
        if (!host.IsRoot())
        {
            Error("chown_uploads", "gives uploads to another user, which only root can do.", "Start ftpsd as root, or write chown_uploads=NO.");
        }
        else if (host.FindUser(name) is null)
        {
            Error("chown_username", $"there is no system user {DiagnosticSink.Quote(name)}.", "Name one, or write chown_uploads=NO.");
        }
        else if (!settings.Flag("local_enable"))
        {
            diagnostics.Note(settings.Origin("chown_uploads"), "chown_uploads", "keeps the server root while it runs: giving files away takes that.");
        }
    }

    private void CheckList(string flag, string option, string consequence)
    {
        if (!settings.Flag(flag))
        {
            return;
        }

        if (settings.Path(option) is not { } path)
        {
            diagnostics.Error(settings.Origin(option), option, "names no file.", $"Name one, or write {flag}=NO.");
            return;
        }

        string quoted = DiagnosticSink.Quote(path);
        switch (host.Probe(path))
        {
            case FileCondition.Missing:
                Error(option, $"there is no file {quoted}, and {consequence}.", $"Make it, one password a line, or write {flag}=NO.");
                break;
            case FileCondition.Directory:
                Error(option, $"{quoted} is a directory.", "Name a file, one password a line.");
                break;
            case FileCondition.Unreadable:
                Error(option, $"{quoted} cannot be read by the user that runs ftpsd.", "Change its owner or mode.");
                break;
        }
    }

    // What nobody wrote (compat=vsftpd lets anonymous users in by default) must not keep a server from starting; they are refused then.
    private void Complain(string option, string message, string fix)
    {
        SettingOrigin? origin = settings.Origin(option) ?? settings.Origin("anonymous_enable");
        diagnostics.Add(settings.IsSet("anonymous_enable") ? Severity.Error : Severity.Warning, origin, option, message, fix);
    }

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}

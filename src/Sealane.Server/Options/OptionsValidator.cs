using System.Globalization;

namespace Sealane.Server.Options;

/// <summary>Checks what no single value shows: whether options fit each other and the machine.</summary>
internal sealed class OptionsValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        new NetworkValidator(settings, host, diagnostics).Validate();
        new TlsValidator(settings, host, diagnostics).Validate();
        new LocalUserValidator(settings, host, diagnostics).Validate();
        new AnonymousValidator(settings, host, diagnostics).Validate();
        CheckLimits();
        CheckFiles();
        CheckState();
    }

    private void CheckLimits()
    {
        foreach (string timeout in new[] { "idle_session_timeout", "data_connection_timeout" })
        {
            if (settings.IsSet(timeout) && settings.Number(timeout) == 0)
            {
                Warning(timeout, "0 lets a vanished client keep its session for ever.", "Write 86400 for a day.");
            }
        }

        int all = settings.Count("max_clients");
        if (all != 0 && settings.Count("max_per_ip") > all && settings.IsSet("max_per_ip"))
        {
            Warning("max_per_ip", $"has no effect above max_clients, {Text(all)}.", "");
        }
    }

    private void CheckFiles()
    {
        if (settings.Path("banner_file") is { } banner)
        {
            switch (host.Probe(banner))
            {
                case FileCondition.Missing:
                    Error("banner_file", $"there is no file {DiagnosticSink.Quote(banner)}.", "");
                    break;
                case FileCondition.Directory:
                    Error("banner_file", $"{DiagnosticSink.Quote(banner)} is a directory.", "");
                    break;
                case FileCondition.Unreadable:
                    Error("banner_file", $"{DiagnosticSink.Quote(banner)} cannot be read by the user that runs ftpsd.", "Change its owner or mode.");
                    break;
                default:
                    if (settings.IsSet("ftpd_banner"))
                    {
                        diagnostics.Note(settings.Origin("ftpd_banner"), "ftpd_banner", "banner_file wins.");
                    }

                    break;
            }
        }

        if (settings.Text("deny_file").Contains('/', StringComparison.Ordinal))
        {
            Warning("deny_file", "a pattern with a slash is compared with the whole path, which changes when a directory in it is renamed.", "Name files and directories without a slash.");
        }

        foreach (string option in new[] { "hide_file", "upload_file", "download_file" })
        {
            if (settings.Text(option).Contains('/', StringComparison.Ordinal))
            {
                Warning(option, "fits nothing: no name has a slash.", "Name files without their directories.");
            }
        }

        LogOptions logs = OptionsBinder.Logs(settings);
        if (logs.VsftpdLogFile is not null && logs.VsftpdLogFile == logs.XferlogFile)
        {
            Error("xferlog_file", "is the same file as vsftpd_log_file, and both formats would be mixed in it.", "Name two files, or write dual_log_enable=NO.");
        }

        CheckLog("vsftpd_log_file", logs.VsftpdLogFile);
        CheckLog("xferlog_file", logs.XferlogFile);
        CheckLog("transfer_log_json", logs.JsonFile);
        if (settings.Flag("syslog_enable") && logs.SyslogSocket is null)
        {
            diagnostics.Note(settings.Origin("syslog_enable"), "syslog_enable", "has no effect: vsftpd's log is not written.", "Write xferlog_enable=YES.");
        }

        if (logs.Protocol && (logs.VsftpdLogFile ?? logs.SyslogSocket) is null)
        {
            diagnostics.Note(settings.Origin("log_ftp_protocol"), "log_ftp_protocol", "is written to standard error: vsftpd_log_file is not in use.");
        }
    }

    private void CheckLog(string option, string? path)
    {
        if (path is null)
        {
            return;
        }

        string directory = Path.GetDirectoryName(path) ?? "/";
        if (host.Probe(path) == FileCondition.Directory)
        {
            Error(option, $"{DiagnosticSink.Quote(path)} is a directory.", "Name a file.");
        }
        else if (host.Probe(directory) != FileCondition.Directory)
        {
            Error(option, $"there is no directory {DiagnosticSink.Quote(directory)}.", "Make it, or name another file.");
        }
    }

    private void CheckState()
    {
        CheckLog("pid_file", settings.Path("pid_file"));
        if (settings.Flag("run_as_launching_user") && !settings.Flag("local_enable"))
        {
            Warning("run_as_launching_user", "a server that root starts stays root, without need.", "Write run_as_launching_user=NO, or start ftpsd as another user.");
        }

        string state = settings.Path("state_dir")!;
        if (host.Probe(state) is FileCondition.Readable or FileCondition.Unreadable)
        {
            Error("state_dir", $"{DiagnosticSink.Quote(state)} is a file.", "Name a directory.");
        }

        if (AccountsLocation.Database(settings) is { } database)
        {
            if (host.Probe(database) == FileCondition.Directory)
            {
                Error("accounts", $"{DiagnosticSink.Quote(database)} is a directory.", "Name a file.");
            }

            return;
        }

        string text = settings.Text("accounts");
        if (text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
        {
            Error("accounts", "PostgreSQL is not supported yet.", "Write accounts=sqlite:PATH.");
        }
        else
        {
            string path = text.StartsWith('/') ? text : "/var/lib/ftpsd/accounts.db";
            Error("accounts", $"wants sqlite:PATH, not {DiagnosticSink.Quote(AccountsLocation.Masked(text))}.", $"Write accounts=sqlite:{path}.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}

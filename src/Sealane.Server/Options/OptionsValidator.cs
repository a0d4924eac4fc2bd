using System.Globalization;
using System.Net;

namespace Sealane.Server.Options;

/// <summary>Checks what no single value shows: whether options fit each other and the machine.</summary>
internal sealed class OptionsValidator(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics)
{
    internal void Validate()
    {
        CheckListening();
        CheckPassiveRange();
        CheckPassiveAddress();
        CheckDataConnections();
        new TlsValidator(settings, host, diagnostics).Validate();
        CheckLimits();
        CheckFiles();
        CheckState();
    }

    private void CheckListening()
    {
        bool v4 = settings.Flag("listen");
        bool v6 = settings.Flag("listen_ipv6");
        if (!v4 && !v6)
        {
            Error("listen", "with listen=NO and listen_ipv6=NO there is nothing to listen on, and being started by inetd is not supported.", "Write listen=YES.");
        }

        CheckFamily("listen_address", System.Net.Sockets.AddressFamily.InterNetwork, "listen_address6");
        CheckFamily("listen_address6", System.Net.Sockets.AddressFamily.InterNetworkV6, "listen_address");
        CheckNeeded("listen_address", v4, "listen=YES");
        CheckNeeded("listen_address6", v6, "listen_ipv6=YES");

        int implicitPort = settings.Count("listen_implicit_port");
        if (implicitPort != 0 && implicitPort == settings.Count("listen_port"))
        {
            Error("listen_implicit_port", $"is the same port as listen_port, {Text(implicitPort)}.", "Write listen_implicit_port=990 or another free port.");
        }

        if (!settings.Flag("ssl_enable"))
        {
            if (implicitPort != 0)
            {
                Error("listen_implicit_port", "needs TLS, and ssl_enable is NO.", "Write ssl_enable=YES.");
            }

            if (settings.Flag("implicit_ssl"))
            {
                Error("implicit_ssl", "needs TLS, and ssl_enable is NO.", "Write ssl_enable=YES.");
            }
        }
    }

    private void CheckFamily(string option, System.Net.Sockets.AddressFamily family, string other)
    {
        if (settings.Address(option) is { } address && address.AddressFamily != family)
        {
            Error(option, $"{address} belongs into {other}.", $"Write {other}={address}.");
        }
    }

    private void CheckNeeded(string option, bool present, string needed)
    {
        if (!present && settings.IsSet(option) && settings.Text(option).Length > 0)
        {
            Warning(option, $"has no effect without {needed}.", "");
        }
    }

    private void CheckPassiveRange()
    {
        const int lowest = 1024;
        (int min, int max) = OptionsBinder.PassiveRange(settings);
        if (min > max)
        {
            string last = settings.IsSet("pasv_min_port") ? "pasv_min_port" : "pasv_max_port";
            Error(last, $"the passive ports would run from {Text(min)} to {Text(max)}.", "pasv_min_port must not be above pasv_max_port.");
            return;
        }

        if (settings.IsSet("pasv_min_port") && settings.Count("pasv_min_port") is > 0 and < lowest)
        {
            Warning("pasv_min_port", "ports below 1024 are never used for data.", "Write pasv_min_port=1024 or more.");
        }

        foreach (string port in new[] { "listen_port", "listen_implicit_port" })
        {
            if (settings.Count(port) is var number && number >= min && number <= max)
            {
                Warning(port, $"{Text(number)} lies among the passive ports {Text(min)}-{Text(max)}.", "Choose a port outside of pasv_min_port and pasv_max_port.");
            }
        }
    }

    private void CheckPassiveAddress()
    {
        string announced = settings.Text("pasv_address");
        if (announced.Length == 0)
        {
            return;
        }

        if (ValueGrammar.Address(announced) is not { } address)
        {
            string quoted = DiagnosticSink.Quote(announced);
            if (announced.StartsWith('"'))
            {
                Error("pasv_address", $"the quotes in {quoted} would be part of the address.", "Leave out the quotes.");
            }
            else if (Uri.CheckHostName(announced) != UriHostNameType.Dns || announced.All(c => char.IsAsciiDigit(c) || c == '.'))
            {
                Error("pasv_address", $"{quoted} is neither an IPv4 address nor a host name.", "Write the address that clients reach this server at.");
            }
            else if (!settings.Flag("pasv_addr_resolve"))
            {
                Error("pasv_address", $"{quoted} is a host name.", "Write pasv_addr_resolve=YES as well, or an IPv4 address.");
            }

            return;
        }

        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            Error("pasv_address", $"the reply to PASV can hold IPv4 addresses only, and {address} is none.", "IPv6 clients use EPSV, which needs no address.");
        }
        else if (IPAddress.Any.Equals(address))
        {
            Error("pasv_address", "clients cannot connect to 0.0.0.0.", "Write the address that clients reach this server at, or remove the line.");
        }
        else if (IPAddress.IsLoopback(address) && !OptionsBinder.Endpoints(settings).All(e => IPAddress.IsLoopback(e.EndPoint.Address)))
        {
            Warning("pasv_address", $"{address} leads clients on other machines to themselves.", "Write the address that clients reach this server at, or remove the line.");
        }
    }

    private void CheckDataConnections()
    {
        if (!settings.Flag("pasv_enable") && !settings.Flag("port_enable"))
        {
            Warning("pasv_enable", "with pasv_enable=NO and port_enable=NO no file and no listing can be transferred.", "Write pasv_enable=YES.");
        }

        WarnIf("pasv_promiscuous", "whoever connects to a passive port first gets the data connection.", "Write pasv_promiscuous=NO unless two servers exchange files directly.");
        WarnIf("port_promiscuous", "clients can make this server connect to any address and port.", "Write port_promiscuous=NO unless two servers exchange files directly.");
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

        LogOptions logs = OptionsBinder.Logs(settings);
        if (logs.VsftpdLogFile is not null && logs.VsftpdLogFile == logs.XferlogFile)
        {
            Error("xferlog_file", "is the same file as vsftpd_log_file, and both formats would be mixed in it.", "Name two files, or write dual_log_enable=NO.");
        }

        CheckLog("vsftpd_log_file", logs.VsftpdLogFile);
        CheckLog("xferlog_file", logs.XferlogFile);
        CheckLog("transfer_log_json", logs.JsonFile);
        if (logs.Protocol && logs.VsftpdLogFile is null)
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

    private void WarnIf(string flag, string message, string fix)
    {
        if (settings.Flag(flag))
        {
            Warning(flag, message, fix);
        }
    }

    private void Error(string option, string message, string fix) => diagnostics.Error(settings.Origin(option), option, message, fix);

    private void Warning(string option, string message, string fix) => diagnostics.Warning(settings.Origin(option), option, message, fix);
}

using Sealane.Server.Options;

namespace Sealane.Server.Hosts;

/// <summary>What stands behind the second colon of a rule (hosts_options(5)).</summary>
internal sealed class HostRuleOptions(bool allows, SettingOrigin origin, DiagnosticSink diagnostics)
{
    private const string LoadConfiguration = "VSFTPD_LOAD_CONF";

    private bool _ended;

    /// <summary>Whether the rule lets its clients in, after all.</summary>
    internal bool Allows { get; private set; } = allows;

    /// <summary>The file of <c>setenv VSFTPD_LOAD_CONF</c>; null for none.</summary>
    internal string? SettingsFile { get; private set; }

    internal void Take(string option)
    {
        int end = option.AsSpan().IndexOfAny(" \t=");
        string name = end < 0 ? option : option[..end];
        string value = end < 0 ? "" : option[end..].TrimStart(' ', '\t').TrimStart('=').Trim();
        if (_ended)
        {
            Error($"{DiagnosticSink.Quote(option)} stands behind allow, deny or twist, which must be the last option.", "Move it in front.");
            return;
        }

        switch (name.ToLowerInvariant())
        {
            case "allow" or "deny" when value.Length == 0:
                Allows = name.Equals("allow", StringComparison.OrdinalIgnoreCase);
                _ended = true;
                break;
            case "setenv":
                SetEnvironment(value);
                break;
            case "twist":
                Allows = false;
                _ended = true;
                Warning("twist is not run: these clients are refused instead.", "");
                break;
            case "aclexec":
                Error("aclexec lets a program decide, which is not run.", "Write addresses or networks.");
                break;
            case "spawn":
                Warning("spawn is not run; the rule holds without it.", "");
                break;
            case "banners":
                Warning("banners is not shown; the rule holds without it.", "ftpd_banner or banner_file greet clients that are let in.");
                break;
            case "severity" or "keepalive" or "linger" or "rfc931" or "nice" or "umask" or "user":
                diagnostics.Note(origin, "tcp_wrappers", $"{name.ToLowerInvariant()} is ignored; the rule holds without it.");
                break;
            default:
                if (name.Length > 0 && name[0] is '(' or '/')
                {
                    // The language before hosts_options(5): a shell command.
                    Warning($"the command {DiagnosticSink.Quote(option)} is not run; the rule holds without it.", "");
                }
                else
                {
                    Error($"there is no option {DiagnosticSink.Quote(name)} of a rule.", "hosts_options(5) lists them; allow, deny and setenv VSFTPD_LOAD_CONF are in effect.");
                }

                break;
        }
    }

    private void SetEnvironment(string value)
    {
        int end = value.AsSpan().IndexOfAny(' ', '\t');
        string name = end < 0 ? value : value[..end];
        string file = end < 0 ? "" : value[end..].Trim();
        if (name != LoadConfiguration)
        {
            diagnostics.Note(origin, "tcp_wrappers", $"the variable {DiagnosticSink.Quote(name)} is not set: nothing would read it.");
        }
        else if (!file.StartsWith('/') || file.Contains('%', StringComparison.Ordinal))
        {
            Error($"{LoadConfiguration} wants the absolute path of a file, without %, not {DiagnosticSink.Quote(file)}.", $"Write setenv {LoadConfiguration} /etc/ftpsd-partners.conf.");
        }
        else
        {
            SettingsFile = file;
        }
    }

    private void Error(string message, string fix) => diagnostics.Error(origin, "tcp_wrappers", message, fix);

    private void Warning(string message, string fix) => diagnostics.Warning(origin, "tcp_wrappers", message, fix);
}
